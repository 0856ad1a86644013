import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttributeValue } from '../../model/attribute-value.js';
import { readAll, type ReadSpan } from './conformance/reference.js';

type ReadableSpans = Parameters<typeof ProtobufTraceSerializer.serializeRequest>[0];
type Given = string | number | boolean | Uint8Array | null | undefined | Given[] | { [key: string]: Given };

const text = fc.string({ unit: 'binary', maxLength: 40 });
const { given } = fc.letrec<{ given: Given }>((tie) => ({
  given: fc.oneof(
    { maxDepth: 4 },
    text, fc.boolean(), fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true }).filter((it) => !Number.isInteger(it)), fc.uint8Array({ maxLength: 20 }),
    fc.constantFrom(null, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 0, ''),
    fc.array(tie('given'), { maxLength: 4 }), fc.dictionary(text, tie('given'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));
const attributes = fc.dictionary(text, given, { maxKeys: 8, noNullPrototype: true });
const hexId = (bytes: number) => fc.uint8Array({ minLength: bytes, maxLength: bytes }).filter((it) => it.some((byte) => byte !== 0)).map((it) => Buffer.from(it).toString('hex'));
const hrTime = fc.tuple(fc.integer({ min: 1, max: 4_000_000_000 }), fc.integer({ min: 0, max: 999_999_999 }));
const traceState = fc.constantFrom(undefined, { serialize: () => 'vendor=1,other=2' });
const context = fc.record({ traceId: hexId(16), spanId: hexId(8), traceFlags: fc.constantFrom(0, 1), isRemote: fc.boolean(), traceState });

const readableSpan = fc.record({
  name: text, kind: fc.integer({ min: 0, max: 4 }), context, parentSpanContext: fc.option(context, { nil: undefined }), startTime: hrTime, endTime: hrTime,
  status: fc.record({ code: fc.integer({ min: 0, max: 2 }), message: fc.option(text, { nil: undefined }) }),
  attributes, droppedAttributesCount: fc.nat(9), droppedEventsCount: fc.nat(9), droppedLinksCount: fc.nat(9),
  events: fc.array(fc.record({ name: text, time: hrTime, attributes, droppedAttributesCount: fc.nat(3) }), { maxLength: 3 }),
  links: fc.array(fc.record({ context, attributes, droppedAttributesCount: fc.nat(3) }), { maxLength: 3 }),
});
const request = fc.record({ resource: attributes, scope: fc.record({ name: text, version: text, schemaUrl: text }), spans: fc.array(readableSpan, { minLength: 1, maxLength: 4 }) });
type RequestGiven = typeof request extends fc.Arbitrary<infer T> ? T : never;

/** As the SDK's exporters hand spans to the serializers. */
function readableSpans({ resource, scope, spans }: RequestGiven): ReadableSpans {
  const shared = { resource: { attributes: resource }, instrumentationScope: scope, ended: true, duration: [0, 0] };
  return spans.map((it) => ({ ...it, ...shared, spanContext: () => it.context })) as unknown as ReadableSpans;
}

function expected({ resource, scope, spans }: RequestGiven): ReadSpan[] {
  return spans.map((it) => {
    const [start, end] = [it.startTime, it.endTime].map(([seconds, nanos]) => BigInt(seconds) * 1_000_000_000n + BigInt(nanos));
    return {
      span: {
        traceId: it.context.traceId, spanId: it.context.spanId, parentId: it.parentSpanContext?.spanId ?? '', name: it.name, kind: it.kind + 1,
        start: Number(start / 1000n), end: Number(end / 1000n), durationNs: end < start ? 0 : exact(Number(end - start)), rawTimes: end < start ? { start: String(start), end: String(end) } : null,
        status: it.status.code, statusMessage: it.status.message ?? '', traceState: it.context.traceState?.serialize() ?? '', flags: flagsOf(it.context.traceFlags, it.parentSpanContext?.isRemote),
        attributeCount: Object.keys(it.attributes).length,
        events: orNull(it.events.map((e) => ({ time: Number(BigInt(e.time[0]) * 1_000_000n + BigInt(e.time[1]) / 1000n), name: e.name, attributes: plain(e.attributes), droppedAttributes: e.droppedAttributesCount || undefined }))),
        links: orNull(it.links.map((l) => ({
          traceId: l.context.traceId, spanId: l.context.spanId, attributes: plain(l.attributes), traceState: l.context.traceState?.serialize(), flags: flagsOf(l.context.traceFlags, l.context.isRemote), droppedAttributes: l.droppedAttributesCount || undefined,
        }))),
        droppedAttributes: it.droppedAttributesCount, droppedEvents: it.droppedEventsCount, droppedLinks: it.droppedLinksCount,
      },
      attributes: Object.entries(it.attributes).map(([key, value]) => [key, plainValue(value)]),
      resource: { attributes: plain(resource), schemaUrl: '' },
      scope: { name: scope.name, version: scope.version, attributes: {}, schemaUrl: scope.schemaUrl },
    };
  });
}

const plain = (record: { [key: string]: Given }) => Object.fromEntries(Object.entries(record).map(([key, value]) => [key, plainValue(value)]));

function plainValue(value: Given): AttributeValue {
  if (value === undefined) return null;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(plainValue);
  return typeof value === 'object' && value !== null ? plain(value) : value;
}

const exact = (value: number) => (Number.isSafeInteger(value) ? value : -1);
const orNull = <T>(items: T[]) => (items.length === 0 ? null : items);
const flagsOf = (traceFlags: number, isRemote: boolean | undefined) => traceFlags | 0x100 | (isRemote === true ? 0x200 : 0);

describe('what the official serializers write', () => {
  it('is read back in protobuf', () => {
    fc.assert(fc.property(request, (it) => {
      const body = ProtobufTraceSerializer.serializeRequest(readableSpans(it))!;

      expect(readAll(body, 'protobuf')).toEqual(expected(it));
    }), { numRuns: 300 });
  });

  it('is read back in JSON', () => {
    fc.assert(fc.property(request, (it) => {
      const body = JsonTraceSerializer.serializeRequest(readableSpans(it))!;

      expect(readAll(body, 'json')).toEqual(expected(it));
    }), { numRuns: 300 });
  });
});
