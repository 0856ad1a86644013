import { encodeAttribute, type AttributeValue } from '../../model/attribute-value.js';
import { OBSERVATION_COLUMNS, RESOURCE_PREFIX, SCOPE_PREFIX, type ObservationRow } from '../../model/observation.js';
import { isoTime, type Micros } from '../../model/time.js';
import type { InstrumentationScope, Resource, Span } from '../decode/span.js';

/** The span with nothing read into it, for one that normalisation stumbles over: every attribute is kept as it came. */
export function plainRow(span: Span, resource: Resource, scope: InstrumentationScope, context: { projectId: string; receivedAt: Micros }): ObservationRow {
  const start = representable(span.start) ? span.start : context.receivedAt;
  const end = representable(span.end) && span.end >= start ? span.end : start;
  return {
    ...NOTHING,
    project_id: context.projectId,
    trace_id: span.traceId,
    observation_id: span.spanId,
    parent_observation_id: span.parentId === '' ? null : span.parentId,
    event_version: context.receivedAt,
    ingested_at: context.receivedAt,
    scope_name: scope.name === '' ? null : scope.name,
    scope_version: scope.version === '' ? null : scope.version,
    service_name: typeof resource.attributes['service.name'] === 'string' ? resource.attributes['service.name'] : null,
    dialect: 'unread',
    name: span.name,
    type: 'SPAN',
    level: span.status === 2 ? 'ERROR' : 'DEFAULT',
    status: span.status === 2 ? 'error' : span.status === 1 ? 'ok' : 'unset',
    status_message: span.statusMessage === '' ? null : span.statusMessage,
    start_time: start,
    end_time: end,
    duration_ns: end === start ? 0 : span.durationNs,
    usage_counted: false,
    cost_source: 'none',
    attributes: everyAttribute(span, resource, scope),
    events: span.events === null ? null : JSON.stringify(span.events.map((it) => ({ ...it, time: isoTime(representable(it.time) ? it.time : start) }))),
    links: span.links === null ? null : JSON.stringify(span.links.map((it) => ({ trace_id: it.traceId, observation_id: it.spanId, attributes: it.attributes }))),
  };
}

const NOTHING = Object.fromEntries(OBSERVATION_COLUMNS.map(([name]) => [name, null])) as unknown as ObservationRow;

const LATEST = Date.UTC(2255, 0, 1) * 1000;
const representable = (time: Micros) => time > 0 && time < LATEST;

function everyAttribute(span: Span, resource: Resource, scope: InstrumentationScope): string[] {
  const flat: string[] = [];
  for (let i = 0; i < span.attributeCount; i++) flat.push(span.keys[i], encodeAttribute(span.values[i]));
  push(flat, RESOURCE_PREFIX, resource.attributes);
  push(flat, SCOPE_PREFIX, scope.attributes);
  return flat;
}

function push(flat: string[], prefix: string, attributes: Record<string, AttributeValue>): void {
  for (const [key, value] of Object.entries(attributes)) flat.push(prefix + key, encodeAttribute(value));
}
