import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.createTable('leases').ifNotExists()
    .addColumn('name', 'text', (it) => it.primaryKey())
    .addColumn('owner', 'text', (it) => it.notNull())
    .addColumn('token', 'bigint', (it) => it.notNull())
    .addColumn('expires_ms', 'bigint', (it) => it.notNull())
    .addColumn('done_ms', 'bigint')
    .execute();
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('leases').ifExists().execute();
}
