import { OBSERVATION_COLUMNS, type ObservationRow } from '../src/model/observation.js';

let count = 0;
const hex = (length: number) => (count += 1).toString(16).padStart(length, '0');

/** 2026-11-23T08:00:00Z: when the rows of a test begin. */
export const START = 1_795_420_800_000_000;

/** An observation as the columns hold it: a finished step of one second, unless the test says otherwise. */
export function aRow(given: Partial<ObservationRow> = {}): ObservationRow {
  const empty = Object.fromEntries(OBSERVATION_COLUMNS.map(([name]) => [name, null])) as unknown as ObservationRow;
  const start = given.start_time ?? START;
  return {
    ...empty,
    trace_id: hex(32), observation_id: hex(16), event_version: start, ingested_at: start, dialect: 'openinference', source: 'span',
    name: 'step', type: 'SPAN', level: 'DEFAULT', status: 'ok', start_time: start, end_time: start + 1_000_000, duration_ns: 1_000_000_000,
    usage_counted: false, cost_source: 'none', ...given,
  };
}
