import type { ClickHouseClient } from '@clickhouse/client';
import { OBSERVATION_COLUMNS, type ObservationRow } from '../../model/observation.js';
import type { Micros } from '../../model/time.js';
import { idOf, traceOfSpan, type SpanId } from '../batch-traces.js';
import { readRows } from './read-rows.js';
import { Parameters, readable, timeLiteral } from './sql.js';

/** So many ids go into one statement. */
const AT_ONCE = 1000;

/** What is stored of a trace: the generation of its deltas that counts, and when its observations begin, first and last. */
export interface KnownTrace { generation: number; from: Micros; to: Micros }
/** What a row would replace. */
export interface StoredVersion extends Pick<ObservationRow, 'event_version' | 'source'> { row_version: number; start_time: Micros }

type TraceId = Pick<SpanId, 'project_id' | 'trace_id'>;

/** Those of some traces of which something is stored, by {@link traceOfSpan}. */
export async function knownTraces(client: ClickHouseClient, traces: readonly TraceId[]): Promise<Map<string, KnownTrace>> {
  const found = await inChunks([...new Map(traces.map((it) => [traceOfSpan(it), it])).values()], (chunk) => {
    const parameters = new Parameters();
    return readRows<TraceId & KnownTrace>(client, `
SELECT project_id, trace_id, max(generation) AS generation, toUnixTimestamp64Micro(min(start_time)) AS "from", toUnixTimestamp64Micro(max(last_start_time)) AS "to"
FROM trace_deltas WHERE ${ofTraces(chunk, parameters)} GROUP BY project_id, trace_id`, parameters);
  });
  return new Map(found.map((it) => [traceOfSpan(it), it]));
}

/** What is stored of some spans of known traces, by {@link idOf}. */
export async function storedVersions(client: ClickHouseClient, known: ReadonlyMap<string, KnownTrace>, spans: readonly SpanId[]): Promise<Map<string, StoredVersion>> {
  const found = await inChunks(spans, (chunk) => {
    const parameters = new Parameters();
    return readRows<SpanId & StoredVersion>(client, `
SELECT project_id, trace_id, observation_id, event_version, source, row_version, toUnixTimestamp64Micro(start_time) AS start_time
FROM observations FINAL WHERE ${ofSpans(chunk, known, parameters)}`, parameters);
  });
  return new Map(found.map((it) => [idOf(it), it]));
}

/** Likewise whole rows. */
export async function storedRows(client: ClickHouseClient, known: ReadonlyMap<string, KnownTrace>, spans: readonly SpanId[]): Promise<Map<string, ObservationRow>> {
  const found = await inChunks(spans, (chunk) => {
    const parameters = new Parameters();
    return readRows<ObservationRow>(client, `SELECT ${readable(OBSERVATION_COLUMNS)} FROM observations FINAL WHERE ${ofSpans(chunk, known, parameters)}`, parameters);
  });
  return new Map(found.map((it) => [idOf(it), it]));
}

/** A condition for these traces, and at most some others that share a project and a trace id with them. */
export function ofTraces(traces: readonly TraceId[], parameters: Parameters): string {
  const [projects, ids] = [distinct(traces.map((it) => it.project_id)), distinct(traces.map((it) => it.trace_id))];
  return `project_id IN ${parameters.texts(projects)} AND trace_id IN ${parameters.texts(ids)}`;
}

/** A condition for when the observations of some traces begin, so that other days are not read. */
export function beginning(traces: readonly { from: Micros; to: Micros }[]): string {
  const from = traces.reduce((least, it) => Math.min(least, it.from), Infinity);
  const to = traces.reduce((most, it) => Math.max(most, it.to), -Infinity);
  return `start_time >= ${timeLiteral(from)} AND start_time <= ${timeLiteral(to)}`;
}

function ofSpans(spans: readonly SpanId[], known: ReadonlyMap<string, KnownTrace>, parameters: Parameters): string {
  const traces = [...new Map(spans.map((it) => [traceOfSpan(it), it])).entries()];
  return `${ofTraces(traces.map(([, it]) => it), parameters)} AND ${beginning(traces.map(([key]) => known.get(key)!))} AND observation_id IN ${parameters.texts(distinct(spans.map((it) => it.observation_id)))}`;
}

export async function inChunks<T, R>(items: readonly T[], work: (chunk: readonly T[]) => Promise<R[]>): Promise<R[]> {
  const found: R[] = [];
  for (let i = 0; i < items.length; i += AT_ONCE) for (const it of await work(items.slice(i, i + AT_ONCE))) found.push(it);
  return found;
}

const distinct = (texts: readonly string[]) => [...new Set(texts)];
