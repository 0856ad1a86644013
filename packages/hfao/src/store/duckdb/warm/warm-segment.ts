import type { DuckDBConnection } from '@duckdb/node-api';
import { OBSERVATION_COLUMNS, type ObservationRow } from '../../../model/observation.js';
import type { Micros } from '../../../model/time.js';
import { byTrace } from '../../batch-traces.js';
import { traceKey } from '../../key-set.js';
import { traceDelta, type TraceDelta } from '../../trace-delta.js';
import { partRows } from '../../warm/part-rows.js';
import { fillerOf } from '../chunk-filler.js';
import { DELTA_COLUMN_NAMES } from '../fold-deltas.js';
import { readRows } from '../read-rows.js';
import { createTable, TABLES } from '../schema.js';
import { holding, noteSpread, Segment } from '../segment.js';
import { Parameters, unionAll } from '../sql.js';

/** A day of one project as it rests: its Parquet files, and the attached database with the summaries of their traces (warm/day-summaries.ts). */
export interface WarmDay { projectId: string; parts: readonly string[]; summaries: string }

/** What else there is at a moment: the store's own segments, other days in use, and traces that must not be shown. */
export interface Around { hot: readonly Segment[]; warm: readonly Segment[]; hidden: readonly string[] }

/** Above those of all segments of the store. */
const FIRST_NUMBER = 1_000_000_000;
let made = 0;

const COLUMNS = OBSERVATION_COLUMNS.map(([name]) => `"${name}"`).join(', ');

/**
 * A day of the warm tier as one more segment for reads: a database in memory with views over its files. A span that the store holds is shown by the store alone: traces of which it holds
 * something are left out of the views (`apart`), and what only the day has of them is kept in tables beside. So are traces that stand in the files twice.
 */
export async function makeWarmSegment(connection: DuckDBConnection, day: WarmDay, around: Around): Promise<Segment> {
  const number = FIRST_NUMBER + ++made;
  const segment = new Segment({ first: number, last: number, generation: 0 }, '');
  segment.isFolded = true;
  segment.mayPointToBodies = false;
  segment.projects.add(day.projectId);
  segment.forgetSpans();
  await connection.run(`ATTACH ':memory:' AS ${segment.database}`);
  try {
    for (const statement of views(segment.database, day)) await connection.run(statement);
    const aside = await setAside(connection, segment, day, around);
    const traces = await load(connection, segment, day.projectId);
    noteWhereElse(segment, day.projectId, traces, aside, around);
  } catch (error) {
    await connection.run(`DETACH ${segment.database}`).catch(() => {});
    throw error;
  }
  return segment;
}

/** `rowid`: lists come back to a row by its place. */
function views(database: string, { parts, summaries }: WarmDay): string[] {
  const like = (table: 'observations' | 'trace_deltas', name: string) => `CREATE TABLE ${database}.${name} AS SELECT * FROM (SELECT ${TABLES[table].map(([column]) => `"${column}"`).join(', ')} FROM ${table === 'observations' ? `(${partRows(parts)})` : `${summaries}.trace_deltas`}) LIMIT 0`;
  const withPlaces = (columns: string, files: string, kept: string) => `
SELECT ${columns}, place AS rowid FROM (${files}) ANTI JOIN ${database}.apart USING (trace_id) UNION ALL SELECT ${columns}, -1 - rowid AS rowid FROM ${database}.${kept}`;
  return [
    ...(['scores', 'logs', 'metric_points'] as const).map((it) => createTable(database, it)),
    `CREATE TABLE ${database}.apart (trace_id VARCHAR)`, like('observations', 'kept_rows'), like('trace_deltas', 'kept_deltas'),
    `CREATE VIEW ${database}.observations AS ${withPlaces(COLUMNS, partRows(parts, ['file_index::BIGINT * 4294967296 + file_row_number AS place']), 'kept_rows')}`,
    `CREATE VIEW ${database}.trace_deltas AS ${withPlaces(DELTA_COLUMN_NAMES, `SELECT *, rowid AS place FROM ${summaries}.trace_deltas`, 'kept_deltas')}`,
  ];
}

/** @returns the traces of which the day shows something and the store, too */
async function setAside(connection: DuckDBConnection, segment: Segment, { projectId, parts, summaries }: WarmDay, { hot, hidden }: Around): Promise<string[]> {
  const idsIn = async (table: string) => (await readRows<{ trace_id: string }>(connection, `SELECT trace_id FROM ${summaries}.${table}`)).map((it) => it.trace_id);
  const suspects = (await idsIn('trace_deltas')).filter((it) => hot.some(({ traces }) => traces.has(traceKey(projectId, it))));
  const stored = await spansOf(connection, hot, projectId, suspects);
  const apart = [...new Set([...hidden, ...await idsIn('twice'), ...stored.map((it) => it.trace_id)])];
  if (apart.length === 0) return [];
  const parameters = new Parameters();
  const ids = parameters.texts(apart);
  await connection.run(`INSERT INTO ${segment.database}.apart SELECT unnest(${ids})`, parameters.values, parameters.types);
  const [hiddenIds, traceIds, spanIds] = [hidden, stored.map((it) => it.trace_id), stored.map((it) => it.observation_id)].map((it) => parameters.texts(it));
  await connection.run(`INSERT INTO ${segment.database}.kept_rows SELECT ${COLUMNS} FROM (${partRows(parts)})
WHERE trace_id IN (SELECT unnest(${ids})) AND trace_id NOT IN (SELECT unnest(${hiddenIds})) AND (trace_id, observation_id) NOT IN (SELECT unnest(${traceIds}), unnest(${spanIds}))
QUALIFY row_number() OVER (PARTITION BY trace_id, observation_id ORDER BY event_version DESC, start_time) = 1`, parameters.values, parameters.types);
  const kept = await readRows<ObservationRow>(connection, `SELECT ${COLUMNS} FROM ${segment.database}.kept_rows`);
  await append(connection, segment, byTrace(kept).map((it) => traceDelta(it.rows)));
  const inStore = new Set(stored.map((it) => it.trace_id));
  return [...new Set(kept.map((it) => it.trace_id))].filter((it) => inStore.has(it));
}

async function append(connection: DuckDBConnection, { database }: Segment, deltas: readonly TraceDelta[]): Promise<void> {
  if (deltas.length === 0) return;
  const appender = await connection.createAppender('kept_deltas', 'main', database);
  fillerOf(TABLES.trace_deltas)(appender, deltas);
  appender.closeSync();
}

/** The spans that the store holds of some traces. */
async function spansOf(connection: DuckDBConnection, hot: readonly Segment[], projectId: string, traceIds: readonly string[]): Promise<{ trace_id: string; observation_id: string }[]> {
  const holders = holding(hot, projectId, traceIds);
  if (holders.length === 0) return [];
  const parameters = new Parameters();
  const condition = `project_id = ${parameters.text(projectId)} AND trace_id IN (SELECT unnest(${parameters.texts(traceIds)}))`;
  return readRows(connection, unionAll(holders, (it) => `SELECT trace_id, observation_id FROM ${it.database}.observations WHERE ${condition}`), parameters);
}

/** @returns the traces of which the day shows something */
async function load(connection: DuckDBConnection, segment: Segment, projectId: string): Promise<string[]> {
  const [facts] = await readRows<{ rows: number | null; from: Micros | null; to: Micros | null; deltas_to: Micros | null }>(connection, `
SELECT sum(observation_count)::BIGINT AS rows, min(start_time) AS "from", max(last_start_time) AS "to", max(start_time) AS deltas_to FROM ${segment.database}.trace_deltas`);
  segment.rows = facts.rows ?? 0;
  segment.from = facts.from ?? Infinity;
  segment.to = facts.to ?? -Infinity;
  segment.deltasTo = facts.deltas_to ?? -Infinity;
  const traces = (await readRows<{ trace_id: string }>(connection, `SELECT trace_id FROM ${segment.database}.trace_deltas`)).map((it) => it.trace_id);
  for (const it of traces) segment.traces.add(traceKey(projectId, it));
  segment.groups = undefined;
  return traces;
}

function noteWhereElse(segment: Segment, projectId: string, traces: readonly string[], partlyStored: readonly string[], { hot, warm }: Around): void {
  for (const it of partlyStored) noteSpread(it, [segment, ...holding(hot, projectId, [it])]);
  for (const it of traces) {
    const key = traceKey(projectId, it);
    const others = warm.filter((other) => other.traces.has(key));
    if (others.length > 0) noteSpread(it, [segment, ...others]);
  }
}
