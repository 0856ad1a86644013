import { encodeAttribute, type AttributeValue, type FlatMap } from '../../model/attribute-value.js';
import type { MetricPointRow, Temporality } from '../../model/metric-point.js';
import { RESOURCE_PREFIX } from '../../model/observation.js';
import { isoTime } from '../../model/time.js';
import type { Exemplar, Integer, Metric, MetricPoint } from '../decode/metric-point.js';
import type { InstrumentationScope, Resource } from '../decode/span.js';
import { sharedText, type ContentIds, digest } from './content-ids.js';
import { isEnvelopeKey, pushScopeAttributes } from './envelope.js';
import { jsonText } from './json.js';
import { firstText } from './log-entry.js';
import { bucketsText } from './metric-buckets.js';
import { measureOf, tokenTypeOf } from './metric-measures.js';
import { modelName } from './model-name.js';
import { providerName } from './provider.js';

const TEMPORALITIES: Record<number, Temporality> = { 1: 'delta', 2: 'cumulative' };

/** The data point as it is stored. */
export function metricPointRow(point: MetricPoint, resource: Resource, scope: InstrumentationScope, context: { projectId: string; receivedAt: number; ids: ContentIds }): MetricPointRow {
  const { metric, attributes } = point;
  const { projectId, receivedAt } = context;
  const isTimed = isTime(point.time);
  const shared = `${projectId} ${sharedText(resource)} ${sharedText(scope)} ${sharedText(identityOf(metric))}`;
  const series = digest(`${shared} ${JSON.stringify(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)))}`);
  const model = firstText(attributes, ['gen_ai.response.model', 'gen_ai.request.model', 'model']);
  const provider = firstText(attributes, ['gen_ai.provider.name', 'gen_ai.system']);
  return {
    project_id: projectId,
    point_id: context.ids.of(`${series} ${isTimed ? 0 : receivedAt} ${contentOf(point)}`),
    series_id: series,
    time: isTimed ? point.time : receivedAt,
    start_time: isTime(point.startTime) ? point.startTime : null,
    name: metric.name,
    description: orNull(metric.description), unit: orNull(metric.unit),
    type: metric.type,
    temporality: TEMPORALITIES[metric.temporality] ?? null,
    is_monotonic: metric.type === 'sum' ? metric.isMonotonic : null,
    value: finite(point.value), count: safe(point.count), sum: finite(point.sum), min: finite(point.min), max: finite(point.max),
    buckets: bucketsText(point), exemplars: point.exemplars.length === 0 ? null : (jsonText(point.exemplars.map(shownExemplar)) ?? null),
    service_name: firstText(resource.attributes, ['service.name']), scope_name: orNull(scope.name),
    attributes: attributesOf(point, resource, scope),
    measure: measureOf(metric), token_type: tokenTypeOf(metric.name, attributes),
    model: model === null ? null : (modelName(model) ?? null),
    provider: provider === null ? (metric.name.startsWith('claude_code.') ? 'anthropic' : null) : (providerName(provider) ?? null),
    session_id: firstText(attributes, ['session.id', 'gen_ai.conversation.id']) ?? firstText(resource.attributes, ['session.id']),
    user_id: firstText(attributes, ['user.id', 'enduser.id']) ?? firstText(resource.attributes, ['user.id', 'enduser.id']),
    ingested_at: receivedAt,
  };
}

const identities = new WeakMap<Metric, object>();

/** What tells two series with the same attributes apart. */
function identityOf(metric: Metric): object {
  let identity = identities.get(metric);
  if (identity === undefined) identities.set(metric, identity = { name: metric.name, unit: metric.unit, type: metric.type, temporality: metric.temporality });
  return identity;
}

/** JSON has no number for some doubles: they must not make two points one. */
function contentOf({ startTime, time, rawTimes, value, count, sum, min, max, buckets, quantiles }: MetricPoint): string {
  return JSON.stringify([startTime, time, rawTimes, value, count, sum, min, max, buckets, quantiles], (_, it: unknown) => (typeof it === 'number' && !Number.isFinite(it) ? String(it) : it));
}

function attributesOf(point: MetricPoint, resource: Resource, scope: InstrumentationScope): FlatMap | null {
  const flat: FlatMap = [];
  for (const key in point.attributes) flat.push(isEnvelopeKey(key) ? `point.${key}` : key, encodeAttribute(point.attributes[key]));
  for (const key in resource.attributes) flat.push(RESOURCE_PREFIX + key, encodeAttribute(resource.attributes[key]));
  pushScopeAttributes(flat, scope);
  for (const key in point.metric.metadata) flat.push(`otel.metadata.${key}`, encodeAttribute(point.metric.metadata[key]));
  if ((point.flags & 1) === 1) flat.push('otel.no_recorded_value', 'true');
  // Not a number, infinite, or too large an integer to be exact.
  if (typeof point.value === 'string' || (point.value !== null && !Number.isFinite(point.value))) flat.push('otel.value', encodeAttribute(String(point.value)));
  if (point.rawTimes !== null) flat.push('otel.start_time_unix_nano', encodeAttribute(point.rawTimes.start), 'otel.time_unix_nano', encodeAttribute(point.rawTimes.time));
  return flat.length === 0 ? null : flat;
}

function shownExemplar({ time, value, traceId, spanId, attributes }: Exemplar): Record<string, AttributeValue> {
  return { time: Number.isSafeInteger(time) ? isoTime(time) : null, value: typeof value === 'number' && !Number.isFinite(value) ? String(value) : value, trace_id: traceId, observation_id: spanId, attributes };
}

function finite(value: Integer | null): number | null {
  const number = value === null ? null : Number(value);
  return number === null || !Number.isFinite(number) ? null : number;
}

function safe(value: Integer | null): number | null {
  return value === null ? null : Math.min(Number(value), Number.MAX_SAFE_INTEGER);
}

const isTime = (time: number) => time > 0 && Number.isSafeInteger(time);
const orNull = (text: string) => (text === '' ? null : text);
