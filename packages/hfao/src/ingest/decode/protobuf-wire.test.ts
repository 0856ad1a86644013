import { describe, expect, it } from 'vitest';
import { checkTraces } from './check-traces.js';
import { failureOf, readAll } from './conformance/reference.js';
import { bytes, field, fixed64, group, ids, keyValue, nestedLists, requestOf, stringValue, tag, varint } from './conformance/wire.js';

const read = (body: Uint8Array) => readAll(body, 'protobuf');
const readOne = (...span: Uint8Array[]) => read(requestOf(bytes(ids, ...span)))[0];
const valueOf = (...anyValue: Uint8Array[]) => readOne(field(9, keyValue('k', bytes(...anyValue)))).attributes[0][1];

/** In what words both doors refuse a body as undecodable. */
function refusalOf(body: Uint8Array): string {
  const [byReader, byCheck] = [() => read(body), () => checkTraces(body, 'protobuf')].map(failureOf);
  expect(byCheck).toBe(byReader);
  return byReader;
}

describe('the protobuf reader', () => {
  it('takes fields in any order, a resource behind its spans included', () => {
    const scopeSpans = field(2, field(3, 'scope schema'), field(2, ids), field(1, field(2, '1.0'), field(1, 'tracer')));
    const body = field(1, field(3, 'resource schema'), scopeSpans, field(1, field(1, keyValue('service.name', stringValue('late')))));

    const [{ resource, scope }] = read(body);

    expect(resource).toEqual({ attributes: { 'service.name': 'late' }, schemaUrl: 'resource schema' });
    expect(scope).toEqual({ name: 'tracer', version: '1.0', attributes: {}, schemaUrl: 'scope schema' });
  });

  it('merges the parts of a message that comes more than once', () => {
    const body = field(1,
      field(1, field(1, keyValue('a', stringValue('1')))), field(2, field(1, field(1, 'tracer')), field(1, field(2, '2.0')), field(2, ids, field(15, field(2, 'no')), field(15, 0x18, 2))),
      field(1, field(1, keyValue('b', stringValue('2')))));

    const [{ span, resource, scope }] = read(body);

    expect(resource.attributes).toEqual({ a: '1', b: '2' });
    expect(scope).toMatchObject({ name: 'tracer', version: '2.0' });
    expect(span).toMatchObject({ status: 2, statusMessage: 'no' });
  });

  it('merges lists and maps of one value and lets the last of its alternatives stand', () => {
    const one = field(5, field(1, stringValue('x')));
    const two = field(5, field(1, stringValue('y')));

    expect(valueOf(one, two)).toEqual(['x', 'y']);
    expect(valueOf(field(6, field(1, keyValue('a', stringValue('x')))), field(6, field(1, keyValue('b', stringValue('y')))))).toEqual({ a: 'x', b: 'y' });
    expect(valueOf(one, stringValue('z'))).toBe('z');
    expect(valueOf(stringValue('z'), two)).toEqual(['y']);
    expect(readOne(field(9, field(1, 'k'), field(2, one), field(2, two))).attributes).toEqual([['k', ['x', 'y']]]);
  });

  it('passes over unknown fields of every wire type, groups in groups included', () => {
    const unknown = bytes(tag(1000, 0), varint(2n ** 64n - 1n), fixed64(1001, 7n), field(1002, 'text'), tag(1003, 5), Buffer.alloc(4), group(1004, group(7, field(1, 'x')), tag(8, 0), 1));
    const body = bytes(unknown, field(1, unknown, field(1, unknown), field(2, unknown, field(1, unknown), field(2, unknown, ids, unknown))), unknown);

    expect(read(body)).toHaveLength(1);
    expect(checkTraces(body, 'protobuf')).toMatchObject({ itemCount: 1, rejectedCount: 0 });
  });

  it('takes a known field of another wire type as unknown', () => {
    const { span } = readOne(bytes(tag(5, 0), 7), field(6, 3, 4), bytes(tag(7, 0), 9));

    expect(span).toMatchObject({ name: '', kind: 0, start: 0 });
  });

  it('ignores the deprecated instrumentation library spans', () => {
    expect(read(field(1, field(1000, field(2, ids))))).toEqual([]);
  });

  it('takes tags and numbers that are longer than they need to be', () => {
    const name = bytes(0xaa, 0x80, 0x00, 0x84, 0x80, 0x00, 'long');

    expect(readOne(name).span.name).toBe('long');
    expect(valueOf(bytes(0x18, 0x85, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00))).toBe(5);
  });

  it('replaces what is not UTF-8', () => {
    const broken = Buffer.from([0x61, 0xff, 0x62, 0xe2, 0x82]);

    const { span, attributes } = readOne(field(5, broken), field(9, keyValue(broken, stringValue(Buffer.concat([broken, Buffer.from(' and more than a few characters')])))));

    expect(span.name).toBe('a\ufffdb\ufffd');
    expect(attributes).toEqual([['a\ufffdb\ufffd', 'a\ufffdb\ufffd and more than a few characters']]);
  });

  it('lets no key reach a prototype', () => {
    const map = field(6, field(1, keyValue('__proto__', stringValue('polluted'))));

    const { attributes } = readOne(field(9, keyValue('k', map)), field(9, keyValue('__proto__', map)));

    expect(JSON.stringify(attributes)).toBe('[["k",{"__proto__":"polluted"}],["__proto__",{"__proto__":"polluted"}]]');
    expect(Object.getPrototypeOf(attributes[0][1])).toBe(Object.prototype);
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
  });

  it('keeps integers beyond 2^53 as digits', () => {
    expect(valueOf(bytes(0x18, varint(2n ** 53n - 1n)))).toBe(9007199254740991);
    expect(valueOf(bytes(0x18, varint(2n ** 53n)))).toBe('9007199254740992');
    expect(valueOf(bytes(0x18, varint(-(2n ** 53n) - 1n)))).toBe('-9007199254740993');
    expect(valueOf(bytes(0x18, varint(-1)))).toBe(-1);
  });

  it('reads 100 levels of lists and refuses the span alone at 101', () => {
    const good = requestOf(bytes(ids, field(9, keyValue('k', nestedLists(100)))));
    const deep = requestOf(bytes(ids, field(9, keyValue('k', nestedLists(101)))), ids);

    expect(read(good)).toHaveLength(1);
    expect(read(deep)).toHaveLength(1);
    expect(checkTraces(good, 'protobuf').rejectedCount).toBe(0);
    expect(checkTraces(deep, 'protobuf')).toMatchObject({ itemCount: 2, rejectedCount: 1, rejections: [{ reason: 'an attribute is nested deeper than 100 levels' }] });
  });

  it('refuses the spans below a resource or a scope that is nested too deep', () => {
    const deep = keyValue('k', nestedLists(101));
    const body = bytes(
      field(1, field(2, field(2, ids)), field(1, field(1, deep))),
      field(1, field(2, field(2, ids), field(1, field(3, deep))), field(2, field(2, ids))),
    );

    expect(read(body)).toHaveLength(1);
    expect(checkTraces(body, 'protobuf')).toMatchObject({ itemCount: 3, rejectedCount: 2 });
  });

  it('survives nesting without end', () => {
    const body = requestOf(bytes(ids, field(9, keyValue('k', nestedLists(2000)))));

    expect(checkTraces(body, 'protobuf').rejectedCount).toBe(1);
    expect(read(body)).toEqual([]);
  });

  it('refuses what protobuf does not have, naming the byte', () => {
    expect(refusalOf(bytes(0x0e))).toMatch(/unknown wire type 6, at byte 1 of 1/);
    expect(refusalOf(requestOf(bytes(ids, 0x2f, 1)))).toMatch(/unknown wire type 7/);
    expect(refusalOf(requestOf(bytes(ids, 0x00, 1)))).toMatch(/number 0/);
    expect(refusalOf(requestOf(bytes(ids, field(15, 0x00, 0x00))))).toMatch(/number 0/);
    expect(refusalOf(bytes(0x80, 0x80, 0x80, 0x80, 0x80, 0x01))).toMatch(/tag is too large, at byte 0 of 6/);
    expect(refusalOf(bytes(tag(9, 0), Buffer.alloc(10, 0x80), 1))).toMatch(/longer than ten bytes, at byte 1 of 12/);
  });

  it('refuses groups that do not match', () => {
    expect(refusalOf(bytes(tag(9, 4)))).toMatch(/group ends that was not begun/);
    expect(refusalOf(bytes(tag(9, 3), tag(8, 4)))).toMatch(/group ends that was not begun/);
    expect(refusalOf(bytes(tag(9, 3), tag(8, 0), 1))).toMatch(/ends inside a group/);
    expect(refusalOf(bytes(...Array.from({ length: 101 }, () => tag(9, 3))))).toMatch(/groups are nested deeper than 100/);
  });

  it('refuses a message that outgrows the one it is in, even where the body has the bytes', () => {
    const span = bytes(ids, 0x2a, 40, 'name');

    expect(refusalOf(bytes(requestOf(span), Buffer.alloc(100)))).toMatch(/a length goes beyond the message it is in/);
    expect(refusalOf(bytes(requestOf(bytes(ids, 0x39, 1, 2, 3)), Buffer.alloc(100)))).toMatch(/the message ends inside a number/);
    expect(refusalOf(bytes(requestOf(bytes(ids, 0x48, 0x80)), Buffer.alloc(100)))).toMatch(/the message ends inside a number/);
    expect(refusalOf(bytes(0x0a, varint(2n ** 64n - 1n), 'x'))).toMatch(/a length goes beyond/);
    expect(refusalOf(bytes(0x0a, varint(2n ** 33n), 'x'))).toMatch(/a length goes beyond/);
  });

  it('refuses every proper beginning of a span, and reads the whole', () => {
    const body = requestOf(bytes(ids, field(5, 'name'), fixed64(7, 1_700_000_000_000_000_001n), field(9, keyValue('key', nestedLists(2))), field(11, field(3, keyValue('k', stringValue('v'))))));

    for (let length = 1; length < body.length; length++) expect(refusalOf(body.subarray(0, length))).toMatch(/at byte \d+ of/);
    expect(read(body)).toHaveLength(1);
  });

  it('tells what the times were when microseconds cannot', () => {
    const times = (start: bigint, end: bigint) => {
      const { start: startMicros, end: endMicros, durationNs, rawTimes } = readOne(fixed64(7, start), fixed64(8, end)).span;
      return { startMicros, endMicros, durationNs, rawTimes };
    };
    const at = 1_700_000_000_123_456_789n;

    expect(times(at, at + 1n)).toEqual({ startMicros: 1_700_000_000_123_456, endMicros: 1_700_000_000_123_456, durationNs: 1, rawTimes: null });
    expect(times(at, at - 1n)).toMatchObject({ durationNs: 0, rawTimes: { start: String(at), end: String(at - 1n) } });
    expect(times(at, 0n)).toMatchObject({ endMicros: 0, durationNs: 0, rawTimes: { start: String(at), end: '0' } });
    expect(times(2n ** 64n - 1n, 2n ** 64n - 1n)).toMatchObject({ durationNs: 0, rawTimes: { start: '18446744073709551615', end: '18446744073709551615' } });
  });
});
