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
  /** 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  kind: number;
  /** Microseconds; 0 when the sender left it out. */
  start: Micros;
  end: Micros;
  /** Exact, from the nanoseconds on the wire; 0 when the end is missing or before the start. */
  durationNs: number;
  /** 0 unset, 1 ok, 2 error. */
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

export interface DecodedEvent { time: Micros; name: string; attributes: Record<string, AttributeValue> }
export interface DecodedLink { traceId: string; spanId: string; attributes: Record<string, AttributeValue> }

/** One object per ResourceSpans and per ScopeSpans of a request, so that what is derived from it can be cached by identity. */
export interface Resource { attributes: Record<string, AttributeValue>; schemaUrl: string }
export interface InstrumentationScope { name: string; version: string; attributes: Record<string, AttributeValue>; schemaUrl: string }

export type SpanVisitor = (span: Span, resource: Resource, scope: InstrumentationScope) => void;
