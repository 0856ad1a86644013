import type { ObservationRow } from '../model/observation.js';
import { twinsOf, type ReportedCall } from '../model/twins.js';
import { mayBeTwin, USAGE_COLUMNS, type Usage } from '../model/usage.js';

/** Beyond this many calls of one trace in one batch a twin in another batch is not looked for. */
const MAX_CALLS = 2000;

/** The model calls that count among the rows of one batch and trace, and those of them that are another's twin. */
export function countedCalls(rows: readonly ObservationRow[]): { calls: readonly ObservationRow[]; twins: ReadonlySet<ObservationRow> } {
  const calls = rows.filter(mayBeTwin);
  const twins = twinsOf(calls);
  return { calls: calls.length > MAX_CALLS ? [] : calls, twins };
}

/** A call as the column `calls` holds it: what it takes to find its twin and to take its usage out of a sum. */
export function writeCall(call: ReportedCall, isLeftOut: boolean): string {
  let usage = '';
  for (const column of USAGE_COLUMNS) usage += `,${call[column] ?? ''}`;
  return `${call.observation_id} ${call.parent_observation_id ?? ''} ${isLeftOut ? 1 : 0} ${usage.slice(1)} ${call.model ?? ''}`;
}

/** What the sums of deltas have too much (or too little) because twins came in different batches, by column; undefined when there is nothing. */
export function twinUsage(calls: readonly string[] | null): Partial<Record<keyof Usage, number>> | undefined {
  if (calls === null || calls.length < 2) return undefined;
  const read = calls.map(readCall);
  const twins = twinsOf(read);
  let excess: Partial<Record<keyof Usage, number>> | undefined;
  for (const call of read) {
    if (twins.has(call) === call.isLeftOut) continue;
    excess ??= {};
    for (const column of USAGE_COLUMNS) if (call[column] !== null) excess[column] = (excess[column] ?? 0) + (call.isLeftOut ? -call[column] : call[column]);
  }
  return excess;
}

/** The same calls marked anew, and what sums have too much until then; undefined when nothing changes. */
export function settledCalls(calls: readonly string[]): { calls: string[]; excess: Partial<Record<keyof Usage, number>> } | undefined {
  const excess = twinUsage(calls);
  if (excess === undefined) return undefined;
  const read = calls.map(readCall);
  const twins = twinsOf(read);
  return { calls: read.map((it) => writeCall(it, twins.has(it))).sort(), excess };
}

interface KeptCall extends ReportedCall { isLeftOut: boolean }

function readCall(text: string): KeptCall {
  const [id, parent, leftOut, usage] = text.split(' ', 4);
  const model = text.slice(id.length + parent.length + leftOut.length + usage.length + 4);
  const figures = usage.split(',');
  const columns = Object.fromEntries(USAGE_COLUMNS.map((column, i) => [column, figures[i] === '' ? null : Number(figures[i])])) as Usage;
  return { ...columns, observation_id: id, parent_observation_id: parent === '' ? null : parent, model: model === '' ? null : model, isLeftOut: leftOut === '1' };
}

/** The ids of those of a trace's calls that are another's twin, whatever the deltas that they came in say. */
export function twinIds(calls: readonly string[]): string[] {
  const twins = twinsOf(calls.map(readCall));
  return [...twins].map((it) => it.observation_id);
}
