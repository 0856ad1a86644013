import type { Kysely } from 'kysely';
import { text } from '../dialect.js';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.createTable('project_keys').ifNotExists()
    .addColumn('id', text(db), (it) => it.primaryKey())
    .addColumn('project_id', text(db), (it) => it.notNull().references('projects.id'))
    .addColumn('wrapped_key', text(db), (it) => it.notNull())
    .addColumn('kek_id', text(db), (it) => it.notNull())
    .addColumn('created_at', text(db), (it) => it.notNull())
    .addColumn('is_active', 'integer', (it) => it.notNull())
    .execute();
  await db.schema.createIndex('project_keys_by_project').ifNotExists().on('project_keys').column('project_id').execute();
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('project_keys').ifExists().execute();
}
