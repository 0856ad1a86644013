import type { AttributeValue } from '../../model/attribute-value.js';
import type { ObservationRow } from '../../model/observation.js';
import type { LogRecord } from '../decode/log-record.js';
import type { InstrumentationScope, Resource, Span } from '../decode/span.js';
import { isRecord } from './json.js';
import { normalize, type NormalizeContext } from './normalize.js';

const DETAILS = 'gen_ai.client.inference.operation.details';
const EXCEPTION = 'gen_ai.client.operation.exception';

/**
 * What a GenAI log record says of its span, as the row of a span that had said the same: `trace_id` and `observation_id` are the span's,
 * so that the two can be merged, whichever comes first. Judgements go to `context.scores`.
 * @returns undefined for a record without a trace and a span, which no observation can take in
 */
export function normalizeLogRecord(record: LogRecord, resource: Resource, scope: InstrumentationScope, context: NormalizeContext): ObservationRow | undefined {
  if (record.traceId === '' || record.spanId === '') return undefined;
  const row = normalize(asSpan(record), resource, scope, context);
  if (row.type === 'SPAN') row.type = 'EVENT';
  if (row.level === 'DEFAULT') row.level = record.severity >= 17 ? 'ERROR' : record.severity >= 13 ? 'WARNING' : record.severity > 0 && record.severity < 9 ? 'DEBUG' : 'DEFAULT';
  return row;
}

/** An inference's details are attributes of its span; every other event stands on it as an event. */
function asSpan(record: LogRecord): Span {
  const attributes = { ...(isRecord(record.body) ? (record.body as Record<string, AttributeValue>) : {}), ...record.attributes };
  const isDetails = record.eventName === DETAILS;
  const name = record.eventName === EXCEPTION ? 'exception' : record.eventName;
  const own = isDetails ? attributes : withoutMessage(record.attributes);
  const keys = Object.keys(own);
  const values = keys.map((key) => own[key]);
  if (!isDetails && !isRecord(record.body) && record.body !== null && record.body !== '') {
    keys.push('log.body');
    values.push(record.body);
  }
  return {
    traceId: record.traceId, spanId: record.spanId, parentId: '', name: record.eventName, kind: 0,
    start: record.time, end: record.time, durationNs: 0, rawTimes: null, status: 0, statusMessage: '', traceState: '', flags: 0,
    attributeCount: keys.length, keys, values,
    events: isDetails ? null : [{ time: record.time, name, attributes }], links: null,
    droppedAttributes: 0, droppedEvents: 0, droppedLinks: 0,
  };
}

/** What the event carries need not stand on the span too; what names the call does, so that it is recognised. */
function withoutMessage(attributes: Readonly<Record<string, AttributeValue>>): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(attributes).filter(([key]) => !key.startsWith('gen_ai.evaluation.') && !key.startsWith('exception.')));
}
