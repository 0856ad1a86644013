import type { Filter } from '../../model/filter/filter.js';
import type { Score } from '../../model/score.js';
import type { Micros } from '../../model/time.js';
import type { Group, GroupPlace } from '../session-lists.js';
import type { GroupKey } from '../trace-delta.js';
import { compileFilter } from './compile-filter.js';
import type { DeltaColumn } from './fold-deltas.js';
import { groupRow } from './group-row.js';
import { groupColumn } from './group-traces.js';
import { standingScores } from './observation-row.js';
import type { Query } from './readers.js';
import { naming, type Segment } from './segment.js';
import { SCORE_COLUMNS } from './schema.js';
import { integerLiteral, Parameters, timeLiteral } from './sql.js';
import { surroundingsOf } from './surroundings.js';
import { traceColumn } from './trace-row.js';
import { walkBack } from './walk.js';
import { whereTheirsCanBe } from './where-it-can-be.js';
import { twinExcess, usesUsage, wholeTraces, type Extent } from './whole-traces.js';

/** The traces that are put together, and by what. */
export interface Grouping { key: GroupKey; projectId: string; from?: Micros; to?: Micros }
export interface GroupQuery extends Grouping { where?: Filter; limit: number; after?: GroupPlace }

/** The first places of groups, one more than a page holds. Without a filter the latest segments tell them; else it takes every trace. */
export async function groupPlaces(query: Query, all: readonly Segment[], wanted: GroupQuery): Promise<GroupPlace[]> {
  const segments = whereTheirsCanBe(within(all, wanted), wanted.projectId, wanted.where, [wanted.key]);
  if (wanted.where !== undefined || wanted.after !== undefined) return places(query, { window: segments, all, projectId: wanted.projectId }, wanted);
  const { entries } = await walkBack<GroupPlace>({
    segments: segments.map((segment) => ({ segment, latest: Math.min(segment.deltasTo, (wanted.to ?? Infinity) - 1) })),
    count: wanted.limit + 1, timeOf: (it) => it.last, keyOf: (it) => it.id, inOrder: (a, b) => b.last - a.last || (a.id < b.id ? -1 : 1),
    look: (window) => places(query, { window, all, projectId: wanted.projectId }, wanted),
  });
  return entries;
}

async function places(query: Query, extent: Extent, { key, where, after, limit, ...range }: GroupQuery): Promise<GroupPlace[]> {
  if (extent.window.length === 0) return [];
  const parameters = new Parameters();
  const columns = new Set<DeltaColumn>(['start_time', ...groupColumn(key).takes]);
  const conditions = ['true'];
  if (after !== undefined) conditions.push(`(max(start_time) < ${timeLiteral(after.last)} OR (max(start_time) = ${timeLiteral(after.last)} AND ${traceColumn(key)} > ${parameters.text(after.id)}))`);
  if (where !== undefined) conditions.push(compileFilter(where, groupRow(key, surroundingsOf(extent), parameters, (used) => { for (const it of used) columns.add(it); }), parameters));
  const excess = usesUsage(columns) ? await twinExcess(query, extent) : undefined;
  return query<GroupPlace>(`
SELECT ${traceColumn(key)} AS id, max(start_time) AS last
FROM (${wholeTraces(extent, [...columns], parameters, excess)})
WHERE ${inRange({ key, ...range })} GROUP BY ${traceColumn(key)}
HAVING ${conditions.join(' AND ')}
ORDER BY last DESC, id LIMIT ${integerLiteral(limit + 1)}`, parameters);
}

/** These columns of the summaries of these groups, by id. */
export async function groupSummaries(query: Query, all: readonly Segment[], grouping: Grouping, ids: readonly string[], names: readonly string[]): Promise<Map<string, Group>> {
  if (ids.length === 0) return new Map();
  const extent = extentOf(all, grouping, ids);
  const parameters = new Parameters();
  const columns = [...names, grouping.key].map((name) => ({ name, ...groupColumn(name) }));
  const taken = [...new Set<DeltaColumn>(['start_time', ...columns.flatMap((it) => it.takes)])];
  const traces = wholeTraces(extent, taken, parameters, await twinExcess(query, extent));
  const rows = await query<Group>(`
SELECT ${traceColumn(grouping.key)} AS id, ${columns.filter((it) => it.name !== grouping.key).map((it) => `${it.expression} AS "${it.name}"`).join(', ')}
FROM (${traces})
WHERE ${inRange(grouping)} AND ${traceColumn(grouping.key)} IN (SELECT unnest(${parameters.texts(ids)}))
GROUP BY ${traceColumn(grouping.key)}`, parameters);
  return new Map(rows.map((it) => [it.id, it]));
}

/** Scores of the traces of these groups, oldest first, by the group's id. */
export async function groupScores(query: Query, all: readonly Segment[], grouping: Grouping, ids: readonly string[], limit: number): Promise<Map<string, Score[]>> {
  const scores = new Map<string, Score[]>(ids.map((it) => [it, []]));
  if (ids.length === 0 || !all.some((it) => it.mayHaveScores)) return scores;
  const extent = extentOf(all, grouping, ids);
  const parameters = new Parameters();
  const traces = wholeTraces(extent, [...new Set<DeltaColumn>(['trace_id', 'start_time', ...groupColumn(grouping.key).takes])], parameters);
  const rows = await query<Score & { id: string }>(`
SELECT scores.*, id FROM (${standingScores(extent, parameters)}) AS scores JOIN (
  SELECT trace_id, ${traceColumn(grouping.key)} AS id FROM (${traces}) WHERE ${inRange(grouping)} AND ${traceColumn(grouping.key)} IN (SELECT unnest(${parameters.texts(ids)}))
) AS traces USING (trace_id)
QUALIFY row_number() OVER (PARTITION BY id ORDER BY "timestamp", score_id) <= ${integerLiteral(limit)} ORDER BY "timestamp", score_id`, parameters);
  for (const { id, ...score } of rows) scores.get(id)?.push(Object.fromEntries(SCORE_COLUMNS.map(([name]) => [name, score[name]])) as Score);
  return scores;
}

/** Where the traces of these groups are. */
function extentOf(all: readonly Segment[], grouping: Grouping, ids: readonly string[]): Extent {
  return { window: naming(within(all, grouping), grouping.projectId, grouping.key, ids), all, projectId: grouping.projectId };
}

/** A group is only of traces that name it, and of those only of those that began within the range. */
function inRange({ key, from, to }: Grouping): string {
  const bounds = [...(from === undefined ? [] : [`start_time >= ${timeLiteral(from)}`]), ...(to === undefined ? [] : [`start_time < ${timeLiteral(to)}`])];
  return [`${traceColumn(key)} IS NOT NULL`, ...bounds].join(' AND ');
}

const within = (all: readonly Segment[], { projectId, from = -Infinity, to = Infinity }: Grouping) => all.filter((it) => it.projects.has(projectId) && it.from < to && it.deltasTo >= from);

