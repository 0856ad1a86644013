import type { Kysely } from 'kysely';
import { text } from '../dialect.js';

/** SQLite has no transaction around schema changes in Kysely, so each step may be repeated after a crash between them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.createTable('workspaces').ifNotExists()
    .addColumn('id', text(db), (it) => it.primaryKey())
    .addColumn('slug', text(db), (it) => it.notNull().unique())
    .addColumn('name', text(db), (it) => it.notNull())
    .addColumn('created_at', text(db), (it) => it.notNull())
    .execute();
  await db.schema.createTable('projects').ifNotExists()
    .addColumn('id', text(db), (it) => it.primaryKey())
    .addColumn('workspace_id', text(db), (it) => it.notNull().references('workspaces.id'))
    .addColumn('slug', text(db), (it) => it.notNull())
    .addColumn('name', text(db), (it) => it.notNull())
    .addColumn('created_at', text(db), (it) => it.notNull())
    .addUniqueConstraint('projects_slug_is_unique', ['workspace_id', 'slug'])
    .execute();
  await db.schema.createTable('settings').ifNotExists()
    .addColumn('key', text(db), (it) => it.primaryKey())
    .addColumn('value', text(db), (it) => it.notNull())
    .addColumn('updated_at', text(db), (it) => it.notNull())
    .execute();
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('settings').ifExists().execute();
  await db.schema.dropTable('projects').ifExists().execute();
  await db.schema.dropTable('workspaces').ifExists().execute();
}
