import protobuf from 'protobufjs';
import { fileURLToPath } from 'node:url';
import type { AttributeValue } from '../../../model/attribute-value.js';
import type { Signal } from '../../../model/signal.js';
import { Failure } from '../../../runtime/errors.js';
import type { Encoding } from '../encoding.js';
import { readTraces } from '../read-traces.js';
import type { InstrumentationScope, Resource, Span } from '../span.js';

/** One visit of a reader, copied. Times and durations that a double cannot hold exactly are left out: `rawTimes` has them. */
export interface ReadSpan { span: Omit<Span, 'keys' | 'values'>; attributes: [string, AttributeValue][]; resource: Resource; scope: InstrumentationScope }

/** An export request as plain data, as protobufjs takes it: camelCase, bytes as Buffer, 64-bit integers as digits. */
export type PlainRequest = Record<string, unknown>;

const schemas = protobuf.loadSync(['trace.proto', 'logs.proto', 'metrics.proto'].map((it) => fileURLToPath(new URL(it, import.meta.url))));
const REQUESTS: Record<Signal, protobuf.Type> = {
  traces: schemas.lookupType('otlp.ExportTraceServiceRequest'), logs: schemas.lookupType('otlp.ExportLogsServiceRequest'), metrics: schemas.lookupType('otlp.ExportMetricsServiceRequest'),
};

export function encodeProtobuf(request: PlainRequest, signal: Signal = 'traces'): Buffer {
  return Buffer.from(REQUESTS[signal].encode(REQUESTS[signal].fromObject(request)).finish());
}

/** All fields of the body as protobufjs decodes it. */
export function decodeWithProtobufjs(body: Uint8Array, signal: Signal = 'traces'): PlainRequest {
  return REQUESTS[signal].toObject(REQUESTS[signal].decode(body), { longs: String, bytes: Buffer, defaults: true, oneofs: true });
}

/** What our reader visits. */
export function readAll(body: Uint8Array, encoding: Encoding): ReadSpan[] {
  const visited: ReadSpan[] = [];
  readTraces(body, encoding, (span, resource, scope) => {
    const { keys, values, ...rest } = span;
    const attributes = keys.slice(0, span.attributeCount).map((key, i): [string, AttributeValue] => [key, values[i]]);
    visited.push({ span: { ...rest, start: exact(rest.start), end: exact(rest.end), durationNs: exact(rest.durationNs) }, attributes, resource, scope });
  });
  return visited;
}

/** The message with which something is refused as undecodable. */
export function failureOf(decode: () => unknown): string {
  try {
    decode();
  } catch (error) {
    if (error instanceof Failure && error.code === 'undecodable') return error.message;
    throw error;
  }
  return 'decoded';
}

export const exact = (value: number) => (Number.isSafeInteger(value) ? value : -1);

/** What our reader is to visit, told by a slow and plain reading of what protobufjs decoded. Every span is taken to be good. */
export function expectedOf(decoded: PlainRequest): ReadSpan[] {
  return expectedItems(decoded, ['resourceSpans', 'scopeSpans', 'spans'], (it, resource, scope): ReadSpan[] =>
    [{ span: expectedSpan(it), attributes: list(it.attributes).map((a) => [a.key as string, valueOf(a.value as PlainRequest | null)]), resource, scope }]);
}

/** What is expected of each item in turn, with what is around it. */
export function expectedItems<T>(decoded: PlainRequest, [resources, scopes, items]: [string, string, string], expect: (item: PlainRequest, resource: Resource, scope: InstrumentationScope) => T[]): T[] {
  return list(decoded[resources]).flatMap((resourceItems) => {
    const resource = { ...record(resourceItems.resource), schemaUrl: resourceItems.schemaUrl as string };
    return list(resourceItems[scopes]).flatMap((scopeItems) => {
      const given = (scopeItems.scope ?? {}) as PlainRequest;
      const scope = { name: '', version: '', ...pick(given, 'name', 'version'), ...record(given), schemaUrl: scopeItems.schemaUrl as string };
      return list(scopeItems[items]).flatMap((it) => expect(it, resource, scope));
    });
  });
}

function expectedSpan(it: PlainRequest): ReadSpan['span'] {
  const start = BigInt(it.startTimeUnixNano as string);
  const end = BigInt(it.endTimeUnixNano as string);
  const status = (it.status ?? {}) as { code?: number; message?: string };
  const isMissing = start < 1000n || end < 1000n;
  const isOdd = isMissing || end < start || start / 1000n > Number.MAX_SAFE_INTEGER || end / 1000n > Number.MAX_SAFE_INTEGER;
  const parentId = hex(it.parentSpanId);
  return {
    traceId: hex(it.traceId), spanId: hex(it.spanId), parentId: /^0*$/.test(parentId) ? '' : parentId,
    name: it.name as string, kind: it.kind as number,
    start: exact(Number(start / 1000n)), end: exact(Number(end / 1000n)), durationNs: isMissing || end < start ? 0 : exact(Number(end - start)),
    rawTimes: isOdd ? { start: String(start), end: String(end) } : null,
    status: status.code ?? 0, statusMessage: status.message ?? '', traceState: it.traceState as string, flags: it.flags as number,
    attributeCount: list(it.attributes).length,
    events: orNull(list(it.events).map((e) => ({ time: Number(BigInt(e.timeUnixNano as string) / 1000n), name: e.name as string, ...record(e) }))),
    links: orNull(list(it.links).map((l) => ({
      traceId: hex(l.traceId), spanId: hex(l.spanId), traceState: (l.traceState as string) || undefined, flags: (l.flags as number) || undefined, ...record(l),
    }))),
    droppedAttributes: it.droppedAttributesCount as number, droppedEvents: it.droppedEventsCount as number, droppedLinks: it.droppedLinksCount as number,
  };
}

function record(holder: unknown): { attributes: Record<string, AttributeValue>; droppedAttributes?: number } {
  const given = (holder ?? {}) as PlainRequest;
  return { attributes: recordOf(given.attributes), droppedAttributes: (given.droppedAttributesCount as number) || undefined };
}

export function recordOf(keyValues: unknown): Record<string, AttributeValue> {
  return Object.fromEntries(list(keyValues).map((it) => [it.key as string, valueOf(it.value as PlainRequest | null)]));
}

export function valueOf(any: PlainRequest | null): AttributeValue {
  if (any === null) return null;
  const value = any[any.value as string];
  switch (any.value) {
    case 'stringValue': case 'boolValue': return value as string | boolean;
    case 'intValue': return Number.isSafeInteger(Number(value)) ? Number(value) : (value as string);
    case 'doubleValue': return Number.isFinite(value) ? (value as number) : String(value);
    case 'bytesValue': return Buffer.from(value as Buffer).toString('base64');
    case 'arrayValue': return list((value as PlainRequest).values).map(valueOf);
    case 'kvlistValue': return recordOf((value as PlainRequest).values);
    default: return null;
  }
}

export const list = (value: unknown) => (value ?? []) as PlainRequest[];
const orNull = <T>(items: T[]) => (items.length === 0 ? null : items);
export const hex = (bytes: unknown) => Buffer.from(bytes as Buffer).toString('hex');
const pick = (from: PlainRequest, ...names: string[]) => Object.fromEntries(names.filter((it) => it in from).map((it) => [it, from[it]])) as Record<string, string>;
