import { countOf, enumOf, isAbsent, isObject, objectList, shownOf, textOf, type JsonFaults, type JsonObject } from './json-fields.js';
import { idOfOther, JsonId } from './json-id.js';
import { JsonNanos } from './json-nanos.js';
import { eachKeyValue, keyValueRecord } from './json-values.js';
import { clearSpan } from './new-span.js';
import { refusalOf, shownWithIds, TOO_DEEP, type Refusal } from './refusal.js';
import { settleDuration } from './span-times.js';
import type { DecodedEvent, DecodedLink, Span } from './span.js';

const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const STATUS_CODES = ['UNSET', 'OK', 'ERROR'];

/** Reads a span of a parsed body into `span`, which is complete only when no refusal is returned. */
export function readJsonSpan(json: JsonObject, span: Span, faults: JsonFaults): Refusal | undefined {
  clearSpan(span);
  const traceId = new JsonId(json.traceId ?? json.trace_id, 16);
  const spanId = new JsonId(json.spanId ?? json.span_id, 8);
  const parentId = new JsonId(json.parentSpanId ?? json.parent_span_id, 8);
  const refusal = refusalOf(traceId, spanId, parentId, false);
  if (refusal !== undefined) return refusal;   // at once: a body may hold millions of hollow spans
  span.traceId = traceId.hex;
  span.spanId = spanId.hex;
  if (!parentId.isZero()) span.parentId = parentId.hex;

  span.name = textOf(json.name, 'name', faults);
  span.kind = enumOf(json.kind, KINDS, 'SPAN_KIND_');
  span.traceState = textOf(json.traceState ?? json.trace_state, 'traceState', faults);
  span.flags = countOf(json.flags, 'flags', faults);
  span.droppedAttributes = countOf(json.droppedAttributesCount ?? json.dropped_attributes_count, 'droppedAttributesCount', faults);
  span.droppedEvents = countOf(json.droppedEventsCount ?? json.dropped_events_count, 'droppedEventsCount', faults);
  span.droppedLinks = countOf(json.droppedLinksCount ?? json.dropped_links_count, 'droppedLinksCount', faults);
  readTimes(json, span, faults);
  readStatus(json.status, span, faults);
  eachKeyValue(json.attributes, faults, (key, value) => {
    span.keys[span.attributeCount] = key;
    span.values[span.attributeCount++] = value;
  });
  span.events = objectList(json.events, 'events', faults)?.map((it) => readEvent(it, faults)) ?? null;
  span.links = objectList(json.links, 'links', faults)?.map((it) => readLink(it, faults)) ?? null;
  return faults.tooDeep ? TOO_DEEP : faults.first;
}

/** How a span that was refused is named to its sender. */
export function shownJsonSpan(json: JsonObject): string {
  return shownWithIds(shownOf(json.name), shownOf(json.traceId ?? json.trace_id), shownOf(json.spanId ?? json.span_id));
}

function readTimes(json: JsonObject, span: Span, faults: JsonFaults): void {
  const start = new JsonNanos(json.startTimeUnixNano ?? json.start_time_unix_nano, 'startTimeUnixNano', faults);
  const end = new JsonNanos(json.endTimeUnixNano ?? json.end_time_unix_nano, 'endTimeUnixNano', faults);
  span.start = start.micros;
  span.end = end.micros;
  if (settleDuration(span, start.rest, end.rest)) span.rawTimes = { start: start.raw, end: end.raw };
}

function readStatus(json: unknown, span: Span, faults: JsonFaults): void {
  if (isAbsent(json)) return;
  if (!isObject(json)) return faults.note('status is not an object');
  span.status = enumOf(json.code, STATUS_CODES, 'STATUS_CODE_');
  span.statusMessage = textOf(json.message, 'the message of the status', faults);
}

function readEvent(json: JsonObject, faults: JsonFaults): DecodedEvent {
  return {
    time: new JsonNanos(json.timeUnixNano ?? json.time_unix_nano, 'timeUnixNano', faults).micros,
    name: textOf(json.name, 'the name of an event', faults),
    attributes: keyValueRecord(json.attributes, faults),
    droppedAttributes: countOf(json.droppedAttributesCount ?? json.dropped_attributes_count, 'droppedAttributesCount', faults) || undefined,
  };
}

function readLink(json: JsonObject, faults: JsonFaults): DecodedLink {
  return {
    traceId: idOfOther(json.traceId ?? json.trace_id, 16, 'an id of a link', faults),
    spanId: idOfOther(json.spanId ?? json.span_id, 8, 'an id of a link', faults),
    attributes: keyValueRecord(json.attributes, faults),
    traceState: textOf(json.traceState ?? json.trace_state, 'the traceState of a link', faults) || undefined,
    flags: countOf(json.flags, 'the flags of a link', faults) || undefined,
    droppedAttributes: countOf(json.droppedAttributesCount ?? json.dropped_attributes_count, 'droppedAttributesCount', faults) || undefined,
  };
}
