import type { Filter } from '../../model/filter/filter.js';
import type { Score } from '../../model/score.js';
import type { Micros } from '../../model/time.js';
import type { Group, GroupPlace } from '../session-lists.js';
import { compileFilter } from './compile-filter.js';
import type { DeltaColumn } from './fold-deltas.js';
import { groupRow } from './group-row.js';
import { groupColumn, type GroupKey } from './group-traces.js';
import { standingScores } from './observation-row.js';
import type { Query } from './readers.js';
import { TABLES } from './schema.js';
import { integerLiteral, microsOf, Parameters, readable, timeLiteral } from './sql.js';
import { traceColumn } from './trace-row.js';
import { tracesWithin, twinExcess, usesUsage, wholeTraces, type TwinExcess } from './whole-traces.js';
import { walkBack } from './windows.js';

/** The traces that are put together, and by what. */
export interface Grouping { key: GroupKey; projectId: string; from?: Micros; to?: Micros }
export interface GroupQuery extends Grouping { where?: Filter; limit: number; after?: GroupPlace }

/** The first places of groups, one more than a page holds. Without a filter the latest traces tell them; else it takes every trace. */
export async function groupPlaces(query: Query, wanted: GroupQuery): Promise<GroupPlace[]> {
  const { where, after, limit, projectId, from, to } = wanted;
  if (where !== undefined || after !== undefined) return places(query, { ...wanted, limit: limit + 1 });
  const found = new Map<string, GroupPlace>();
  await walkBack<GroupPlace>(query, {
    projectId, table: 'trace_deltas', range: { from, to }, count: limit + 1,
    // A group that was found in a later window stands there.
    async look(within, count) {
      const fresh = (await places(query, { ...wanted, ...within, limit: count + found.size })).filter((it) => !found.has(it.id));
      for (const it of fresh) found.set(it.id, it);
      return fresh;
    },
  }, Infinity);
  return [...found.values()].slice(0, limit + 1);
}

async function places(query: Query, { where, after, limit, ...grouping }: GroupQuery): Promise<GroupPlace[]> {
  const parameters = new Parameters();
  const columns = new Set<DeltaColumn>(['start_time', ...groupColumn(grouping.key).takes]);
  const conditions = ['true'];
  if (after !== undefined) conditions.push(`(max(start_time) < ${timeLiteral(after.last)} OR (max(start_time) = ${timeLiteral(after.last)} AND ${traceColumn(grouping.key)} > ${parameters.text(after.id)}))`);
  if (where !== undefined) {
    const surroundings = { projectId: grouping.projectId, traces: tracesWithin(grouping, parameters) };
    conditions.push(compileFilter(where, groupRow(grouping.key, surroundings, parameters, (used) => { for (const it of used) columns.add(it); }), parameters));
  }
  const excess = usesUsage(columns) ? await twinExcess(query, grouping) : undefined;
  return query<GroupPlace>(`
SELECT assumeNotNull(${traceColumn(grouping.key)}) AS id, ${microsOf('max(start_time)')} AS last
FROM (${wholeTraces(grouping, [...columns], parameters, excess)})
WHERE ${traceColumn(grouping.key)} IS NOT NULL GROUP BY ${traceColumn(grouping.key)}
HAVING ${conditions.join(' AND ')}
ORDER BY last DESC, id LIMIT ${integerLiteral(limit)}`, parameters);
}

/** These columns of the summaries of these groups, by id. */
export async function groupSummaries(query: Query, grouping: Grouping, ids: readonly string[], names: readonly string[]): Promise<Map<string, Group>> {
  if (ids.length === 0) return new Map();
  const parameters = new Parameters();
  const columns = names.map((name) => ({ name, ...groupColumn(name) }));
  const taken = [...new Set<DeltaColumn>(['start_time', ...groupColumn(grouping.key).takes, ...columns.flatMap((it) => it.takes)])];
  const excess = await twinExcess(query, grouping);
  const rows = await query<Group>(`
SELECT assumeNotNull(${traceColumn(grouping.key)}) AS id, ${columns.map((it) => `${it.name.endsWith('_time') ? microsOf(it.expression) : it.expression} AS "${it.name}"`).join(', ')}
FROM (${tracesOf(grouping, ids, taken, parameters, excess)})
WHERE ${traceColumn(grouping.key)} IN ${parameters.texts(ids)}
GROUP BY ${traceColumn(grouping.key)}`, parameters);
  return new Map(rows.map((it) => [it.id, it]));
}

/** Scores of the traces of these groups, oldest first, by the group's id. */
export async function groupScores(query: Query, grouping: Grouping, ids: readonly string[], limit: number): Promise<Map<string, Score[]>> {
  const scores = new Map<string, Score[]>(ids.map((it) => [it, []]));
  if (ids.length === 0) return scores;
  const parameters = new Parameters();
  const taken = [...new Set<DeltaColumn>(['trace_id', 'start_time', ...groupColumn(grouping.key).takes])];
  const rows = await query<Score & { group_id: string }>(`
SELECT ${readable(TABLES.scores.columns)}, group_id FROM (${standingScores(grouping, parameters)}) AS scores JOIN (
  SELECT trace_id, assumeNotNull(${traceColumn(grouping.key)}) AS group_id FROM (${tracesOf(grouping, ids, taken, parameters)}) WHERE ${traceColumn(grouping.key)} IN ${parameters.texts(ids)}
) AS traces ON traces.trace_id = scores.trace_id
ORDER BY "timestamp", score_id LIMIT ${integerLiteral(limit)} BY group_id`, parameters);
  for (const { group_id, ...score } of rows) scores.get(group_id)?.push(score);
  return scores;
}

/** Traces of these groups, and some others: of those only that have an observation which names one of the groups are folded. */
function tracesOf(grouping: Grouping, ids: readonly string[], columns: readonly DeltaColumn[], parameters: Parameters, excess?: TwinExcess): string {
  const named = parameters.texts(ids);
  const traces = `trace_id IN (SELECT trace_id FROM trace_deltas WHERE project_id = ${parameters.text(grouping.projectId)} AND (${grouping.key} IN ${named} OR any_${grouping.key} IN ${named}))`;
  return wholeTraces(grouping, columns, parameters, excess, traces);
}
