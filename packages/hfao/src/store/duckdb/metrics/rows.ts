import type { Dimension, Figure } from '../../../model/metric-query.js';
import { isList, isUsage, SCORE_VALUE, scoreName, usageColumn } from '../../metrics/measures.js';
import type { MetricsQuery } from '../../store.js';
import { compileFilter, type FilterRow } from '../compile-filter.js';
import type { DeltaColumn } from '../fold-deltas.js';
import { observationRow, standingScores } from '../observation-row.js';
import type { Query } from '../readers.js';
import type { Segment } from '../segment.js';
import { type Parameters, timeLiteral, unionAll } from '../sql.js';
import { surroundingsOf } from '../surroundings.js';
import { traceRow } from '../trace-row.js';
import { twinExcess, usesUsage, wholeTraces, type Extent } from '../whole-traces.js';
import { twinRows } from './twin-rows.js';

/** What a metric is taken of: one project in some segments. */
export interface Source {
  query: Query;
  projectId: string;
  wanted: MetricsQuery;
  parameters: Parameters;
  segments: readonly Segment[];
  /** All of the moment; none: what is only in those segments. */
  all: readonly Segment[];
  /** Those of which the rows are not wanted, but for traces that are elsewhere, too. */
  known?: ReadonlySet<Segment>;
  /** With the dimensions, or as if there were none. */
  isGrouped: boolean;
}

/**
 * SELECT of the rows that figures are taken of: `time`, `failed`, a text `kN` for each dimension and what measure N is taken of as `mN`.
 * Undefined when there can be none. Of wide rows only the columns in question are read, and of files only what lies in the time range.
 */
export async function metricRows(source: Source): Promise<string | undefined> {
  switch (source.wanted.subject) {
    case 'observations': return observationRows(source);
    case 'traces': return traceRows(source);
    case 'scores': return scoreRows(source);
  }
}

async function observationRows(source: Source): Promise<string | undefined> {
  const { all, projectId, wanted, parameters, query, known } = source;
  const window = source.segments.filter((it) => it.from < wanted.to && it.to >= wanted.from && known?.has(it) !== true);
  if (window.length === 0) return undefined;
  const extent = { window, all, projectId };
  const row = observationRow('counted', surroundingsOf(extent), parameters);
  const conditions = [`project_id = ${parameters.text(projectId)}`, ...inRange('start_time', wanted)];
  if (wanted.where !== undefined) conditions.push(compileFilter(wanted.where, row, parameters));
  const takesUsage = wanted.measures.some((it) => usageColumn(it) !== undefined);
  const columns = [...shown(source, row), ...wanted.measures.flatMap((it, i) => measured(it, i, (name) => countedOnly(name, row)))];
  const scores = wanted.measures.some((it) => scoreName(it) !== undefined);
  const keys = takesUsage || scores ? ', trace_id, observation_id' : '';
  const rows = unionAll(window, ({ database }) => `SELECT start_time AS time, status = 'error' AS failed${keys}${columns.map((it) => `, ${it}`).join('')} FROM ${database}.observations AS counted WHERE ${conditions.join(' AND ')}`);
  const single = takesUsage ? withoutTwins(rows, wanted, await twinRows(query, extent, parameters)) : rows;
  return withScores(single, source, ['trace_id', 'observation_id']);
}

async function traceRows(source: Source): Promise<string | undefined> {
  const { all, projectId, wanted, parameters, query, known } = source;
  const window = source.segments.filter((it) => it.from < wanted.to && it.deltasTo >= wanted.from);
  if (window.length === 0) return undefined;
  const used = new Set<DeltaColumn>(['trace_id', 'start_time']);
  const row = rowOfTraces({ window, all, projectId }, parameters, used);
  const conditions = inRange('start_time', wanted);
  if (wanted.where !== undefined) conditions.push(compileFilter(wanted.where, row, parameters));
  const columns = [`start_time AS time`, `${row.column('status')} = 'error' AS failed`, 'trace_id', ...shown(source, row), ...wanted.measures.flatMap((it, i) => measured(it, i, (name) => row.column(name)))];
  const traces = await whole(query, { window, all, projectId, known }, used, parameters);
  return withScores(`SELECT ${columns.join(', ')} FROM (${traces}) WHERE ${conditions.join(' AND ')}`, source, ['trace_id']);
}

async function scoreRows(source: Source): Promise<string | undefined> {
  const { all, projectId, wanted, parameters, query } = source;
  const conditions = inRange('time', wanted);
  if (wanted.where !== undefined) {
    const extent = { window: all, all, projectId };
    const used = new Set<DeltaColumn>(['trace_id']);
    const condition = compileFilter(wanted.where, rowOfTraces(extent, parameters, used), parameters);
    conditions.push(`trace_id IN (SELECT trace_id FROM (${await whole(query, extent, used, parameters)}) WHERE ${condition})`);
  }
  const column = (name: string) => (name === 'value' ? SCORE_VALUE : `"${name}"`);
  const columns = [...shown(source, { column, map: column }), ...wanted.measures.flatMap((it, i) => measured(it, i, column))];
  return `SELECT time, false AS failed${columns.map((it) => `, ${it}`).join('')}
FROM (SELECT *, TRY_CAST("timestamp" AS TIMESTAMP) AS time FROM (${standingScores({ all, projectId }, parameters)})) WHERE ${conditions.join(' AND ')}`;
}

function rowOfTraces(extent: Extent, parameters: Parameters, used: Set<DeltaColumn>): FilterRow {
  return traceRow(surroundingsOf(extent), parameters, (columns) => { for (const it of columns) used.add(it); });
}

async function whole(query: Query, extent: Extent, used: ReadonlySet<DeltaColumn>, parameters: Parameters): Promise<string> {
  return wholeTraces(extent, [...used], parameters, usesUsage(used) ? await twinExcess(query, extent) : undefined);
}

const inRange = (column: string, { from, to }: MetricsQuery) => [`${column} >= ${timeLiteral(from)}`, `${column} < ${timeLiteral(to)}`];

/** The dimensions as texts; of a list its entries, one row each, and one without a value where there is none. */
function shown({ wanted, parameters, isGrouped }: Source, row: Pick<FilterRow, 'column' | 'map'>): string[] {
  if (!isGrouped) return [];
  return wanted.group_by.map((it, i) => {
    const value = dimension(it, row, parameters);
    return `${isList(it) ? `unnest(CASE WHEN len(${value}) > 0 THEN ${value} ELSE [NULL]::VARCHAR[] END)` : `${value}::VARCHAR`} AS k${i}`;
  });
}

function dimension(it: Dimension, row: Pick<FilterRow, 'column' | 'map'>, parameters: Parameters): string {
  return it.kind === 'column' ? row.column(it.name) : `${row.map(it.kind)}[${parameters.text(it.key)}]`;
}

/** What a measure is taken of; a score is joined later. */
function measured(measure: Figure, index: number, column: (name: string) => string): string[] {
  if (measure.kind !== 'aggregate' || measure.field.kind !== 'column') return [];
  return [`${column(measure.field.name)}${measure.aggregate === 'distinct' || measure.aggregate === 'count' ? '' : '::DOUBLE'} AS m${index}`];
}

function countedOnly(name: string, row: FilterRow): string {
  return isUsage(name) ? `(CASE WHEN usage_counted THEN ${row.column(name)} END)` : row.column(name);
}

/** The rows as they are, but for the usage of calls that another row carries. */
function withoutTwins(rows: string, { measures }: MetricsQuery, twins: string | undefined): string {
  if (twins === undefined) return rows;
  const usage = measures.flatMap((it, i) => (usageColumn(it) === undefined ? [] : [`CASE WHEN twin.observation_id IS NULL THEN m${i} END AS m${i}`]));
  return `SELECT own.* REPLACE (${usage.join(', ')}) FROM (${rows}) AS own LEFT JOIN (SELECT DISTINCT * FROM (${twins})) AS twin ON own.trace_id = twin.trace_id AND own.observation_id = twin.observation_id`;
}

/** With the mean of the numeric scores of a name that each row has. */
function withScores(rows: string, { wanted, all, projectId, parameters }: Source, key: readonly string[]): string {
  const joins = wanted.measures.flatMap((it, i) => {
    const name = scoreName(it);
    if (name === undefined) return [];
    const isOfStep = key.includes('observation_id') ? ' AND observation_id IS NOT NULL' : '';
    return [{ i, join: `LEFT JOIN (SELECT ${key.join(', ')}, avg(${SCORE_VALUE}) AS score FROM (${standingScores({ all, projectId }, parameters)}) WHERE name = ${parameters.text(name)}${isOfStep} GROUP BY ${key.join(', ')}) AS score${i} ON ${key.map((it) => `own.${it} = score${i}.${it}`).join(' AND ')}` }];
  });
  if (joins.length === 0) return rows;
  return `SELECT own.*, ${joins.map(({ i }) => `score${i}.score AS m${i}`).join(', ')} FROM (${rows}) AS own ${joins.map((it) => it.join).join(' ')}`;
}
