import type { AttributeValue } from '../../model/attribute-value.js';
import { asLogRow, mergeObservations } from '../../model/merge-observation.js';
import type { Message } from '../../model/message.js';
import type { ObservationRow } from '../../model/observation.js';
import { isoTime } from '../../model/time.js';
import { newSpan } from '../decode/new-span.js';
import type { LogRecord } from '../decode/log-record.js';
import type { DecodedEvent, InstrumentationScope, Resource, Span } from '../decode/span.js';
import { isRecord, jsonText, parseJson } from './json.js';
import { normalize, type NormalizeContext } from './normalize.js';

const DETAILS = 'gen_ai.client.inference.operation.details';
const EXCEPTION = 'gen_ai.client.operation.exception';
const EVALUATION = 'gen_ai.evaluation.result';

/** Whether a record says something of an observation: GenAI events and exceptions do, what a program logs beside does not. */
export function isAboutObservation({ traceId, spanId, eventName }: LogRecord): boolean {
  return traceId !== '' && spanId !== '' && (eventName.startsWith('gen_ai.') || eventName === 'exception');
}

/** As {@link normalizeLogRecords}, of one record. */
export function normalizeLogRecord(record: LogRecord, resource: Resource, scope: InstrumentationScope, context: NormalizeContext): ObservationRow | undefined {
  return record.traceId === '' || record.spanId === '' ? undefined : normalizeLogRecords([record], resource, scope, context);
}

/**
 * What GenAI log records say of their span, as the row that a span would be that had said the same (source `log`): `trace_id` and `observation_id`
 * are the span's, so that the store can merge the two, whichever comes first. Judgements go to `context.scores`.
 * @param records at least one, all of one span
 */
export function normalizeLogRecords(records: readonly LogRecord[], resource: Resource, scope: InstrumentationScope, context: NormalizeContext): ObservationRow {
  const inOrder = records.map((it) => (it.time > 0 ? it : { ...it, time: context.receivedAt })).sort((a, b) => a.time - b.time);
  const severity = Math.max(...records.map((it) => it.severity));
  return asSpans(inOrder).map((span) => {
    const row = normalize(span, resource, scope, { ...context, source: 'log' });
    row.input = timedConversation(row.input, row.start_time);
    row.output = timedConversation(row.output, row.start_time);
    if (row.type === 'SPAN') row.type = 'EVENT';
    if (row.level === 'DEFAULT') row.level = levelOf(severity);
    return asLogRow(row);
  }).reduce(mergeObservations);
}

/** An inference's details are attributes of its span; every other event stands on it as an event. Where two say different things under one name, there are two. */
function asSpans(records: readonly LogRecord[]): Span[] {
  const spans: { span: Span; own: Map<string, AttributeValue>; events: DecodedEvent[] }[] = [];
  let toldAt = 0;
  for (const record of records) {
    const own = Object.entries(ownAttributes(record));
    let found = spans.find((it) => own.every(([key, value]) => !it.own.has(key) || jsonText(it.own.get(key)) === jsonText(value)));
    if (found === undefined) spans.push(found = { span: emptySpan(record), own: new Map(), events: [] });
    for (const [key, value] of own) found.own.set(key, value);
    if (record.time > found.span.end) found.span.end = record.time;
    // Some clocks tick in milliseconds: messages keep the order in which they were told.
    toldAt = Math.max(record.time, toldAt + 1);
    if (record.eventName !== DETAILS) found.events.push({ time: record.time, name: eventName(record), attributes: allAttributes(record), toldAt });
  }
  return spans.map(({ span, own, events }) => ({
    ...span, keys: [...own.keys()], values: [...own.values()], attributeCount: own.size, durationNs: (span.end - span.start) * 1000, events: events.length === 0 ? null : events,
  }));
}

function emptySpan(record: LogRecord): Span {
  return { ...newSpan(), traceId: record.traceId, spanId: record.spanId, name: record.eventName, start: record.time, end: record.time };
}

const eventName = (record: LogRecord) => (record.eventName === EXCEPTION ? 'exception' : record.eventName);

function allAttributes({ body, attributes }: LogRecord): Record<string, AttributeValue> {
  return isRecord(body) ? { ...(body as Record<string, AttributeValue>), ...attributes } : attributes;
}

/** What the event carries need not stand on the span too; what names the call does, so that it is recognised. An evaluation that failed is no failure of the step that it judged. */
function ownAttributes(record: LogRecord): Record<string, AttributeValue> {
  if (record.eventName === DETAILS) return allAttributes(record);
  if (record.eventName === EVALUATION) return {};
  const own = Object.fromEntries(Object.entries(record.attributes).filter(([key]) => !key.startsWith('exception.') && key !== 'event.name'));
  return isRecord(record.body) || record.body === null || record.body === '' ? own : { ...own, 'log.body': record.body };
}

/** Each message of a conversation with a time, by which parts that come later find their place. */
function timedConversation(payload: string | null, from: number): string | null {
  if (payload === null || !payload.startsWith('{"messages":')) return payload;
  const read = parseJson(payload);   // a sender may have written it, and not to its end
  if (!isRecord(read) || !Array.isArray(read.messages) || !read.messages.every(isRecord)) return payload;
  const messages = read.messages as Message[];
  if (messages.every((it) => typeof it.time === 'string')) return payload;
  return jsonText({ messages: messages.map((it, i) => (typeof it.time === 'string' ? it : { ...it, time: isoTime(from + i) })) }) ?? payload;
}

const levelOf = (severity: number) => (severity >= 17 ? 'ERROR' : severity >= 13 ? 'WARNING' : severity > 0 && severity < 9 ? 'DEBUG' : 'DEFAULT');
