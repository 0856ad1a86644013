import { decodeAttribute, type AttributeValue } from '../../model/attribute-value.js';
import { RESOURCE_PREFIX, SCOPE_PREFIX, type ObservationRow, type SpanEvent } from '../../model/observation.js';
import { parseIsoTime } from '../../model/time.js';
import { putAttribute } from '../decode/attributes.js';
import { newSpan } from '../decode/new-span.js';
import type { DecodedEvent, DecodedLink, InstrumentationScope, Resource, Span } from '../decode/span.js';
import { isEnvelopeKey } from '../normalize/envelope.js';
import type { SpanRecord } from './export-request.js';
import { fieldAttributes, resourceAttributes, type FieldWriter } from './field-attributes.js';

/**
 * A stored observation as a span in OpenTelemetry's GenAI terms: normalised again it is the same observation.
 * What has a column is written by the name that the conventions have for it, or by one of ours (`hfao.*`); the other attributes stand as they came.
 * @param without fields that are not written: what gave them is among the attributes
 * @param write the columns in the terms of a convention
 */
export function rowToSpan(row: ObservationRow, without: ReadonlySet<string> = new Set(), write: FieldWriter = fieldAttributes): SpanRecord {
  const parts = takeApart(row.attributes ?? []);
  for (const [key, value] of resourceAttributes(row, without)) {
    // Where the resource said something else, this came from the span.
    if (Object.hasOwn(parts.resource, key)) addAttribute(parts.own, key, value);
    else putAttribute(parts.resource, key, value);
  }
  const name = textOf(parts.envelope['span.name']) ?? row.name;
  for (const [key, value] of write(row, name, without)) addAttribute(parts.own, key, value);
  return { span: spanOf(row, name, parts), resource: resourceOf(parts), scope: scopeOf(row, parts) };
}

type Attributes = Record<string, AttributeValue>;
interface Parts { own: Attributes; resource: Attributes; scope: Attributes; envelope: Attributes }

function takeApart(attributes: readonly string[]): Parts {
  const parts: Parts = { own: {}, resource: {}, scope: {}, envelope: {} };
  for (let i = 0; i < attributes.length; i += 2) {
    const key = attributes[i];
    const value = decodeAttribute(attributes[i + 1]);
    if (key.startsWith(RESOURCE_PREFIX)) putAttribute(parts.resource, key.slice(RESOURCE_PREFIX.length), value);
    else if (key.startsWith(SCOPE_PREFIX)) putAttribute(parts.scope, key.slice(SCOPE_PREFIX.length), value);
    else if (key.startsWith('otel.')) putAttribute(parts.envelope, key.slice('otel.'.length), value);
    else putAttribute(parts.own, key.startsWith('span.') && isEnvelopeKey(key.slice('span.'.length)) ? key.slice('span.'.length) : key, value);
  }
  return parts;
}

/** What the span itself said stands. */
function addAttribute(own: Attributes, key: string, value: AttributeValue): void {
  if (!Object.hasOwn(own, key)) putAttribute(own, key, value);
}

const KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'];
const STATUSES = ['unset', 'ok', 'error'];

function spanOf(row: ObservationRow, name: string, { own, envelope }: Parts): Span {
  const keys = Object.keys(own);
  return {
    ...newSpan(),
    traceId: row.trace_id, spanId: row.observation_id, parentId: row.parent_observation_id ?? '', name,
    kind: numberOf(envelope['span.kind'], KINDS), status: numberOf(envelope.status_code ?? row.status, STATUSES), statusMessage: row.status_message ?? '',
    ...timesOf(row, envelope),
    traceState: textOf(envelope.trace_state) ?? '', flags: numberOf(envelope.flags),
    attributeCount: keys.length, keys, values: keys.map((key) => own[key]),
    events: row.events === null ? null : (JSON.parse(row.events) as StoredEvent[]).map(eventOf),
    links: row.links === null ? null : (JSON.parse(row.links) as StoredLink[]).map(linkOf),
    droppedAttributes: numberOf(envelope.dropped_attributes_count), droppedEvents: numberOf(envelope.dropped_events_count), droppedLinks: numberOf(envelope.dropped_links_count),
  };
}

/** As they were sent, where others stand in their place. */
function timesOf(row: ObservationRow, envelope: Attributes): Pick<Span, 'start' | 'end' | 'durationNs' | 'rawTimes'> {
  const [start, end] = [textOf(envelope.start_time_unix_nano), textOf(envelope.end_time_unix_nano)];
  if (start === undefined && end === undefined && !isRepaired(row)) return { start: row.start_time, end: row.end_time, durationNs: row.duration_ns, rawTimes: null };
  const rawTimes = { start: start ?? '0', end: end ?? '0' };
  return { start: micros(rawTimes.start), end: micros(rawTimes.end), durationNs: 0, rawTimes };
}

/** A span without any time was given that of its arrival. */
function isRepaired(row: ObservationRow): boolean {
  return row.start_time === row.event_version && row.end_time === row.event_version && row.duration_ns === 0;
}

function micros(nanoseconds: string): number {
  return /^\d+$/.test(nanoseconds) ? Number(BigInt(nanoseconds) / 1000n) : 0;
}

type StoredEvent = SpanEvent & { attributes: Attributes; dropped_attributes_count?: number };
interface StoredLink { trace_id: string; observation_id: string; attributes: Attributes; trace_state?: string; flags?: number; dropped_attributes_count?: number }

function eventOf({ time, name, attributes, dropped_attributes_count }: StoredEvent): DecodedEvent {
  return { time: parseIsoTime(time) ?? 0, name, attributes, ...(dropped_attributes_count ? { droppedAttributes: dropped_attributes_count } : {}) };
}

function linkOf({ trace_id, observation_id, attributes, trace_state, flags, dropped_attributes_count }: StoredLink): DecodedLink {
  return {
    traceId: trace_id, spanId: observation_id, attributes,
    ...(trace_state ? { traceState: trace_state } : {}), ...(flags ? { flags } : {}), ...(dropped_attributes_count ? { droppedAttributes: dropped_attributes_count } : {}),
  };
}

function resourceOf({ resource, envelope }: Parts): Resource {
  return { attributes: resource, schemaUrl: textOf(envelope['resource.schema_url']) ?? '', ...dropped(envelope['resource.dropped_attributes_count']) };
}

function scopeOf(row: ObservationRow, { scope, envelope }: Parts): InstrumentationScope {
  return { name: row.scope_name ?? '', version: row.scope_version ?? '', attributes: scope, schemaUrl: textOf(envelope['scope.schema_url']) ?? '', ...dropped(envelope['scope.dropped_attributes_count']) };
}

function dropped(count: AttributeValue | undefined): { droppedAttributes?: number } {
  return typeof count === 'number' ? { droppedAttributes: count } : {};
}

function textOf(value: AttributeValue | undefined): string | undefined {
  return value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
}

/** A number as it is, or by its word. */
function numberOf(value: AttributeValue | undefined, words: readonly string[] = []): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? Math.max(0, words.indexOf(value)) : 0;
}
