import type { DuckDBConnection } from '@duckdb/node-api';
import type { ObservationRow } from '../../model/observation.js';
import { byTrace } from '../batch-traces.js';
import { payloadPreview } from '../payload-preview.js';
import { DELTA_SOURCES, traceDelta, type TraceDelta } from '../trace-delta.js';
import { readRows } from './read-rows.js';
import type { Segment } from './segment.js';
import { Parameters } from './sql.js';

type TraceId = Pick<ObservationRow, 'project_id' | 'trace_id'>;

/** Deletes the stored versions of these rows, and the deltas of their traces, from one segment. Within the writer's transaction. */
export async function deleteStored(connection: DuckDBConnection, segment: Segment, rows: readonly ObservationRow[], traces: readonly TraceId[]): Promise<void> {
  const spans = new Parameters();
  const spanIds = [rows.map((it) => it.project_id), rows.map((it) => it.trace_id), rows.map((it) => it.observation_id)].map((it) => `unnest(${spans.texts(it)})`);
  await connection.run(`DELETE FROM ${segment.database}.observations WHERE (project_id, trace_id, observation_id) IN (SELECT ${spanIds.join(', ')})`, spans.values, spans.types);
  const ids = new Parameters();
  await connection.run(`DELETE FROM ${segment.database}.trace_deltas WHERE (project_id, trace_id) IN (${pairs(ids, traces)})`, ids.values, ids.types);
}

/** One delta for each of these traces, from what the segment now holds of them. */
export async function recomputedDeltas(connection: DuckDBConnection, segment: Segment, traces: readonly TraceId[]): Promise<TraceDelta[]> {
  const parameters = new Parameters();
  const rows = await readRows<ObservationRow>(connection, `
SELECT ${DELTA_SOURCES.join(', ')}, NULL AS input, NULL AS output, NULL AS input_preview, NULL AS output_preview
FROM ${segment.database}.observations WHERE (project_id, trace_id) IN (${pairs(parameters, traces)})`, parameters);
  const deltas = byTrace(rows).map((it) => traceDelta(it.rows));
  for (const delta of deltas) await addPreviews(connection, segment, delta);
  return deltas;
}

/** Payloads are read of the head alone: the others' may be many and large, and a list does not show them. */
async function addPreviews(connection: DuckDBConnection, segment: Segment, delta: TraceDelta): Promise<void> {
  const parameters = new Parameters();
  const [head] = await readRows<ObservationRow>(connection, `
SELECT input, output, input_preview, output_preview FROM ${segment.database}.observations
WHERE project_id = ${parameters.text(delta.project_id)} AND trace_id = ${parameters.text(delta.trace_id)} AND observation_id = ${parameters.text(delta.head_id)}`, parameters);
  delta.input_preview = payloadPreview(head, 'input');
  delta.output_preview = payloadPreview(head, 'output');
}

function pairs(parameters: Parameters, traces: readonly TraceId[]): string {
  return `SELECT unnest(${parameters.texts(traces.map((it) => it.project_id))}), unnest(${parameters.texts(traces.map((it) => it.trace_id))})`;
}
