import { type Kysely, sql } from 'kysely';
import type { Lease, Leases } from '../../runtime/lease.js';
import { databaseNow } from './dialect.js';
import type { ControlTables } from './tables.js';

/** A lease that seems to last longer was written while the database's clock was wrong. */
const LONGEST_MS = 3_600_000;

/** Leases as rows; each change is one statement, so that the database decides every race. A row stays when it is given up: its token must not begin anew. */
export function leasesOver(db: Kysely<ControlTables>): Leases {
  const now = databaseNow(db);
  const mine = ({ name, owner, token }: Lease) => db.updateTable('leases').where('name', '=', name).where('owner', '=', owner).where('token', '=', token);
  return {
    async take(name, owner, { forMs, everyMs = 0 }) {
      if (forMs > LONGEST_MS) throw new RangeError(`a lease lasts at most ${LONGEST_MS} ms`);
      const free = sql<boolean>`(leases.expires_ms <= ${now} or leases.expires_ms > ${now} + ${LONGEST_MS})`;
      const due = sql<boolean>`(leases.done_ms is null or leases.done_ms + ${everyMs} <= ${now} or leases.done_ms > ${now})`;
      const taken = await db.insertInto('leases')
        .values({ name, owner, token: 1, expires_ms: sql`${now} + ${forMs}`, done_ms: null })
        .onConflict((it) => it.column('name').doUpdateSet({ owner, token: sql`leases.token + 1`, expires_ms: sql`${now} + ${forMs}` }).where(free).where(due))
        .returning('token').executeTakeFirst();
      return taken && { name, owner, token: taken.token };
    },
    async renew(lease, forMs) {
      return await mine(lease).set({ expires_ms: sql`${now} + ${forMs}` }).returning('token').executeTakeFirst() !== undefined;
    },
    async holds({ name, owner, token }) {
      const held = await db.selectFrom('leases').select('name').where('name', '=', name).where('owner', '=', owner).where('token', '=', token).where('expires_ms', '>', now).executeTakeFirst();
      return held !== undefined;
    },
    async release(lease) {
      await mine(lease).set({ expires_ms: 0 }).execute();
    },
    async finish(lease) {
      await mine(lease).set({ expires_ms: 0, done_ms: now }).execute();
    },
    async list() {
      const rows = await db.selectFrom('leases').selectAll().select(now.as('now_ms')).orderBy('name').execute();
      return rows.map(({ name, owner, token, expires_ms, done_ms, now_ms }) => ({
        name, owner, token, is_held: expires_ms > now_ms, expires_at: new Date(expires_ms).toISOString(), done_at: done_ms === null ? null : new Date(done_ms).toISOString(),
      }));
    },
  };
}
