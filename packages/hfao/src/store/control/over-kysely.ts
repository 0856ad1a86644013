import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { Failure } from '../../runtime/errors.js';
import { ProjectSettings, STANDARD_SETTINGS } from '../../model/project-settings.js';
import type { Project } from '../../model/project.js';
import type { ControlStore } from './control-store.js';
import { dumpControl } from './dump.js';
import { leasesOver } from './leases.js';
import { savedViewsOver } from './saved-views.js';
import type { ControlTables } from './tables.js';
import { inTransaction } from './transaction.js';

/** A sender can make a project by naming it, so a faulty one must not make them without end. */
const MAX_PROJECTS = 1_000;
const WORKSPACE_SLUG = 'default';

/** The control plane over any database that Kysely speaks to, after its migrations. Makes the only workspace and the default project. */
export async function controlStoreOver(db: Kysely<ControlTables>, defaultProject: string, maxProjects = MAX_PROJECTS): Promise<ControlStore> {
  const workspaceId = await ensureWorkspace(db);
  const projects = new Map<string, Project>();   // known ones; a project is never renamed, so what is here stays true

  async function read(slug: string): Promise<Project | undefined> {
    const found = await db.selectFrom('projects').selectAll().where('workspace_id', '=', workspaceId).where('slug', '=', slug).executeTakeFirst();
    if (found !== undefined) projects.set(slug, found);
    return found;
  }

  const store: ControlStore = {
    listProjects: () => db.selectFrom('projects').selectAll().where('workspace_id', '=', workspaceId).orderBy('created_at').orderBy('slug').execute(),
    project: async (slug) => projects.get(slug) ?? (await read(slug)),
    async ensureProject(slug, name) {
      const known = await store.project(slug);
      if (known !== undefined) return known;
      await inTransaction(db, (it) => insertProject(it, { id: newId('prj'), workspace_id: workspaceId, slug, name, created_at: new Date().toISOString() }, maxProjects));
      const made = await read(slug);
      if (made === undefined) throw new Failure('forbidden', `Project "${slug}" was not made: this workspace holds its maximum of ${maxProjects} projects. Send to one of them.`, { field: 'project' });
      return made;
    },
    async projectSettings(projectId) {
      const row = await db.selectFrom('project_settings').select('value').where('project_id', '=', projectId).executeTakeFirst();
      return row === undefined ? STANDARD_SETTINGS : settingsOf(JSON.parse(row.value) as Record<string, unknown>);
    },
    async putProjectSettings(projectId, settings) {
      const row = { value: JSON.stringify(settings), updated_at: new Date().toISOString() };
      await db.insertInto('project_settings').values({ project_id: projectId, ...row }).onConflict((it) => it.column('project_id').doUpdateSet(row)).execute();
    },
    async projectKeys(projectId) {
      const keys = db.selectFrom('project_keys').selectAll().orderBy('created_at').orderBy('id');
      return (projectId === undefined ? keys : keys.where('project_id', '=', projectId)).execute();
    },
    async addProjectKey(row) {
      await inTransaction(db, async (it) => {
        await it.updateTable('project_keys').set({ is_active: 0 }).where('project_id', '=', row.project_id).execute();
        await it.insertInto('project_keys').values(row).execute();
      });
    },
    async rewrapProjectKeys(rewrap) {
      await inTransaction(db, async (it) => {
        for (const row of await it.selectFrom('project_keys').selectAll().execute()) {
          const { wrapped_key, kek_id } = rewrap(row);
          await it.updateTable('project_keys').set({ wrapped_key, kek_id }).where('id', '=', row.id).execute();
        }
      });
    },
    leases: leasesOver(db),
    views: savedViewsOver(db),
    async setting(key) {
      const row = await db.selectFrom('settings').select('value').where('key', '=', key).executeTakeFirst();
      return row?.value;
    },
    async putSetting(key, value) {
      const updated_at = new Date().toISOString();
      await db.insertInto('settings').values({ key, value, updated_at }).onConflict((it) => it.column('key').doUpdateSet({ value, updated_at })).execute();
    },
    dump: () => dumpControl(db),
    close: () => db.destroy(),
  };
  await store.ensureProject(defaultProject, defaultProject);
  return store;
}

async function ensureWorkspace(db: Kysely<ControlTables>): Promise<string> {
  await db.insertInto('workspaces')
    .values({ id: newId('wsp'), slug: WORKSPACE_SLUG, name: 'Default', created_at: new Date().toISOString() })
    .onConflict((it) => it.column('slug').doNothing())
    .execute();
  const row = await db.selectFrom('workspaces').select('id').where('slug', '=', WORKSPACE_SLUG).executeTakeFirstOrThrow();
  return row.id;
}

/** One statement in a transaction of its own, so that callers who race make one project and cannot step over the limit together. */
async function insertProject(db: Kysely<ControlTables>, project: Project, maxProjects: number): Promise<void> {
  const { id, workspace_id, slug, name, created_at } = project;
  await db.insertInto('projects')
    .columns(['id', 'workspace_id', 'slug', 'name', 'created_at'])
    .expression(db
      .selectNoFrom((eb) => [eb.val(id).as('id'), eb.val(workspace_id).as('workspace_id'), eb.val(slug).as('slug'), eb.val(name).as('name'), eb.val(created_at).as('created_at')])
      .where((eb) => eb(eb.selectFrom('projects').select((it) => it.fn.countAll<number>().as('count')), '<', maxProjects)))
    .onConflict((it) => it.columns(['workspace_id', 'slug']).doNothing())
    .execute();
}

/** Part by part: what another version wrote and this one does not understand must not cost the rest. */
function settingsOf(stored: Record<string, unknown>): ProjectSettings {
  const parts = Object.entries(ProjectSettings.shape).map(([name, schema]) => {
    const parsed = schema.safeParse(stored[name]);
    return [name, parsed.success ? parsed.data : STANDARD_SETTINGS[name as keyof ProjectSettings]];
  });
  return Object.fromEntries(parts) as ProjectSettings;
}

const newId = (kind: string) => `${kind}_${randomBytes(8).toString('hex')}`;
