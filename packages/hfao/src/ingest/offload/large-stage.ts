import { decodeAttribute, encodeAttribute, type FlatMap } from '../../model/attribute-value.js';
import { cutWithRef } from '../../model/body-ref.js';
import type { ObservationRow } from '../../model/observation.js';
import { beginning } from '../../store/payload-preview.js';
import type { Offloader, OffloadTally } from './collected-bodies.js';
import { closingAfter, pastSpace, stringEnd } from './json-spans.js';
import { payloadSummary } from './payload-summary.js';

/** Bytes of UTF-8. */
const MOST_BYTES = 64 * 1024;
/** Characters that stay where something else was large. */
const KEPT = 1024;
const LONG_STRING = 8 * 1024;
const KEPT_LIST = 16 * 1024;

const LISTS = ['events', 'tool_calls', 'tool_definitions', 'documents', 'links'] as const;

/**
 * Moves whatever is longer than 64 KiB out of the rows of one project. Input and output: reference and preview in columns of their own.
 * Everything else keeps its beginning, with a reference behind it, so that its shape stays what readers expect.
 */
export function largeStage(offloader: Offloader): (row: ObservationRow, tally: OffloadTally) => void {
  return (row, tally) => {
    // By their names: a column looked up by a variable costs three times as much.
    if (isLarge(row.input)) offloadPayload(row, 'input', offloader, tally);
    if (isLarge(row.output)) offloadPayload(row, 'output', offloader, tally);
    if (isLarge(row.events) || isLarge(row.tool_calls) || isLarge(row.tool_definitions) || isLarge(row.documents) || isLarge(row.links)) {
      for (const column of LISTS) if (isLarge(row[column])) row[column] = shortList(column, row[column]!, offloader, tally);
    }
    if (row.attributes !== null) shortenMap(row.attributes, offloader, tally);
    if (row.metadata !== null) shortenMap(row.metadata, offloader, tally);
    if (isLarge(row.status_message)) row.status_message = shortText(row.status_message!, offloader, tally);
  };
}

/** Over 64 KiB. A character takes at most three bytes, so few texts need to be measured. */
export function isLarge(text: string | null): boolean {
  return text !== null && text.length * 3 > MOST_BYTES && (text.length > MOST_BYTES || Buffer.byteLength(text) > MOST_BYTES);
}

function offloadPayload(row: ObservationRow, side: 'input' | 'output', offloader: Offloader, tally: OffloadTally): void {
  if (!offloader.isReady) return;
  const { preview, contentType } = payloadSummary(row[side]!);
  const { ref } = offloader.takeOutText(contentType, row[side]!, tally);
  row[`${side}_ref`] = ref;
  row[`${side}_preview`] = preview;
  row[side] = null;
}

/** The beginning of a text, with a reference to the whole behind it. */
export function shortText(text: string, offloader: Offloader, tally: OffloadTally, contentType = 'text/plain'): string {
  if (!offloader.isReady) return text;
  const { id, bytes } = offloader.takeOutText(contentType, text, tally);
  return cutWithRef(beginning(text, KEPT), id, bytes);
}

/** Of a map column's values. */
export function shortenMap(map: FlatMap, offloader: Offloader, tally: OffloadTally): void {
  for (let i = 1; i < map.length; i += 2) {
    if (!isLarge(map[i])) continue;
    const value = decodeAttribute(map[i]);
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    map[i] = encodeAttribute(shortText(text, offloader, tally, typeof value === 'string' ? 'text/plain' : 'application/json'));
  }
}

/** Long strings go first; where that is not enough the list is cut, and its last item says where the whole is. */
function shortList(column: (typeof LISTS)[number], list: string, offloader: Offloader, tally: OffloadTally): string {
  if (!offloader.isReady) return list;
  const shorter = withShortStrings(list, offloader, tally);
  if (!isLarge(shorter)) return shorter;
  const { ref } = offloader.takeOutText('application/json', shorter, tally);
  return `[${[...firstItems(shorter), JSON.stringify(pointer(column, shorter, ref))].join(',')}]`;
}

function withShortStrings(json: string, offloader: Offloader, tally: OffloadTally): string {
  let kept = '';
  let done = 0;
  for (let start = json.indexOf('"'); start >= 0;) {
    const end = stringEnd(json, start);
    if (end < 0) break;
    if (end - start > LONG_STRING) {
      kept += json.slice(done, start) + JSON.stringify(shortText(JSON.parse(json.slice(start, end + 1)) as string, offloader, tally));
      done = end + 1;
    }
    start = json.indexOf('"', end + 1);
  }
  return done === 0 ? json : kept + json.slice(done);
}

function firstItems(list: string): string[] {
  const items: string[] = [];
  let at = pastSpace(list, 1);
  for (let kept = 0; list[at] === '{'; at = pastSpace(list, at + 1)) {
    const close = closingAfter(list, at + 1, KEPT_LIST);
    if (close === undefined || (kept += close - at) > KEPT_LIST) break;
    items.push(list.slice(at, close + 1));
    at = pastSpace(list, close + 1);
    if (list[at] !== ',') break;
  }
  return items;
}

/** An item of the shape that its list has. */
function pointer(column: (typeof LISTS)[number], list: string, ref: string): Record<string, unknown> {
  switch (column) {
    case 'events': return { time: /"time":"([^"]+)"/.exec(list)?.[1] ?? '', name: 'hfao.body', attributes: { 'hfao.body': ref } };
    case 'links': return { trace_id: '', observation_id: '', attributes: { 'hfao.body': ref } };
    default: return { hfao_body: ref };
  }
}
