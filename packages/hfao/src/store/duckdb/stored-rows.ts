import type { DuckDBConnection } from '@duckdb/node-api';
import { OBSERVATION_COLUMNS, type ObservationRow } from '../../model/observation.js';
import { idOf, type SpanId } from '../batch-traces.js';
import { readRows } from './read-rows.js';
import type { Segment } from './segment.js';
import { Parameters } from './sql.js';

export type Version = Pick<ObservationRow, 'event_version' | 'source'>;

/** What these rows would replace in one segment, by {@link idOf}. */
export async function storedVersions(connection: DuckDBConnection, segment: Segment, rows: readonly ObservationRow[]): Promise<Map<string, Version>> {
  const parameters = new Parameters();
  const stored = await readRows<SpanId & Version>(connection, `
SELECT project_id, trace_id, observation_id, event_version, source FROM ${segment.database}.observations WHERE ${isOneOf(rows, parameters)}`, parameters);
  return new Map(stored.map((it) => [idOf(it), it]));
}

export async function storedRows(connection: DuckDBConnection, segment: Segment, rows: readonly ObservationRow[]): Promise<Map<string, ObservationRow>> {
  const parameters = new Parameters();
  const stored = await readRows<ObservationRow>(connection, `
SELECT ${COLUMN_NAMES} FROM ${segment.database}.observations WHERE ${isOneOf(rows, parameters)}`, parameters);
  return new Map(stored.map((it) => [idOf(it), it]));
}

const COLUMN_NAMES = OBSERVATION_COLUMNS.map(([name]) => `"${name}"`).join(', ');

/** These, and at most some others that share a trace and a span id with them. */
function isOneOf(rows: readonly ObservationRow[], parameters: Parameters): string {
  const traceIds = parameters.texts([...new Set(rows.map((it) => it.trace_id))]);
  const observationIds = parameters.texts([...new Set(rows.map((it) => it.observation_id))]);
  return `trace_id IN (SELECT unnest(${traceIds})) AND observation_id IN (SELECT unnest(${observationIds}))`;
}
