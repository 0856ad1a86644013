import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkMetrics } from './check-metrics.js';
import { arbitraryMetrics } from './conformance/arbitrary-metrics.js';
import { encodeJson, JSON_DIALECTS } from './conformance/json-dialects.js';
import { decodeWithProtobufjs, encodeProtobuf, failureOf } from './conformance/reference.js';
import { expectedPoints, readAllPoints } from './conformance/reference-metrics.js';
import { bytes, field, fixed64, keyValue, nestedLists, stringValue } from './conformance/wire.js';

const TIME = fixed64(3, 1_700_000_000_123_456_789n);
const metricsOf = (...metrics: Uint8Array[]) => field(1, field(2, ...metrics.map((it) => field(2, it))));
const gauge = (...points: Uint8Array[]) => bytes(field(1, 'n'), field(5, ...points.map((it) => field(1, it))));
const jsonOf = (...metrics: unknown[]) => Buffer.from(JSON.stringify({ resourceMetrics: [{ scopeMetrics: [{ metrics }] }] }));

describe('readMetrics', () => {
  it('reads every field of a protobuf request as protobufjs does', () => {
    fc.assert(fc.property(arbitraryMetrics, (request) => {
      const body = encodeProtobuf(request, 'metrics');

      const read = readAllPoints(body, 'protobuf');

      expect(read).toEqual(expectedPoints(decodeWithProtobufjs(body, 'metrics')));
      expect(checkMetrics(body, 'protobuf')).toMatchObject({ itemCount: read.length, rejectedCount: 0 });
    }), { numRuns: 600 });
  });

  for (const [name, dialect] of Object.entries(JSON_DIALECTS)) {
    it(`reads ${name} as the same request in protobuf`, () => {
      fc.assert(fc.property(arbitraryMetrics, (request) => {
        const body = encodeJson(request, dialect);

        const read = readAllPoints(body, 'json');

        expect(read).toEqual(readAllPoints(encodeProtobuf(request, 'metrics'), 'protobuf'));
      }), { numRuns: 200 });
    });
  }

  it('reads counts one by one as it does packed', () => {
    const packed = bytes(TIME, field(6, Buffer.alloc(16, 1)), field(7, Buffer.alloc(8)));
    const single = bytes(TIME, fixed64(6, 0x0101010101010101n), fixed64(6, 0x0101010101010101n), fixed64(7, 0n));
    const histogram = (point: Uint8Array) => metricsOf(bytes(field(1, 'n'), field(9, field(1, point))));

    const [{ point }] = readAllPoints(histogram(packed), 'protobuf');

    expect(point.buckets).toEqual({ kind: 'explicit', bounds: [0], counts: ['72340172838076673', '72340172838076673'] });
    expect(readAllPoints(histogram(single), 'protobuf')[0].point).toEqual(point);
  });

  it('reads fields in any order and data in parts, of two kinds of data the last', () => {
    const point = field(1, TIME);
    const inParts = bytes(field(7, point), field(7, point, 0x10, 2, 0x18, 1), field(12, keyValue('k', stringValue('v'))), field(1, 'late'));
    const twoKinds = bytes(field(7, point, point, 0x18, 1), field(1, 'n'), field(5, point));

    const points = readAllPoints(metricsOf(inParts, twoKinds), 'protobuf').map((it) => it.point.metric);

    expect(points).toHaveLength(3);
    expect(points[0]).toEqual({ name: 'late', description: '', unit: '', type: 'sum', temporality: 2, isMonotonic: true, metadata: { k: 'v' } });
    expect(points[1]).toBe(points[0]);
    expect(points[2]).toMatchObject({ type: 'gauge', isMonotonic: false });
    expect(checkMetrics(metricsOf(inParts, twoKinds), 'protobuf')).toMatchObject({ itemCount: 3, rejectedCount: 0 });
  });

  it('keeps doubles that JSON has no number for', () => {
    const [{ point }] = readAllPoints(jsonOf({ name: 'n', summary: { dataPoints: [{ timeUnixNano: '5000', sum: 'NaN', quantileValues: [{ quantile: 1, value: '-Infinity' }] }] } }), 'json');

    expect(point).toMatchObject({ sum: NaN, quantiles: [{ quantile: 1, value: -Infinity }] });
  });
});

describe('checkMetrics', () => {
  it('refuses points without a time or a name, and what nests too deep', () => {
    const deep = field(7, keyValue('k', nestedLists(101)));
    const nameless = field(5, field(1, TIME));
    const deepMetadata = bytes(gauge(TIME, TIME), field(12, keyValue('k', nestedLists(101))));

    const check = checkMetrics(metricsOf(gauge(TIME, Buffer.alloc(0), bytes(TIME, deep), bytes(TIME, field(5, deep))), nameless, deepMetadata), 'protobuf');

    expect(check).toMatchObject({ itemCount: 7, rejectedCount: 6 });
    expect(check.rejections.slice(0, 4)).toEqual([
      { reason: 'it has no time', item: '"n"' }, { reason: 'an attribute is nested deeper than 100 levels', item: '"n"' },
      { reason: 'an attribute is nested deeper than 100 levels', item: '"n"' }, { reason: 'its metric has no name', item: '""' },
    ]);
  });

  it('says what is wrong in JSON', () => {
    const point = (fields: object) => ({ timeUnixNano: '5000', ...fields });
    const check = checkMetrics(jsonOf(
      { name: 'a', gauge: { dataPoints: [point({ asDouble: {} }), point({ asInt: '9223372036854775808' }), {}] } },
      { name: 'b', histogram: { dataPoints: [point({ bucketCounts: [-1] }), point({ count: 1.5 }), point({ explicitBounds: 5 })] } },
      { name: 'c', gauge: {}, sum: { dataPoints: [point({}), point({})] } }, { name: 'd', gauge: 7 }, { name: 'e', gauge: { dataPoints: [7] } },
    ), 'json');

    expect(check.rejections.map(({ item, reason }) => `${item}: ${reason}`)).toEqual([
      '"a": asDouble is not a number', '"a": asInt is not a 64-bit signed integer', '"a": it has no time',
      '"b": bucketCounts is not a 64-bit unsigned integer', '"b": count is not a 64-bit unsigned integer', '"b": explicitBounds is not a list',
      '"c": it has data of more than one kind, gauge and sum', '"d": gauge is not an object', '"e": dataPoints is not a list of objects',
    ]);
  });

  it('refuses packed numbers that end too early, as the reader does', () => {
    for (const [kind, point] of [[9, bytes(TIME, field(6, Buffer.alloc(12)))], [10, bytes(TIME, field(8, field(2, Buffer.from([0x80]))))]] as const) {
      const body = metricsOf(bytes(field(1, 'n'), field(kind, field(1, point))));

      expect(failureOf(() => checkMetrics(body, 'protobuf'))).toContain('the message ends inside a number');
      expect(failureOf(() => readAllPoints(body, 'protobuf'))).toBe(failureOf(() => checkMetrics(body, 'protobuf')));
    }
  });

  it('is done with millions of hollow points soon', () => {
    const points = Buffer.alloc(2_000_000, Buffer.from([0x0a, 0x00]));
    const before = performance.now();

    expect(checkMetrics(metricsOf(field(5, points)), 'protobuf')).toMatchObject({ itemCount: 1_000_000, rejectedCount: 1_000_000 });
    expect(performance.now() - before).toBeLessThan(2000);
  });
});
