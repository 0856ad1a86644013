import type { Kysely, Selectable, Transaction } from 'kysely';
import { Failure } from '../../runtime/errors.js';
import type { SavedView } from '../../model/saved-view.js';
import type { ControlTables } from './tables.js';
import { inTransaction } from './transaction.js';

/** Lists with their filters and looks, kept under names that are unique in a project. */
export interface SavedViews {
  /** By name, byte by byte. */
  list(projectId: string): Promise<SavedView[]>;
  /** @throws Failure `conflict` when the project has a view of this name, `forbidden` when it has as many as there may be */
  add(view: SavedView): Promise<void>;
  /**
   * Puts what `change` makes of a view in its place; both happen at once, whoever else changes it. `change` may be asked again.
   * @returns undefined when the project has no such view
   * @throws Failure `conflict` when another view of the project has the new name; what `change` throws
   */
  change(projectId: string, id: string, change: (view: SavedView) => SavedView): Promise<SavedView | undefined>;
  /** Whether there was one. */
  remove(projectId: string, id: string): Promise<boolean>;
}

/** More than anybody finds again. */
export const MAX_VIEWS = 200;

type Row = Selectable<ControlTables['saved_views']>;

export function savedViewsOver(db: Kysely<ControlTables>, maxViews = MAX_VIEWS): SavedViews {
  return {
    async list(projectId) {
      const rows = await db.selectFrom('saved_views').selectAll().where('project_id', '=', projectId).orderBy('name').execute();
      return rows.map(viewOf);
    },
    add: (view) => inTransaction(db, async (it) => {
      await refuseTakenName(it, view);
      const { count } = await it.selectFrom('saved_views').select((eb) => eb.fn.countAll<number>().as('count')).where('project_id', '=', view.project_id).executeTakeFirstOrThrow();
      if (Number(count) >= maxViews) throw new Failure('forbidden', `This project holds its maximum of ${maxViews} saved views. Delete one that nobody needs.`);
      await it.insertInto('saved_views').values(rowOf(view)).execute();
    }),
    change: (projectId, id, change) => inTransaction(db, async (it) => {
      const row = await it.selectFrom('saved_views').selectAll().where('project_id', '=', projectId).where('id', '=', id).executeTakeFirst();
      if (row === undefined) return undefined;
      const changed = { ...change(viewOf(row)), id, project_id: projectId };
      await refuseTakenName(it, changed);
      await it.updateTable('saved_views').set(rowOf(changed)).where('id', '=', id).execute();
      return changed;
    }),
    async remove(projectId, id) {
      const removed = await db.deleteFrom('saved_views').where('project_id', '=', projectId).where('id', '=', id).returning('id').executeTakeFirst();
      return removed !== undefined;
    },
  };
}

async function refuseTakenName(it: Transaction<ControlTables>, { project_id, id, name }: SavedView): Promise<void> {
  const taken = await it.selectFrom('saved_views').select('id').where('project_id', '=', project_id).where('name', '=', name).where('id', '!=', id).executeTakeFirst();
  if (taken !== undefined) throw new Failure('conflict', `This project has a saved view "${name}" already. Choose another name, or change that one (${taken.id}).`, { field: 'name' });
}

function rowOf({ id, project_id, name, page, created_at, updated_at, ...value }: SavedView): Row {
  return { id, project_id, name, page, value: JSON.stringify(value), created_at, updated_at };
}

function viewOf({ value, ...row }: Row): SavedView {
  return { columns: null, sort: null, range: null, where: '', ...(JSON.parse(value) as Partial<SavedView>), ...row };
}
