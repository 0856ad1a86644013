import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryRequest } from './conformance/arbitrary-request.js';
import { encodeJson, JSON_DIALECTS } from './conformance/json-dialects.js';
import { decodeWithProtobufjs, encodeProtobuf, expectedOf, readAll } from './conformance/reference.js';

describe('readTraces', () => {
  it('reads every field of a protobuf request as protobufjs does', () => {
    fc.assert(fc.property(arbitraryRequest, (request) => {
      const body = encodeProtobuf(request);

      const read = readAll(body, 'protobuf');

      expect(read).toEqual(expectedOf(decodeWithProtobufjs(body)));
    }), { numRuns: 400 });
  });

  for (const [name, dialect] of Object.entries(JSON_DIALECTS)) {
    it(`reads ${name} as the same request in protobuf`, () => {
      fc.assert(fc.property(arbitraryRequest, (request) => {
        const body = encodeJson(request, dialect);

        const read = readAll(body, 'json');

        expect(read).toEqual(readAll(encodeProtobuf(request), 'protobuf'));
      }), { numRuns: 200 });
    });
  }

  it('gives one resource and one scope object to all spans below them', () => {
    const span = { traceId: Buffer.alloc(16, 1), spanId: Buffer.alloc(8, 2) };
    const body = encodeProtobuf({ resourceSpans: [{ scopeSpans: [{ spans: [span, span] }, { spans: [span] }] }, { scopeSpans: [{ spans: [span] }] }] });

    const [first, second, third, fourth] = readAll(body, 'protobuf');

    expect(second.resource).toBe(first.resource);
    expect(second.scope).toBe(first.scope);
    expect(third.resource).toBe(first.resource);
    expect(third.scope).not.toBe(first.scope);
    expect(fourth.resource).not.toBe(first.resource);
  });

  it('reads an empty body as no spans', () => {
    const empty = new Uint8Array();

    expect(readAll(empty, 'protobuf')).toEqual([]);
    expect(readAll(empty, 'json')).toEqual([]);
  });
});
