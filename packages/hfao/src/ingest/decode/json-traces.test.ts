import { describe, expect, it } from 'vitest';
import { checkTraces } from './check-traces.js';
import { failureOf, readAll } from './conformance/reference.js';

const IDS = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
const read = (text: string | Uint8Array) => readAll(Buffer.from(text as string), 'json');
const check = (text: string | Uint8Array) => checkTraces(Buffer.from(text as string), 'json');
const requestOf = (...spans: unknown[]) => JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
const readOne = (span: object) => read(requestOf({ ...IDS, ...span }))[0];
const valueOf = (value: unknown) => readOne({ attributes: [{ key: 'k', value }] }).attributes[0][1];
const rejectionOf = (span: object) => check(requestOf({ ...IDS, ...span }, IDS)).rejections.map((it) => it.reason);

/** In what words both doors refuse a body as undecodable. */
function refusalOf(text: string): string {
  const [byReader, byCheck] = [() => read(text), () => check(text)].map(failureOf);
  expect(byCheck).toBe(byReader);
  return byReader;
}

describe('the JSON reader', () => {
  it('takes ids in hex of either case and in base64 of either alphabet', () => {
    const spellings = [IDS, { traceId: IDS.traceId.toUpperCase(), spanId: IDS.spanId.toUpperCase() }, { traceId: 'CvdlGRbNQ92ESOshHIAxnA==', spanId: 't61rcWkgMzE=' }, { traceId: 'CvdlGRbNQ92ESOshHIAxnA', spanId: 't61rcWkgMzE' }];

    const spans = read(requestOf(...spellings));

    expect(spans).toHaveLength(4);
    for (const { span } of spans) expect(span).toMatchObject(IDS);
  });

  it('takes an empty parent, a parent of zeros and none as a root', () => {
    const spans = read(requestOf({ ...IDS, parentSpanId: '' }, { ...IDS, parentSpanId: '0000000000000000' }, { ...IDS, parentSpanId: null }, IDS));

    expect(spans.map((it) => it.span.parentId)).toEqual(['', '', '', '']);
  });

  it('keeps every digit of integers that are written as numbers', () => {
    const body = `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"${IDS.traceId}","spanId":"${IDS.spanId}","startTimeUnixNano":1700000000123456789,"endTimeUnixNano": 1700000000123456790,
      "attributes":[{"key":"k","value":{"intValue":-9223372036854775807}},{"key":"d","value":{"doubleValue":0.12345678901234567}},{"key":"s","value":{"stringValue":"is 12345678901234567890 \\" [1234567890123456789] ünï"}}]}]}]}]}`;

    const [{ span, attributes }] = read(body);

    expect(span).toMatchObject({ start: 1700000000123456, durationNs: 1, rawTimes: null });
    expect(attributes).toEqual([['k', '-9223372036854775807'], ['d', 0.12345678901234566], ['s', 'is 12345678901234567890 " [1234567890123456789] ünï']]);
  });

  it('takes numbers as strings and strings as numbers', () => {
    expect(valueOf({ intValue: '42' })).toBe(42);
    expect(valueOf({ intValue: 42 })).toBe(42);
    expect(valueOf({ doubleValue: '0.5' })).toBe(0.5);
    expect(valueOf({ doubleValue: 'NaN' })).toBe('NaN');
    expect(valueOf({ boolValue: 'true' })).toBe(true);
    expect(valueOf({ bytesValue: '-_8' })).toBe('+/8=');
    expect(readOne({ kind: '3', flags: '1', name: 7, startTimeUnixNano: 1e18, endTimeUnixNano: '1.0e18' }).span).toMatchObject({ kind: 3, flags: 1, name: '7', start: 1e15, end: 1e15 });
  });

  it('keeps an odd scalar instead of refusing its span', () => {
    expect(valueOf({ intValue: 'many' })).toBe('many');
    expect(valueOf({ boolValue: 'yes' })).toBe('yes');
    expect(valueOf({ stringValue: 5 })).toBe(5);
    expect(valueOf({ bytesValue: 'not base64!' })).toBe('not base64!');
    expect(valueOf(null)).toBeNull();
    expect(valueOf({})).toBeNull();
    expect(valueOf({ strangeValue: 1 })).toBeNull();
  });

  it('takes enum names with and without their prefix', () => {
    const { span } = readOne({ kind: 'SPAN_KIND_CLIENT', status: { code: 'STATUS_CODE_ERROR', message: 'no' } });

    expect(span).toMatchObject({ kind: 3, status: 2, statusMessage: 'no' });
    expect(readOne({ kind: 'server', status: { code: 'OK' } }).span).toMatchObject({ kind: 2, status: 1 });
    expect(readOne({ kind: 'SPAN_KIND_NEW' }).span.kind).toBe(0);
  });

  it('ignores unknown fields and takes missing and null ones as empty', () => {
    const body = JSON.stringify({ news: 1, resourceSpans: [{ resource: null, scopeSpans: [{ scope: null, spans: [{ ...IDS, attributes: null, events: null, links: [], news: {} }] }] }, { scopeSpans: null }, {}] });

    expect(read(body)).toHaveLength(1);
    expect(read('{}')).toEqual([]);
    expect(read('{"resourceSpans":null}')).toEqual([]);
  });

  it('lets no key reach a prototype', () => {
    const body = requestOf(IDS).replace('"spanId"', '"__proto__":{"polluted":1},"attributes":[{"key":"m","value":{"kvlistValue":{"values":[{"key":"__proto__","value":{"stringValue":"x"}}]}}}],"spanId"');

    const [{ attributes }] = read(body);

    expect(JSON.stringify(attributes)).toBe('[["m",{"__proto__":"x"}]]');
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
  });

  it('refuses a span alone when a field of it has the wrong shape', () => {
    expect(rejectionOf({ attributes: {} })).toEqual(['attributes are not a list']);
    expect(rejectionOf({ attributes: ['x'] })).toEqual(['an attribute is not an object']);
    expect(rejectionOf({ attributes: [{ key: 'k', value: 'bare' }] })).toEqual(['the value of an attribute is not an object such as {"stringValue": …}']);
    expect(rejectionOf({ attributes: [{ key: 'k', value: { stringValue: {} } }] })).toEqual(['stringValue is not a scalar']);
    expect(rejectionOf({ name: [] })).toEqual(['name is not a string']);
    expect(rejectionOf({ startTimeUnixNano: '2024-01-01' })).toEqual(['startTimeUnixNano is not a number of nanoseconds']);
    expect(rejectionOf({ events: [1] })).toEqual(['events is not a list of objects']);
    expect(rejectionOf({ spanId: 'xyz' })).toEqual(['its span id is not 8 bytes long']);
    expect(rejectionOf({ parentSpanId: 'xyz' })).toEqual(['its parent span id is not 8 bytes long']);
  });

  it('reads 100 levels and refuses the span alone at 101', () => {
    const nested = (levels: number) => {
      let value: unknown = { arrayValue: {} };
      for (let i = 1; i < levels; i++) value = { arrayValue: { values: [value] } };
      return { attributes: [{ key: 'k', value }] };
    };

    expect(rejectionOf(nested(100))).toEqual([]);
    expect(rejectionOf(nested(101))).toEqual(['an attribute is nested deeper than 100 levels']);
  });

  it('refuses what is not JSON, naming the byte', () => {
    expect(refusalOf('{"resourceSpans":[}')).toMatch(/a bracket closes another kind|not a valid JSON value, at byte 18 of 19/);
    expect(refusalOf('{"resourceSpans":[')).toMatch(/ends too early, at byte 18 of 18/);
    expect(refusalOf('{"ä" 1}')).toMatch(/a colon is missing, at byte 6 of 8/);
    expect(refusalOf('{"a":1,}')).toMatch(/a quoted key is missing, at byte 7 of 8/);
    expect(refusalOf('{"a":tru}')).toMatch(/not a valid JSON value, at byte 5 of 9/);
    expect(refusalOf('{"a":"\\x"}')).toMatch(/not a valid JSON value, at byte 5 of 10/);
    expect(refusalOf('{} {}')).toMatch(/something follows the end/);
    expect(refusalOf('  ')).toMatch(/ends too early/);
    expect(refusalOf('not json')).toMatch(/not a valid JSON value, at byte 0 of 8/);
  });

  it('refuses what has not the shape of a request, naming the path', () => {
    expect(refusalOf('[]')).toMatch(/it is not an object/);
    expect(refusalOf('{"resourceSpans":{}}')).toMatch(/resourceSpans is not a list/);
    expect(refusalOf('{"resourceSpans":[1]}')).toMatch(/resourceSpans\[0\] is not an object/);
    expect(refusalOf('{"resourceSpans":[{"scopeSpans":[{},{"spans":3}]}]}')).toMatch(/resourceSpans\[0\]\.scopeSpans\[1\]\.spans is not a list/);
    expect(refusalOf('{"resourceSpans":[{"resource":{"attributes":3}}]}')).toMatch(/in resourceSpans\[0\], attributes are not a list/);
    expect(refusalOf('{"resourceSpans":[{"scopeSpans":[{"spans":[3]}]}]}')).toMatch(/scopeSpans\[0\]\.spans has an entry that is not an object/);
  });

  it('refuses nesting without end', () => {
    expect(refusalOf(`${'['.repeat(200_000)}${']'.repeat(200_000)}`)).toMatch(/nested deeper than 10000 levels, at byte 10000/);
    expect(refusalOf('{"a":'.repeat(200_000))).toMatch(/nested deeper than 10000 levels/);
  });

  it('refuses a body of hollow objects', () => {
    expect(refusalOf(`{"resourceSpans":[${'{},'.repeat(300_000)}{}]}`)).toMatch(/made of hollow lists and objects, at byte \d+/);
  });

  it('replaces what is not UTF-8 and passes over a byte order mark', () => {
    const body = Buffer.from(requestOf({ ...IDS, name: 'a?b' }));
    body[body.indexOf('?')] = 0xff;

    expect(read(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), body]))[0].span.name).toBe('a\ufffdb');
  });

  it('keeps a time that is negative or out of range as it came', () => {
    expect(readOne({ startTimeUnixNano: '-5', endTimeUnixNano: '99999999999999999999999' }).span).toMatchObject({ start: 0, end: 0, durationNs: 0, rawTimes: { start: '-5', end: '99999999999999999999999' } });
  });
});
