import type { DuckDBConnection } from '@duckdb/node-api';
import { encodeAttribute } from '../../model/attribute-value.js';
import type { BodyId } from '../../model/body-ref.js';
import { NOTHING_FORGOTTEN, type ForgetCounts, type ForgetSubject } from '../../model/forgetting.js';
import { isoTime } from '../../model/time.js';
import { appendRows } from './append-rows.js';
import { bodyRefsOf, forgetBodyRefs } from './body-refs.js';
import type { Deletion } from '../known-deletions.js';
import { traceKey } from '../key-set.js';
import { USER_ATTRIBUTES } from '../user-attributes.js';
import { readRows } from './read-rows.js';
import { recomputedDeltas } from './replace.js';
import type { TableName } from './schema.js';
import type { Segment } from './segment.js';
import { Parameters, textLiteral, timeLiteral, unionAll } from './sql.js';

/** The traces that a deletion is about; none where it is about the whole project. */
export async function tracesOf(connection: DuckDBConnection, segments: readonly Segment[], projectId: string, subject: ForgetSubject): Promise<string[]> {
  if (subject.kind === 'trace') return [subject.trace_id];
  if (subject.kind === 'project' || segments.length === 0) return [];
  const parameters = new Parameters();
  const project = `project_id = ${parameters.text(projectId)}`;
  const isSubject = subject.kind === 'session' ? `session_id = ${parameters.text(subject.session_id)}` : `user_id = ${parameters.text(subject.user_id)}`;
  const found = await readRows<{ trace_id: string }>(connection, `
SELECT DISTINCT trace_id FROM (${unionAll(segments, ({ database }) => `SELECT trace_id FROM ${database}.observations WHERE ${project} AND ${isSubject}`)})`, parameters);
  return found.map((it) => it.trace_id);
}

export interface Survey { counts: ForgetCounts; /** Segments that hold some of it, and how many rows. */ holders: Map<Segment, number>; bodies: BodyId[] }

/** What a deletion will take, and from where. */
export async function survey(connection: DuckDBConnection, segments: readonly Segment[], deletion: Deletion): Promise<Survey> {
  const counts: ForgetCounts = { ...NOTHING_FORGOTTEN };
  const holders = new Map<Segment, number>();
  const traces = new Set<string>();
  const bodies = new Set<BodyId>();
  for (const segment of segments) {
    const part = partIn(segment, deletion);
    let rows = 0;
    for (const table of COUNTED_TABLES) {
      const found = await select<{ rows: number }>(connection, segment, table, 'count(*) AS rows', part);
      counts[table] += found[0]?.rows ?? 0;
      rows += found[0]?.rows ?? 0;
    }
    if (rows === 0) continue;
    holders.set(segment, rows);
    for (const { trace_id } of await select<{ trace_id: string }>(connection, segment, 'observations', 'DISTINCT trace_id', part)) traces.add(trace_id);
    for (const { body_id } of await bodiesIn(connection, segment, part)) bodies.add(body_id);
  }
  return { counts: { ...counts, traces: traces.size, bodies: bodies.size }, holders, bodies: [...bodies] };
}

/** All rows of a segment, in the units of a survey. */
export async function countRows(connection: DuckDBConnection, { database }: Segment): Promise<number> {
  const [{ rows }] = await readRows<{ rows: number }>(connection, `SELECT ${COUNTED_TABLES.map((it) => `(SELECT count(*) FROM ${database}.${it})`).join(' + ')} AS rows`);
  return rows;
}

/** Deletes from one segment what a deletion is about; safe to repeat. Within no transaction of the caller, and between two batches. */
export async function deleteFrom(connection: DuckDBConnection, segment: Segment, deletion: Deletion): Promise<void> {
  await segment.mayChange();
  const part = partIn(segment, deletion);
  segment.isDirty = true;
  segment.revision++;
  if (segment.changes !== undefined) segment.changes.everything = true;
  await connection.run('BEGIN');
  try {
    for (const table of COUNTED_TABLES) await deleteRows(connection, segment, table, part);
    await renewDeltas(connection, segment, part);
    await eraseExemplars(connection, segment, part);
    await forgetBodyRefs(connection, segment);
    await connection.run('COMMIT');
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => {});
    throw error;
  } finally {
    segment.revision++;
  }
  const before = segment.counts.rows();
  await segment.counts.load(connection, segment.database);
  segment.rows = segment.counts.rows();
  segment.holes += Math.max(0, before - segment.rows);
}

const COUNTED_TABLES = ['observations', 'scores', 'logs', 'metric_points'] as const satisfies readonly TableName[];
type CountedTable = (typeof COUNTED_TABLES)[number];

/** The bodies that the rows of some traces point to. */
export async function bodiesOf(connection: DuckDBConnection, segments: readonly Segment[], deletion: Deletion): Promise<BodyId[]> {
  const found = new Set<BodyId>();
  for (const segment of segments) for (const { body_id } of await bodiesIn(connection, segment, partIn(segment, deletion))) found.add(body_id);
  return [...found];
}

/** A deletion as one segment sees it: with those of its traces that the segment may hold. */
interface Part { deletion: Deletion; held: readonly string[]; hasLogs: boolean; hasPoints: boolean; mayHold: boolean }

function partIn(segment: Segment, deletion: Deletion): Part {
  const { project_id, traces } = deletion;
  const held = traces.filter((it) => segment.traces.has(traceKey(project_id, it)));
  const hasLogs = segment.logTimes.from <= segment.logTimes.to;
  const hasPoints = segment.pointTimes.from <= segment.pointTimes.to;
  return { deletion, held, hasLogs, hasPoints, mayHold: deletion.subject.kind === 'project' || held.length > 0 || deletion.subject.kind === 'session' };
}

/** Which rows of a table go; undefined when it has none. */
function conditionOf(table: CountedTable, { deletion, held, hasLogs, hasPoints, mayHold }: Part, parameters: Parameters): string | undefined {
  const { project_id, subject, at, traces, kept } = deletion;
  if ((table === 'logs' && !hasLogs) || (table === 'metric_points' && !hasPoints) || (table === 'observations' && !mayHold)) return undefined;
  const project = `project_id = ${parameters.text(project_id)}`;
  if (table === 'scores' && subject.kind === 'age') return held.length === 0 ? undefined : `${project} AND trace_id IN (SELECT unnest(${parameters.texts(held)}))`;
  const received = table === 'scores' ? `timestamp <= ${textLiteral(isoTime(at))}` : `ingested_at <= ${timeLiteral(at)}`;
  if (subject.kind === 'project') return `${project} AND ${received}`;
  if (subject.kind === 'age' && (table === 'logs' || table === 'metric_points')) {
    const isKept = table === 'logs' && kept.length > 0 ? ` AND (trace_id IS NULL OR trace_id NOT IN (SELECT unnest(${parameters.texts(kept)})))` : '';
    return `${project} AND ${received} AND time < ${timeLiteral(subject.before)}${isKept}`;
  }
  const parts: string[] = [];
  const ids = table === 'logs' ? traces : held;
  if (table !== 'metric_points' && ids.length > 0) parts.push(`trace_id IN (SELECT unnest(${parameters.texts(ids)}))`);
  if (subject.kind === 'session' && table !== 'observations') parts.push(`session_id = ${parameters.text(subject.session_id)}`);
  if (subject.kind === 'user' && table === 'metric_points') parts.push(`user_id = ${parameters.text(subject.user_id)}`);
  if (subject.kind === 'user' && table === 'logs') {
    const user = parameters.text(encodeAttribute(subject.user_id));
    parts.push(...USER_ATTRIBUTES.map((it) => `attributes[${textLiteral(it)}] = ${user}`));
  }
  return parts.length === 0 ? undefined : `${project} AND ${received} AND (${parts.join(' OR ')})`;
}

async function select<Row>(connection: DuckDBConnection, segment: Segment, table: CountedTable, what: string, part: Part): Promise<Row[]> {
  const parameters = new Parameters();
  const condition = conditionOf(table, part, parameters);
  return condition === undefined ? [] : readRows<Row>(connection, `SELECT ${what} FROM ${segment.database}.${table} WHERE ${condition}`, parameters);
}

async function deleteRows(connection: DuckDBConnection, segment: Segment, table: CountedTable, part: Part): Promise<void> {
  const parameters = new Parameters();
  const condition = conditionOf(table, part, parameters);
  if (condition !== undefined) await connection.run(`DELETE FROM ${segment.database}.${table} WHERE ${condition}`, parameters.values, parameters.types);
}

/** Traces of which something stays, because it came later, are summed up anew. */
async function renewDeltas(connection: DuckDBConnection, segment: Segment, part: Part): Promise<void> {
  if (!part.mayHold) return;
  const parameters = new Parameters();
  const isTheirs = ofTraces(part.deletion, part.held, parameters);
  const remaining = await readRows<{ project_id: string; trace_id: string }>(connection, `SELECT DISTINCT project_id, trace_id FROM ${segment.database}.observations WHERE ${isTheirs}`, parameters);
  await connection.run(`DELETE FROM ${segment.database}.trace_deltas WHERE ${isTheirs}`, parameters.values, parameters.types);
  for (let i = 0; i < remaining.length; i += TRACES_AT_ONCE) {
    await appendRows(connection, segment, 'trace_deltas', await recomputedDeltas(connection, segment, remaining.slice(i, i + TRACES_AT_ONCE)));
  }
}

const TRACES_AT_ONCE = 1000;

/** Data points outlive a trace; what they quote of it does not. */
async function eraseExemplars(connection: DuckDBConnection, segment: Segment, { deletion, hasPoints }: Part): Promise<void> {
  if (!hasPoints || deletion.traces.length === 0) return;
  const parameters = new Parameters();
  await connection.run(`UPDATE ${segment.database}.metric_points SET exemplars = NULL WHERE rowid IN (
SELECT place FROM (
  SELECT rowid AS place, unnest(regexp_extract_all(exemplars, '[0-9a-f]{32}')) AS trace_id FROM ${segment.database}.metric_points
  WHERE project_id = ${parameters.text(deletion.project_id)} AND exemplars IS NOT NULL
) WHERE trace_id IN (SELECT unnest(${parameters.texts(deletion.traces)})))`, parameters.values, parameters.types);
}

async function bodiesIn(connection: DuckDBConnection, segment: Segment, { deletion, held, hasLogs }: Part): Promise<{ body_id: BodyId }[]> {
  const ids = hasLogs ? deletion.traces : held;
  if (ids.length === 0 && deletion.subject.kind !== 'project') return [];
  const parameters = new Parameters();
  return readRows(connection, `SELECT DISTINCT body_id FROM (${bodyRefsOf(segment, ofTraces(deletion, ids, parameters))})`, parameters);
}

function ofTraces({ project_id, subject }: Deletion, ids: readonly string[], parameters: Parameters): string {
  const project = `project_id = ${parameters.text(project_id)}`;
  return subject.kind === 'project' ? project : `${project} AND trace_id IN (SELECT unnest(${parameters.texts(ids)}))`;
}
