import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { AttributeValue } from '../../model/attribute-value.js';
import type { Encoding } from '../decode/encoding.js';
import type { DecodedEvent, DecodedLink, InstrumentationScope, Resource, Span } from '../decode/span.js';

/** A span that can be kept: the arrays of attributes are its own. */
export interface SpanRecord { span: Span; resource: Resource; scope: InstrumentationScope }

type ReadableSpan = Parameters<typeof JsonTraceSerializer.serializeRequest>[0] extends infer Spans ? (Spans extends readonly (infer One)[] ? One : never) : never;
type HrTime = [seconds: number, nanoseconds: number];

/**
 * Spans as one ExportTraceServiceRequest, grouped by resource and scope (by what they say, not by identity).
 * Integers leave as int64, other numbers as double; bytes that came in are strings since.
 */
export function exportRequest(records: readonly SpanRecord[], encoding: Encoding): Uint8Array {
  const resources = new Map<string, object>();
  const readable = records.map((it) => readableSpan(it, shared(resources, it.resource)));
  const serializer = encoding === 'json' ? JsonTraceSerializer : ProtobufTraceSerializer;
  return serializer.serializeRequest(readable) ?? new Uint8Array();
}

/** The serializers group spans by the identity of their resource. */
function shared(known: Map<string, object>, { attributes, schemaUrl }: Resource): object {
  const key = JSON.stringify([schemaUrl, attributes]);
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = { attributes, schemaUrl: schemaUrl === '' ? undefined : schemaUrl };
  known.set(key, made);
  return made;
}

function readableSpan({ span, scope }: SpanRecord, resource: object): ReadableSpan {
  const start = startOf(span);
  return {
    name: span.name,
    kind: span.kind === 0 ? undefined : span.kind - 1,
    spanContext: () => contextOf(span.traceId, span.spanId, span.flags, span.traceState),
    parentSpanContext: span.parentId === '' ? undefined : { ...contextOf(span.traceId, span.parentId, 1, ''), isRemote: (span.flags & 0x200) !== 0 },
    startTime: start,
    endTime: endOf(span, start),
    status: { code: span.status, message: span.statusMessage === '' ? undefined : span.statusMessage },
    attributes: attributesOf(span),
    events: (span.events ?? []).map(eventOf),
    links: (span.links ?? []).map(linkOf),
    droppedAttributesCount: span.droppedAttributes, droppedEventsCount: span.droppedEvents, droppedLinksCount: span.droppedLinks,
    resource,
    instrumentationScope: { name: scope.name, version: scope.version, schemaUrl: scope.schemaUrl === '' ? undefined : scope.schemaUrl, attributes: scope.attributes, droppedAttributesCount: scope.droppedAttributes },
  } as unknown as ReadableSpan;
}

function contextOf(traceId: string, spanId: string, flags: number, traceState: string): object {
  return { traceId, spanId, traceFlags: flags & 0xff, traceState: traceState === '' ? undefined : { serialize: () => traceState } };
}

function attributesOf({ keys, values, attributeCount }: Span): Record<string, AttributeValue> {
  const attributes: Record<string, AttributeValue> = {};
  for (let i = 0; i < attributeCount; i++) attributes[keys[i]] = values[i];
  return attributes;
}

function eventOf({ time, name, attributes, droppedAttributes }: DecodedEvent): object {
  return { time: hrTime(time), name, attributes, droppedAttributesCount: droppedAttributes ?? 0 };
}

function linkOf({ traceId, spanId, attributes, traceState, flags, droppedAttributes }: DecodedLink): object {
  return { context: { ...contextOf(traceId, spanId, flags ?? 0, traceState ?? ''), isRemote: ((flags ?? 0) & 0x200) !== 0 }, attributes, droppedAttributesCount: droppedAttributes ?? 0 };
}

/** Nanoseconds are cut from both times and kept in the duration: so many are given back that the three agree again. */
function startOf({ rawTimes, start, end, durationNs }: Span): HrTime {
  if (rawTimes !== null) return hrTimeOfText(rawTimes.start);
  const [seconds, nanoseconds] = hrTime(start);
  return [seconds, nanoseconds + Math.min(999, Math.max(0, (end - start) * 1000 - durationNs))];
}

function endOf({ rawTimes, durationNs }: Span, [seconds, nanoseconds]: HrTime): HrTime {
  if (rawTimes !== null) return hrTimeOfText(rawTimes.end);
  const sum = nanoseconds + (durationNs % 1e9);
  return [seconds + Math.floor(durationNs / 1e9) + (sum >= 1e9 ? 1 : 0), sum % 1e9];
}

function hrTime(micros: number): HrTime {
  return [Math.floor(micros / 1e6), (micros % 1e6) * 1000];
}

function hrTimeOfText(nanoseconds: string): HrTime {
  const value = BigInt(nanoseconds);
  return [Number(value / 1_000_000_000n), Number(value % 1_000_000_000n)];
}
