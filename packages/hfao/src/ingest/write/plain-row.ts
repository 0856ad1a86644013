import { encodeAttribute, type FlatMap } from '../../model/attribute-value.js';
import { OBSERVATION_COLUMNS, RESOURCE_PREFIX, type ObservationRow } from '../../model/observation.js';
import { isoTime, type Micros } from '../../model/time.js';
import type { InstrumentationScope, Resource, Span } from '../decode/span.js';
import { pushEnvelope, pushRawTimes, pushScopeAttributes } from '../normalize/envelope.js';
import { timesOf } from '../normalize/times.js';

/** The span with nothing read into it, for one that normalisation stumbles over: everything is kept as it came. */
export function plainRow(span: Span, resource: Resource, scope: InstrumentationScope, context: { projectId: string; receivedAt: Micros }): ObservationRow {
  const { start, end, durationNs } = timesOf(span, context.receivedAt);
  return {
    ...NOTHING,
    project_id: context.projectId,
    trace_id: span.traceId,
    observation_id: span.spanId,
    parent_observation_id: orNull(span.parentId),
    event_version: context.receivedAt,
    ingested_at: context.receivedAt,
    scope_name: orNull(scope.name),
    scope_version: orNull(scope.version),
    dialect: 'unread',
    source: 'span',
    name: span.name,
    type: 'SPAN',
    level: span.status === 2 ? 'ERROR' : 'DEFAULT',
    status: span.status === 2 ? 'error' : span.status === 1 ? 'ok' : 'unset',
    status_message: orNull(span.statusMessage),
    start_time: start,
    end_time: end,
    duration_ns: durationNs,
    usage_counted: false,
    cost_source: 'none',
    attributes: everyAttribute(span, resource, scope),
    events: span.events === null ? null : JSON.stringify(span.events.map((it) => ({ ...it, time: isoTime(Number.isSafeInteger(it.time) ? it.time : start) }))),
    links: span.links === null ? null : JSON.stringify(span.links.map(({ traceId, spanId, ...rest }) => ({ trace_id: traceId, observation_id: spanId, ...rest }))),
  };
}

const NOTHING = Object.fromEntries(OBSERVATION_COLUMNS.map(([name]) => [name, null])) as unknown as ObservationRow;
const orNull = (text: string) => (text === '' ? null : text);

function everyAttribute(span: Span, resource: Resource, scope: InstrumentationScope): FlatMap {
  const flat: FlatMap = [];
  for (let i = 0; i < span.attributeCount; i++) flat.push(span.keys[i], encodeAttribute(span.values[i]));
  for (const [key, value] of Object.entries(resource.attributes)) flat.push(RESOURCE_PREFIX + key, encodeAttribute(value));
  pushScopeAttributes(flat, scope);
  pushEnvelope(flat, span, resource, scope);
  if (span.rawTimes !== null) pushRawTimes(flat, span);
  return flat;
}
