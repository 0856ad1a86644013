import type { Dimension, Figure } from '../../../model/metric-query.js';
import { isList, isUsage, SCORE_VALUE, scoreName, usageColumn } from '../../metrics/measures.js';
import type { MetricsQuery } from '../../store.js';
import { compileFilter, type FilterRow } from '../compile-filter.js';
import type { DeltaColumn } from '../fold-deltas.js';
import { observationRow, standingScores } from '../observation-row.js';
import type { Query } from '../readers.js';
import { type Parameters, timeLiteral } from '../sql.js';
import { traceRow } from '../trace-row.js';
import { tracesTouching, tracesWithin, twinExcess, usesUsage, wholeTraces, type Extent } from '../whole-traces.js';
import { costsSuffice } from './costs.js';
import { twinRows } from './twin-rows.js';

/** What a metric is taken of. */
export interface Source { query: Query; projectId: string; wanted: MetricsQuery; parameters: Parameters; /** With the dimensions, or as if there were none. */ isGrouped: boolean }

/** SELECT of the rows that figures are taken of: `time`, `failed`, a text `kN` for each dimension and what measure N is taken of as `mN`; each may be NULL. */
export async function metricRows(source: Source): Promise<string> {
  switch (source.wanted.subject) {
    case 'observations': return observationRows(source);
    case 'traces': return traceRows(source);
    case 'scores': return scoreRows(source);
  }
}

async function observationRows(source: Source): Promise<string> {
  const { projectId, wanted, parameters, query } = source;
  const extent = extentOf(source);
  const row = observationRow('counted', { projectId, traces: tracesTouching(extent, parameters) }, parameters);
  const conditions = [`project_id = ${parameters.text(projectId)}`, ...inRange('start_time', wanted)];
  if (wanted.where !== undefined) conditions.push(compileFilter(wanted.where, row, parameters));
  const takesUsage = wanted.measures.some((it) => usageColumn(it) !== undefined);
  const twins = takesUsage ? await twinRows(query, extent, parameters) : undefined;
  const counts = twins === undefined ? 'usage_counted' : `(usage_counted AND (trace_id, observation_id) NOT IN (${twins}))`;
  const onlyCosts = costsSuffice(wanted);
  const columns = [
    'start_time AS time', `${onlyCosts ? 'false' : "status = 'error'"} AS failed`, 'trace_id', 'observation_id', ...(takesUsage ? [`${counts} AS counts_here`] : []),
    ...shown(source, row), ...measured(wanted, (name) => (isUsage(name) ? `if(counts_here, ${row.column(name)}, NULL)` : row.column(name))),
  ];
  const rows = `SELECT ${columns.join(', ')} FROM ${onlyCosts ? 'observation_costs' : 'observations'} AS counted FINAL WHERE ${conditions.join(' AND ')}`;
  return withScores(rows, source, ['trace_id', 'observation_id']);
}

async function traceRows(source: Source): Promise<string> {
  const { wanted, parameters } = source;
  const extent = extentOf(source);
  const used = new Set<DeltaColumn>(['trace_id', 'start_time']);
  const row = rowOfTraces(extent, parameters, used);
  const conditions = inRange('start_time', wanted);
  if (wanted.where !== undefined) conditions.push(compileFilter(wanted.where, row, parameters));
  const columns = ['start_time AS time', `${row.column('status')} = 'error' AS failed`, 'trace_id', ...shown(source, row), ...measured(wanted, (name) => row.column(name))];
  return withScores(`SELECT ${columns.join(', ')} FROM (${await whole(source, extent, used)}) WHERE ${conditions.join(' AND ')}`, source, ['trace_id']);
}

async function scoreRows(source: Source): Promise<string> {
  const { projectId, wanted, parameters } = source;
  const conditions = inRange('time', wanted);
  if (wanted.where !== undefined) {
    const used = new Set<DeltaColumn>(['trace_id']);
    const condition = compileFilter(wanted.where, rowOfTraces({ projectId }, parameters, used), parameters);
    conditions.push(`trace_id IN (SELECT trace_id FROM (${await whole(source, { projectId }, used)}) WHERE ${condition})`);
  }
  const column = (name: string) => (name === 'value' ? SCORE_VALUE : `"${name}"`);
  return `SELECT ${['time', 'false AS failed', ...shown(source, { column, map: column }), ...measured(wanted, column)].join(', ')}
FROM (SELECT *, parseDateTime64BestEffortOrNull("timestamp", 6, 'UTC') AS time FROM (${standingScores({ projectId }, parameters)})) WHERE ${conditions.join(' AND ')}`;
}

const extentOf = ({ projectId, wanted: { from, to } }: Source): Extent => ({ projectId, from, to });

function rowOfTraces(extent: Extent, parameters: Parameters, used: Set<DeltaColumn>): FilterRow {
  return traceRow({ projectId: extent.projectId, traces: tracesWithin(extent, parameters) }, parameters, (columns) => { for (const it of columns) used.add(it); });
}

async function whole({ query, parameters }: Source, extent: Extent, used: ReadonlySet<DeltaColumn>): Promise<string> {
  return wholeTraces(extent, [...used], parameters, usesUsage(used) ? await twinExcess(query, extent) : undefined);
}

const inRange = (column: string, { from, to }: MetricsQuery) => [`${column} >= ${timeLiteral(from)}`, `${column} < ${timeLiteral(to)}`];

/** The dimensions as texts; of a list its entries, one row each, and one without a value where there is none. */
function shown({ wanted, parameters, isGrouped }: Source, row: Pick<FilterRow, 'column' | 'map'>): string[] {
  if (!isGrouped) return [];
  return wanted.group_by.map((it, i) => {
    const value = dimension(it, row, parameters);
    return `${isList(it) ? `arrayJoin(if(notEmpty(${value}), CAST(${value}, 'Array(Nullable(String))'), [NULL]))` : `CAST(${value}, 'Nullable(String)')`} AS k${i}`;
  });
}

function dimension(it: Dimension, row: Pick<FilterRow, 'column' | 'map'>, parameters: Parameters): string {
  if (it.kind === 'column') return it.type === 'bool' ? `CAST(${row.column(it.name)}, 'Nullable(Bool)')` : row.column(it.name);
  const [map, key] = [row.map(it.kind), parameters.text(it.key)];
  return `if(mapContains(${map}, ${key}), ${map}[${key}], NULL)`;
}

/** What measures are taken of; a score is joined later. */
function measured({ measures }: MetricsQuery, column: (name: string) => string): string[] {
  return measures.flatMap((it, i) => {
    if (it.kind !== 'aggregate' || it.field.kind !== 'column') return [];
    const value = `toNullable(${column(it.field.name)})`;
    return [`${it.aggregate === 'distinct' || it.aggregate === 'count' ? value : `toFloat64(${value})`} AS m${i}`];
  });
}

/** With the mean of the numeric scores of a name that each row has. */
function withScores(rows: string, { wanted, projectId, parameters }: Source, key: readonly string[]): string {
  const joins = wanted.measures.flatMap((it: Figure, i) => {
    const name = scoreName(it);
    if (name === undefined) return [];
    const keys = key.map((column) => (column === 'observation_id' ? 'assumeNotNull(observation_id) AS observation_id' : column)).join(', ');
    const isOfStep = key.includes('observation_id') ? ' AND observation_id IS NOT NULL' : '';
    return [{ i, join: `LEFT JOIN (SELECT ${keys}, avg(toNullable(${SCORE_VALUE})) AS score FROM (${standingScores({ projectId }, parameters)}) WHERE name = ${parameters.text(name)}${isOfStep} GROUP BY ${key.join(', ')}) AS score${i} ON ${key.map((column) => `own.${column} = score${i}.${column}`).join(' AND ')}` }];
  });
  if (joins.length === 0) return rows;
  return `SELECT own.*, ${joins.map(({ i }) => `score${i}.score AS m${i}`).join(', ')} FROM (${rows}) AS own ${joins.map((it) => it.join).join(' ')}`;
}
