import type { Kysely } from 'kysely';
import { text } from '../dialect.js';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.createTable('leases').ifNotExists()
    .addColumn('name', text(db), (it) => it.primaryKey())
    .addColumn('owner', text(db), (it) => it.notNull())
    .addColumn('token', 'bigint', (it) => it.notNull())
    .addColumn('expires_ms', 'bigint', (it) => it.notNull())
    .addColumn('done_ms', 'bigint')
    .execute();
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('leases').ifExists().execute();
}
