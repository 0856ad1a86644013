import fc from 'fast-check';
import { anyValue, attributes, count, goodId, nanos, requestOf, text } from './arbitrary-request.js';

const eventName = fc.record({ key: fc.constant('event.name'), value: fc.record({ stringValue: text }) });

const record = fc.record({
  timeUnixNano: nanos, observedTimeUnixNano: nanos, severityNumber: fc.integer({ min: 0, max: 24 }), severityText: text, body: anyValue,
  attributes: fc.oneof(attributes, fc.tuple(eventName, attributes).map(([first, rest]) => [first, ...rest])), droppedAttributesCount: count, flags: count,
  traceId: fc.oneof(goodId(16), fc.constant(Buffer.alloc(16)), fc.constant(Buffer.alloc(0))), spanId: fc.oneof(goodId(8), fc.constant(Buffer.alloc(8)), fc.constant(Buffer.alloc(0))), eventName: text,
}, { requiredKeys: [] }).map((it) => ({ ...it, observedTimeUnixNano: it.observedTimeUnixNano ?? '1700000000000000000' }))
  .filter((it) => BigInt(it.observedTimeUnixNano) >= 1000n);   // so that each says something

/** Log requests whose records are all good: every kind of body, every field, or not. */
export const arbitraryLogs = requestOf(['resourceLogs', 'scopeLogs', 'logRecords'], record);
