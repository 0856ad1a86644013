import type { Kysely } from 'kysely';
import { text } from '../dialect.js';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.createTable('saved_views').ifNotExists()
    .addColumn('id', text(db), (it) => it.primaryKey())
    .addColumn('project_id', text(db), (it) => it.notNull().references('projects.id'))
    .addColumn('name', text(db), (it) => it.notNull())
    .addColumn('page', text(db), (it) => it.notNull())
    .addColumn('value', text(db), (it) => it.notNull())
    .addColumn('created_at', text(db), (it) => it.notNull())
    .addColumn('updated_at', text(db), (it) => it.notNull())
    .addUniqueConstraint('saved_views_name_is_unique', ['project_id', 'name'])
    .execute();
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('saved_views').ifExists().execute();
}
