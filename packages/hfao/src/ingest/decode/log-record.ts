import type { AttributeValue } from '../../model/attribute-value.js';
import type { Micros } from '../../model/time.js';

/** One log record as it came, after decoding. */
export interface LogRecord {
  /** Lower-case hex; empty when the record belongs to no trace, or to no span of it. */
  traceId: string;
  spanId: string;
  /** When it happened, else when it was observed; 0 when the sender said neither. */
  time: Micros;
  /** 1 to 24, as OpenTelemetry counts severities; 0 unspecified. */
  severity: number;
  /** The record's own event name, or the attribute `event.name` of older senders. */
  eventName: string;
  body: AttributeValue;
  attributes: Record<string, AttributeValue>;
}
