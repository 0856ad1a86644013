import type { ClickHouseClient } from '@clickhouse/client';
import { OBSERVATION_COLUMNS, type ObservationRow } from '../../model/observation.js';
import type { Micros } from '../../model/time.js';
import { byTrace, idOf, traceOfSpan, type BatchTrace } from '../batch-traces.js';
import { payloadPreview } from '../payload-preview.js';
import { DELTA_SOURCES, traceDelta, type TraceDelta } from '../trace-delta.js';
import { readRows } from './read-rows.js';
import { Parameters, readable } from './sql.js';
import { beginning, inChunks, ofTraces } from './stored-spans.js';

export interface TraceReach { project_id: string; trace_id: string; /** When its observations begin, first and last. */ from: Micros; to: Micros }

/** One delta for each of these traces, from all that is stored of them. @param each is given each trace as far as deltas need its rows */
export async function wholeDeltas(client: ClickHouseClient, traces: readonly TraceReach[], each: (trace: BatchTrace) => void): Promise<TraceDelta[]> {
  return inChunks(traces, async (chunk) => {
    const parameters = new Parameters();
    const rows = await readRows<ObservationRow>(client, `
SELECT ${readable(SOURCES)} FROM observations FINAL WHERE ${ofTraces(chunk, parameters)} AND ${beginning(chunk)}`, parameters);
    const wanted = new Set(chunk.map(traceOfSpan));
    const stored = byTrace(rows.filter((it) => wanted.has(traceOfSpan(it))).map((it) => ({ ...WITHOUT_PAYLOADS, ...it })));
    stored.forEach(each);
    const deltas = stored.map((it) => traceDelta(it.rows));
    await addPreviews(client, deltas);
    return deltas;
  });
}

const SOURCES = OBSERVATION_COLUMNS.filter(([name]) => (DELTA_SOURCES as readonly string[]).includes(name));
const WITHOUT_PAYLOADS = { input: null, output: null, input_preview: null, output_preview: null };

/** Payloads are read of the heads alone: the others' may be many and large, and a list does not show them. */
async function addPreviews(client: ClickHouseClient, deltas: readonly TraceDelta[]): Promise<void> {
  const parameters = new Parameters();
  const heads = await readRows<ObservationRow>(client, `
SELECT project_id, trace_id, observation_id, input, output, input_preview, output_preview FROM observations FINAL
WHERE ${ofTraces(deltas, parameters)} AND ${beginning(deltas.map((it) => ({ from: it.head_start_time, to: it.head_start_time })))} AND observation_id IN ${parameters.texts([...new Set(deltas.map((it) => it.head_id))])}`, parameters);
  const byId = new Map(heads.map((it) => [idOf(it), it]));
  for (const delta of deltas) {
    const head = byId.get(idOf({ ...delta, observation_id: delta.head_id }))!;
    delta.input_preview = payloadPreview(head, 'input');
    delta.output_preview = payloadPreview(head, 'output');
  }
}
