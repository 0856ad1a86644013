import type { AttributeValue } from '../../model/attribute-value.js';
import type { Micros } from '../../model/time.js';
import type { InstrumentationScope, Resource } from './span.js';

/** One log record as it came, after decoding. Each visit has an object of its own, which may be kept. */
export interface LogRecord {
  /** Lower-case hex; empty when the record belongs to no trace, or to no span of it. Ids that cannot be ones count as none (see `oddIds`). */
  traceId: string;
  spanId: string;
  /** When it happened, else when it was observed; 0 when the sender said neither. Microseconds, cut. */
  time: Micros;
  /** 0 when the sender did not say. */
  observedTime: Micros;
  /** Both times as they came, decimal nanoseconds, when one is beyond the year 2255; else null. */
  rawTimes: { time: string; observed: string } | null;
  /** 1 to 24, as OpenTelemetry counts severities; 0 unspecified; any other number as it was sent. */
  severity: number;
  /** The level's name in the words of the source. */
  severityText: string;
  /** The record's own event name, or the attribute `event.name` of older senders, which stays among the attributes. */
  eventName: string;
  body: AttributeValue;
  /** Of two attributes with one key the last one stands. */
  attributes: Record<string, AttributeValue>;
  droppedAttributes: number;
  /** The low eight bits are those of W3C trace context. */
  flags: number;
  /** Both ids as they came (hex where they were bytes), when one has the wrong length; else null. */
  oddIds: { traceId: string; spanId: string } | null;
}

export type LogVisitor = (record: LogRecord, resource: Resource, scope: InstrumentationScope) => void;
