import { encodeAttribute, type FlatMap } from '../../model/attribute-value.js';
import { RESOURCE_PREFIX, SCOPE_PREFIX } from '../../model/observation.js';
import type { InstrumentationScope, Resource, Span } from '../decode/span.js';

const SPAN_KINDS = ['', 'internal', 'server', 'client', 'producer', 'consumer'];
const STATUS_WORDS = ['unset', 'ok', 'error'];

/** Sampled, and that it is known whether the parent is remote: neither is news. */
const PLAIN_FLAGS = 0x101;

/** The parts of a span around its attributes, under `otel.`: only what differs from the usual. */
export function pushEnvelope(into: FlatMap, span: Span, resource: Resource, scope: InstrumentationScope): void {
  if (span.kind !== 0) into.push('otel.span.kind', SPAN_KINDS[span.kind] ?? String(span.kind));
  if (span.traceState !== '') into.push('otel.trace_state', encodeAttribute(span.traceState));
  if ((span.flags & ~PLAIN_FLAGS) !== 0) into.push('otel.flags', String(span.flags));
  if (span.droppedAttributes > 0) into.push('otel.dropped_attributes_count', String(span.droppedAttributes));
  if (span.droppedEvents > 0) into.push('otel.dropped_events_count', String(span.droppedEvents));
  if (span.droppedLinks > 0) into.push('otel.dropped_links_count', String(span.droppedLinks));
  if (resource.schemaUrl !== '') into.push('otel.resource.schema_url', encodeAttribute(resource.schemaUrl));
  if (scope.schemaUrl !== '') into.push('otel.scope.schema_url', encodeAttribute(scope.schemaUrl));
  if (resource.droppedAttributes) into.push('otel.resource.dropped_attributes_count', String(resource.droppedAttributes));
  if (scope.droppedAttributes) into.push('otel.scope.dropped_attributes_count', String(scope.droppedAttributes));
}

/** The times as they came, where others stand in their place. */
export function pushRawTimes(into: FlatMap, span: Span): void {
  const raw = span.rawTimes ?? { start: nanoseconds(span.start), end: nanoseconds(span.end) };
  if (raw.start !== '0') into.push('otel.start_time_unix_nano', encodeAttribute(raw.start));
  if (raw.end !== '0') into.push('otel.end_time_unix_nano', encodeAttribute(raw.end));
}

/** The status as it came, where events or attributes say otherwise. */
export function pushRawStatus(into: FlatMap, span: Span): void {
  into.push('otel.status_code', STATUS_WORDS[span.status] ?? String(span.status));
}

export function pushScopeAttributes(into: FlatMap, scope: InstrumentationScope): void {
  for (const key in scope.attributes) into.push(SCOPE_PREFIX + key, encodeAttribute(scope.attributes[key]));
}

/** Keys that the three above may write: a span attribute of the same name has to step aside. */
export function isEnvelopeKey(key: string): boolean {
  return key.startsWith('otel.') || key.startsWith(RESOURCE_PREFIX) || key.startsWith(SCOPE_PREFIX);
}

function nanoseconds(micros: number): string {
  return micros === 0 ? '0' : `${micros}000`;
}
