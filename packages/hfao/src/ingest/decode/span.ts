import type { AttributeValue } from '../../model/attribute-value.js';
import type { Micros } from '../../model/time.js';

/**
 * One span as it came, after decoding. The reader reuses one object for every span of a request: copy what you keep
 * (strings and attribute values are fresh each time and may be kept; the two attribute arrays may not).
 * Attributes are the first `attributeCount` entries of `keys` and `values`; entries beyond are left over from earlier spans.
 */
export interface Span {
  traceId: string;
  spanId: string;
  /** Empty for a root. */
  parentId: string;
  name: string;
  /** 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer; any other number as it was sent. */
  kind: number;
  /** Microseconds, cut; 0 when the sender left it out. Beyond the year 2255 no longer a safe integer. */
  start: Micros;
  end: Micros;
  /** Exact, from the nanoseconds on the wire; 0 when one of them is missing or the end lies before the start. */
  durationNs: number;
  /** Both times as they came, decimal nanoseconds, when one is missing or beyond the year 2255 or the end lies before the start; else null. */
  rawTimes: { start: string; end: string } | null;
  /** 0 unset, 1 ok, 2 error; any other number as it was sent. */
  status: number;
  statusMessage: string;
  traceState: string;
  flags: number;
  attributeCount: number;
  keys: string[];
  values: AttributeValue[];
  events: DecodedEvent[] | null;
  links: DecodedLink[] | null;
  droppedAttributes: number;
  droppedEvents: number;
  droppedLinks: number;
}

/** What is optional below is left out when the sender left it out or sent 0. Of two attributes with one key the last one stands. */
export interface DecodedEvent {
  time: Micros; name: string; attributes: Record<string, AttributeValue>; droppedAttributes?: number;
  /** When its message was told; only of an event that came as a log record. */
  toldAt?: Micros;
}
/** Ids are lower-case hex; one of the wrong length stands as it came. */
export interface DecodedLink {
  traceId: string; spanId: string; attributes: Record<string, AttributeValue>;
  traceState?: string; flags?: number; droppedAttributes?: number;
}

/** One object per ResourceSpans and per ScopeSpans of a request, so that what is derived from it can be cached by identity. */
export interface Resource { attributes: Record<string, AttributeValue>; schemaUrl: string; droppedAttributes?: number }
export interface InstrumentationScope {
  name: string; version: string; attributes: Record<string, AttributeValue>; schemaUrl: string; droppedAttributes?: number;
}

export type SpanVisitor = (span: Span, resource: Resource, scope: InstrumentationScope) => void;
