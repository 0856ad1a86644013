import type { Kysely } from 'kysely';

/** SQLite has no transaction around schema changes in Kysely, so each step may be repeated after a crash between them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.createTable('workspaces').ifNotExists()
    .addColumn('id', 'text', (it) => it.primaryKey())
    .addColumn('slug', 'text', (it) => it.notNull().unique())
    .addColumn('name', 'text', (it) => it.notNull())
    .addColumn('created_at', 'text', (it) => it.notNull())
    .execute();
  await db.schema.createTable('projects').ifNotExists()
    .addColumn('id', 'text', (it) => it.primaryKey())
    .addColumn('workspace_id', 'text', (it) => it.notNull().references('workspaces.id'))
    .addColumn('slug', 'text', (it) => it.notNull())
    .addColumn('name', 'text', (it) => it.notNull())
    .addColumn('created_at', 'text', (it) => it.notNull())
    .addUniqueConstraint('projects_slug_is_unique', ['workspace_id', 'slug'])
    .execute();
  await db.schema.createTable('settings').ifNotExists()
    .addColumn('key', 'text', (it) => it.primaryKey())
    .addColumn('value', 'text', (it) => it.notNull())
    .addColumn('updated_at', 'text', (it) => it.notNull())
    .execute();
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('settings').ifExists().execute();
  await db.schema.dropTable('projects').ifExists().execute();
  await db.schema.dropTable('workspaces').ifExists().execute();
}
