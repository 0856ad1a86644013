import { z } from 'zod';
import { ObservationId, shownValue, TraceId, type ColumnKind, type ColumnValue } from './observation.js';

/** Every column of a stored log record, in order. Kinds are those of OBSERVATION_COLUMNS. */
export const LOG_COLUMNS = [
  ['project_id', 'text'], ['log_id', 'text'], ['time', 'micros'], ['observed_time', 'micros'],
  ['trace_id', 'text'], ['observation_id', 'text'],
  ['severity_number', 'int'], ['severity_text', 'text'], ['event_name', 'text'], ['body', 'payload'],
  ['service_name', 'text'], ['scope_name', 'text'], ['scope_version', 'text'], ['session_id', 'text'],
  ['attributes', 'map'], ['ingested_at', 'micros'],
] as const satisfies readonly (readonly [string, ColumnKind])[];

type Columns = { [C in (typeof LOG_COLUMNS)[number] as C[0]]: ColumnValue[C[1]] };
type Required = 'project_id' | 'log_id' | 'time' | 'severity_number' | 'ingested_at';

/**
 * One log record as the columns hold it. Absent is null, and so is an empty map.
 * `log_id`: made of what the record says, so the same record sent again has the same id, and the same `time`.
 * `attributes`: the record's own, and those of its resource and scope behind `resource.` and `scope.`.
 */
export type LogRow = { [K in keyof Columns]: K extends Required ? Columns[K] : Columns[K] | null };

const text = z.string().nullable();

/** One log record as stored. */
export const LogEntry = z.object({
  project_id: z.string(),
  log_id: z.string(),
  time: z.string().describe('when it happened, else when it was observed, else when it was received: UTC, ISO 8601, microseconds'),
  observed_time: text,
  trace_id: TraceId.nullable(),
  observation_id: ObservationId.nullable().describe('the span that it is about'),
  severity_number: z.number().int().describe('1-4 trace, 5-8 debug, 9-12 info, 13-16 warning, 17-20 error, 21-24 fatal; 0 unspecified'),
  severity_text: text,
  event_name: text,
  body: z.unknown().describe('text or structured data; null when there is none'),
  service_name: text, scope_name: text, scope_version: text, session_id: text,
  attributes: z.record(z.string(), z.unknown()),
  ingested_at: z.string(),
});
export type LogEntry = z.infer<typeof LogEntry>;

/** The row as every surface shows it. */
export function toLogEntry(row: LogRow): LogEntry {
  const shown: Record<string, unknown> = {};
  for (const [name, kind] of LOG_COLUMNS) shown[name] = row[name] === null && kind === 'micros' ? null : shownValue(kind, row[name]);
  return shown as LogEntry;
}
