import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { Failure } from '../runtime/errors.js';
import { SavedView, VIEW_SUBJECTS, ViewContent, ViewPage } from '../model/saved-view.js';
import { operation } from './operation.js';
import { ProjectRef } from './projects.js';
import { TimeInput } from './time-input.js';
import { rangeOf } from './traces.js';
import { filterOf } from './where.js';

const ViewId = z.string().min(1).max(100).describe('as list_views gives it');
const { shape } = ViewContent;

export const listViews = operation({
  name: 'list_views',
  http: ['GET', '/api/v1/projects/:project/views'],
  scope: 'views:read',
  toolset: 'query',
  summary: 'The saved views of this project, by name.',
  description: 'A view is a list (traces, observations, sessions, users, search) with its filter, columns, order and range of time, kept under a name. Give its `where` to the operation of that list.',
  untrusted: true,
  input: z.strictObject({ project: ProjectRef, page: ViewPage.optional().describe('only those of this list') }),
  output: z.object({ views: z.array(SavedView) }),
  async run({ control, project }, input) {
    const views = await control.views.list(project.id);
    return { views: views.filter((it) => input.page === undefined || it.page === input.page) };
  },
});

export const createView = operation({
  name: 'create_view',
  http: ['POST', '/api/v1/projects/:project/views'],
  scope: 'views:write',
  toolset: 'query',
  summary: 'Saves a list with its filter and looks under a name.',
  description: 'Names are unique in the project. The filter is checked, and kept as it is written: `now() - 1h` stays relative.',
  input: z.strictObject({ project: ProjectRef, name: shape.name, page: shape.page, where: shape.where.default(''), columns: shape.columns.default(null), sort: shape.sort.default(null), range: shape.range.default(null) }),
  output: z.object({ view: SavedView }),
  async run({ control, project, now }, { name, page, where, columns, sort, range }) {
    const time = new Date(now()).toISOString();
    const view = { id: `view_${randomBytes(8).toString('hex')}`, project_id: project.id, name, page, where, columns, sort, range, created_at: time, updated_at: time };
    checkView(view, now());
    await control.views.add(view);
    return { view };
  },
});

export const updateView = operation({
  name: 'update_view',
  http: ['PATCH', '/api/v1/projects/:project/views/:view_id'],
  scope: 'views:write',
  toolset: 'query',
  summary: 'Changes a saved view; what is not given stays.',
  description: 'Give only what is to change. null for columns, sort or range means the usual ones.',
  input: z.strictObject({ project: ProjectRef, view_id: ViewId, ...ViewContent.partial().shape }),
  output: z.object({ view: SavedView }),
  async run({ control, project, now }, { view_id, ...input }) {
    const given = ViewContent.partial().parse(input);
    const view = await control.views.change(project.id, view_id, (it) => {
      const changed = { ...it, ...given, updated_at: new Date(now()).toISOString() };
      checkView(changed, now());
      return changed;
    });
    if (view === undefined) throw noView(view_id, project.slug);
    return { view };
  },
});

export const deleteView = operation({
  name: 'delete_view',
  http: ['DELETE', '/api/v1/projects/:project/views/:view_id'],
  scope: 'views:write',
  toolset: 'query',
  summary: 'Deletes a saved view.',
  description: 'The view alone: what it shows stays.',
  input: z.strictObject({ project: ProjectRef, view_id: ViewId }),
  output: z.object({ deleted: z.literal(true) }),
  async run({ control, project }, { view_id }) {
    if (!await control.views.remove(project.id, view_id)) throw noView(view_id, project.slug);
    return { deleted: true as const };
  },
});

/** @throws Failure `invalid_input` naming what is wrong with the filter or the range */
function checkView(view: Pick<ViewContent, 'page' | 'where' | 'range'>, nowMs: number): void {
  filterOf(view.where, VIEW_SUBJECTS[view.page], nowMs);
  const { from, to } = view.range ?? { from: null, to: null };
  for (const [side, value] of Object.entries({ from, to })) {
    const problem = value === null ? undefined : TimeInput.safeParse(value).error?.issues[0].message;
    if (problem !== undefined) throw new Failure('invalid_input', `range.${side} is "${value}": ${problem}.`, { field: `range.${side}` });
  }
  rangeOf({ from: from ?? undefined, to: to ?? undefined }, nowMs);
}

function noView(id: string, slug: string): Failure {
  return new Failure('not_found', `There is no saved view ${id} in project "${slug}". list_views names those there are.`, { field: 'view_id' });
}
