import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.createTable('project_settings').ifNotExists()
    .addColumn('project_id', 'text', (it) => it.primaryKey().references('projects.id'))
    .addColumn('value', 'text', (it) => it.notNull())
    .addColumn('updated_at', 'text', (it) => it.notNull())
    .execute();
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('project_settings').ifExists().execute();
}
