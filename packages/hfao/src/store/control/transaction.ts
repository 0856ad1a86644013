import { setTimeout as sleep } from 'node:timers/promises';
import type { Kysely, Transaction } from 'kysely';
import { Failure } from '../../runtime/errors.js';
import { isPostgres } from './dialect.js';
import { isConflict } from './postgres-failure.js';

const MOST_TRIES = 20;

/**
 * Does all of `work` or nothing, as if nobody else were there. It is done again when another transaction got in its way, so it changes nothing but the database.
 * @throws Failure `unavailable` when others get in the way again and again; what `work` throws
 */
export async function inTransaction<Tables, T>(db: Kysely<Tables>, work: (it: Transaction<Tables>) => Promise<T>): Promise<T> {
  const transaction = isPostgres(db) ? db.transaction().setIsolationLevel('serializable') : db.transaction();
  for (let tries = 1; ; tries++) {
    try {
      return await transaction.execute(work);
    } catch (cause) {
      if (!isConflict(cause)) throw cause;
      if (tries === MOST_TRIES) throw new Failure('unavailable', 'The control plane is busy: others keep changing the same. Try again.', { cause });
      await sleep(Math.random() * Math.min(100, 2 ** tries));
    }
  }
}
