import { countOf, enumOf, isAbsent, isObject, textOf, type JsonFaults, type JsonObject } from './json-fields.js';
import { eachKeyValue, keyValueRecord } from './json-values.js';
import { clearSpan } from './new-span.js';
import { SHOWN_CHARACTERS, TOO_DEEP, refusalOf, type IdBytes, type Refusal, type RefusedSpan } from './refusal.js';
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
  span.events = listOf(json.events, 'events', faults)?.map((it) => readEvent(it, faults)) ?? null;
  span.links = listOf(json.links, 'links', faults)?.map((it) => readLink(it, faults)) ?? null;
  return faults.tooDeep ? TOO_DEEP : faults.first;
}

/** How a span that was refused is named to its sender. */
export class RefusedJsonSpan implements RefusedSpan {
  constructor(private readonly json: JsonObject) {}

  get traceId(): Shown { return new Shown(this.json.traceId ?? this.json.trace_id); }
  get spanId(): Shown { return new Shown(this.json.spanId ?? this.json.span_id); }
  get name(): Shown { return new Shown(this.json.name); }
}

class Shown {
  constructor(private readonly value: unknown) {}

  shown(): string { return typeof this.value === 'string' || typeof this.value === 'number' ? String(this.value).slice(0, SHOWN_CHARACTERS) : ''; }
}

/** OTLP/JSON writes ids in hex of either case, protojson in base64 of either alphabet. */
class JsonId implements IdBytes {
  readonly hex: string;
  /** -1: neither hex nor base64 of the right length. */
  readonly length: number;

  constructor(value: unknown, bytes: number) {
    const text = isAbsent(value) ? '' : value;
    this.hex = typeof text === 'string' ? hexOf(text, bytes) : '';
    this.length = text === '' ? 0 : this.hex === '' ? -1 : bytes;
  }

  isZero(): boolean { return /^0*$/.test(this.hex); }
}

/** Empty when it is not an id of so many bytes. */
function hexOf(text: string, bytes: number): string {
  if (text.length > 2 * bytes) return '';
  if (text.length === 2 * bytes) return /^[0-9a-f]+$/.test(text) ? text : /^[0-9a-fA-F]+$/.test(text) ? text.toLowerCase() : '';
  if (!/^[\w+/-]+={0,2}$/.test(text)) return '';
  const decoded = Buffer.from(text, 'base64');
  return decoded.length === bytes ? decoded.toString('hex') : '';
}

function readTimes(json: JsonObject, span: Span, faults: JsonFaults): void {
  const start = new JsonNanos(json.startTimeUnixNano ?? json.start_time_unix_nano, 'startTimeUnixNano', faults);
  const end = new JsonNanos(json.endTimeUnixNano ?? json.end_time_unix_nano, 'endTimeUnixNano', faults);
  span.start = start.micros;
  span.end = end.micros;
  if (settleDuration(span, start.rest, end.rest)) span.rawTimes = { start: start.raw, end: end.raw };
}

/** Nanoseconds since 1970, written as digits or as a number; 0 when absent, negative or beyond 64 bits. */
class JsonNanos {
  micros = 0;
  /** The nanoseconds below the microsecond. */
  rest = 0;

  /** As it came. */
  readonly raw: string;

  constructor(value: unknown, name: string, faults: JsonFaults) {
    this.raw = typeof value === 'number' || (typeof value === 'string' && value !== '') ? String(value).slice(0, SHOWN_CHARACTERS) : '0';
    if (typeof value === 'string' && /^\d{4,20}$/.test(value)) {
      this.micros = Number(value.slice(0, -3));
      this.rest = Number(value.slice(-3));
    } else if (!isAbsent(value) && value !== '') this.#readNumber(typeof value === 'string' && value.length <= 400 ? Number(value) : value, name, faults);
  }

  #readNumber(nanos: unknown, name: string, faults: JsonFaults): void {
    if (typeof nanos !== 'number' || Number.isNaN(nanos)) return faults.note(`${name} is not a number of nanoseconds`);
    if (nanos < 0 || nanos >= 2 ** 64) return;
    const whole = Math.floor(nanos);
    this.micros = Math.floor(whole / 1000);
    this.rest = whole - this.micros * 1000;
  }
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
    traceId: linkId(json.traceId ?? json.trace_id, 16, faults),
    spanId: linkId(json.spanId ?? json.span_id, 8, faults),
    attributes: keyValueRecord(json.attributes, faults),
    traceState: textOf(json.traceState ?? json.trace_state, 'the traceState of a link', faults) || undefined,
    flags: countOf(json.flags, 'the flags of a link', faults) || undefined,
    droppedAttributes: countOf(json.droppedAttributesCount ?? json.dropped_attributes_count, 'droppedAttributesCount', faults) || undefined,
  };
}

/** A link to what cannot be an id says so rather than costing the span. */
function linkId(value: unknown, bytes: number, faults: JsonFaults): string {
  const text = textOf(value, 'an id of a link', faults);
  return hexOf(text, bytes) || text;
}

/** The objects of a list; undefined when it is absent or empty. */
function listOf(value: unknown, name: string, faults: JsonFaults): JsonObject[] | undefined {
  if (isAbsent(value)) return undefined;
  if (Array.isArray(value) && value.every(isObject)) return value.length === 0 ? undefined : value;
  faults.note(`${name} is not a list of objects`);
  return undefined;
}
