import { encodeAttribute, type AttributeValue, type FlatMap } from '../../model/attribute-value.js';
import type { LogRow } from '../../model/log-entry.js';
import { RESOURCE_PREFIX } from '../../model/observation.js';
import type { LogRecord } from '../decode/log-record.js';
import type { InstrumentationScope, Resource } from '../decode/span.js';
import { sharedText, type ContentIds } from './content-ids.js';
import { isEnvelopeKey, pushScopeAttributes } from './envelope.js';
import { payloadText } from './payload.js';

const SESSION_KEYS = ['session.id', 'gen_ai.conversation.id', 'conversation.id'];

/** The log record as it is stored: everything that it says. */
export function logEntry(record: LogRecord, resource: Resource, scope: InstrumentationScope, context: { projectId: string; receivedAt: number; ids: ContentIds }): LogRow {
  const { projectId, receivedAt } = context;
  const isTimed = record.time > 0 && Number.isSafeInteger(record.time);
  return {
    project_id: projectId,
    log_id: context.ids.of(contentOf(record, resource, scope, projectId, isTimed ? 0 : receivedAt)),
    time: isTimed ? record.time : receivedAt,
    observed_time: record.observedTime > 0 && Number.isSafeInteger(record.observedTime) ? record.observedTime : null,
    trace_id: orNull(record.traceId),
    observation_id: orNull(record.spanId),
    severity_number: Number.isSafeInteger(record.severity) ? record.severity : 0,
    severity_text: orNull(record.severityText),
    event_name: orNull(record.eventName),
    body: record.body === null || record.body === '' ? null : payloadText(record.body),
    service_name: textOf(resource.attributes['service.name']),
    scope_name: orNull(scope.name),
    scope_version: orNull(scope.version),
    session_id: firstText(record.attributes, SESSION_KEYS) ?? firstText(resource.attributes, SESSION_KEYS),
    attributes: attributesOf(record, resource, scope),
    ingested_at: receivedAt,
  };
}

/** A record without a time of its own is told apart by when it came: two that say the same may be two. */
function contentOf(record: LogRecord, resource: Resource, scope: InstrumentationScope, projectId: string, receivedAt: number): string {
  return JSON.stringify([
    projectId, receivedAt, sharedText(resource), sharedText(scope), record.rawTimes, record.time, record.observedTime, record.traceId, record.spanId, record.severity, record.severityText,
    record.eventName, record.body, record.attributes, record.flags, record.oddIds,
  ]);
}

function attributesOf(record: LogRecord, resource: Resource, scope: InstrumentationScope): FlatMap | null {
  const flat: FlatMap = [];
  for (const key in record.attributes) flat.push(isEnvelopeKey(key) ? `log.${key}` : key, encodeAttribute(record.attributes[key]));
  for (const key in resource.attributes) flat.push(RESOURCE_PREFIX + key, encodeAttribute(resource.attributes[key]));
  pushScopeAttributes(flat, scope);
  if (record.flags > 1) flat.push('otel.flags', String(record.flags));
  if (record.droppedAttributes > 0) flat.push('otel.dropped_attributes_count', String(record.droppedAttributes));
  if (record.rawTimes !== null) flat.push('otel.time_unix_nano', encodeAttribute(record.rawTimes.time), 'otel.observed_time_unix_nano', encodeAttribute(record.rawTimes.observed));
  if (record.oddIds !== null) flat.push('otel.trace_id', encodeAttribute(record.oddIds.traceId), 'otel.span_id', encodeAttribute(record.oddIds.spanId));
  return flat.length === 0 ? null : flat;
}

/** The first of these attributes that is a text and not empty. */
export function firstText(attributes: Readonly<Record<string, AttributeValue>>, keys: readonly string[]): string | null {
  for (const key of keys) {
    const value = textOf(attributes[key]);
    if (value !== null) return value;
  }
  return null;
}

const orNull = (text: string) => (text === '' ? null : text);
const textOf = (value: AttributeValue | undefined) => (typeof value === 'string' && value !== '' ? value : null);
