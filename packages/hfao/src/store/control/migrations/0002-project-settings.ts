import type { Kysely } from 'kysely';
import { text } from '../dialect.js';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.createTable('project_settings').ifNotExists()
    .addColumn('project_id', text(db), (it) => it.primaryKey().references('projects.id'))
    .addColumn('value', text(db), (it) => it.notNull())
    .addColumn('updated_at', text(db), (it) => it.notNull())
    .execute();
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('project_settings').ifExists().execute();
}
