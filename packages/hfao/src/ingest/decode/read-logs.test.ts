import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkLogs } from './check-logs.js';
import { arbitraryLogs } from './conformance/arbitrary-logs.js';
import { encodeJson, JSON_DIALECTS } from './conformance/json-dialects.js';
import { decodeWithProtobufjs, encodeProtobuf } from './conformance/reference.js';
import { expectedLogs, readAllLogs } from './conformance/reference-logs.js';
import { bytes, field, fixed64, keyValue, nestedLists, stringValue } from './conformance/wire.js';

const TIME = fixed64(1, 1_700_000_000_123_456_789n);
const logsOf = (...records: Uint8Array[]) => field(1, field(2, ...records.map((it) => field(2, it))));
const jsonOf = (...records: unknown[]) => Buffer.from(JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: records }] }] }));

describe('readLogs', () => {
  it('reads every field of a protobuf request as protobufjs does', () => {
    fc.assert(fc.property(arbitraryLogs, (request) => {
      const body = encodeProtobuf(request, 'logs');

      const read = readAllLogs(body, 'protobuf');

      expect(read).toEqual(expectedLogs(decodeWithProtobufjs(body, 'logs')));
      expect(checkLogs(body, 'protobuf')).toMatchObject({ itemCount: read.length, rejectedCount: 0 });
    }), { numRuns: 400 });
  });

  for (const [name, dialect] of Object.entries(JSON_DIALECTS)) {
    it(`reads ${name} as the same request in protobuf`, () => {
      fc.assert(fc.property(arbitraryLogs, (request) => {
        const body = encodeJson(request, dialect);

        const read = readAllLogs(body, 'json');

        expect(read).toEqual(readAllLogs(encodeProtobuf(request, 'logs'), 'protobuf'));
      }), { numRuns: 200 });
    });
  }

  it('takes ids of a wrong length as none, and keeps them as they came', () => {
    const [inProtobuf] = readAllLogs(logsOf(bytes(TIME, field(9, 'abc'), field(10, Buffer.alloc(8, 1)))), 'protobuf');
    const [inJson] = readAllLogs(jsonOf({ timeUnixNano: '5000', traceId: 'not-an-id', spanId: '0101010101010101' }), 'json');

    expect(inProtobuf.record).toMatchObject({ traceId: '', spanId: '0101010101010101', oddIds: { traceId: '616263', spanId: '0101010101010101' } });
    expect(inJson.record).toMatchObject({ traceId: '', spanId: '0101010101010101', oddIds: { traceId: 'not-an-id', spanId: '0101010101010101' } });
  });

  it('reads the parts of one body as one', () => {
    const list = (text: string) => field(5, field(5, field(1, stringValue(text))));

    const [{ record }] = readAllLogs(logsOf(bytes(list('a'), list('b'))), 'protobuf');

    expect(record.body).toEqual(['a', 'b']);
  });
});

describe('checkLogs', () => {
  it('refuses what says nothing, what nests too deep, and in JSON what is no field', () => {
    const inProtobuf = checkLogs(logsOf(TIME, Buffer.alloc(0), bytes(0x10, 9), field(5, nestedLists(101)), field(6, keyValue('k', nestedLists(101))), field(5, nestedLists(100))), 'protobuf');
    const inJson = checkLogs(jsonOf({ timeUnixNano: 5000 }, {}, { body: 'text' }, { eventName: 'e', attributes: {} }), 'json');

    expect(inProtobuf).toMatchObject({ itemCount: 6, rejectedCount: 4 });
    expect(inProtobuf.rejections.map((it) => it.reason)).toEqual([
      'it has no time, no body, no attributes and no event name', 'it has no time, no body, no attributes and no event name',
      'an attribute is nested deeper than 100 levels', 'an attribute is nested deeper than 100 levels',
    ]);
    expect(inJson.rejections).toMatchObject([
      { reason: 'it has no time, no body, no attributes and no event name', item: '"" (trace none, span none)' },
      { reason: expect.stringContaining('is not an object such as {"stringValue": …}') },
      { reason: 'attributes are not a list', item: '"e" (trace none, span none)' },
    ]);
  });

  it('names the project of its resources', () => {
    const body = field(1, field(1, field(1, keyValue('hfao.project', stringValue('ours')))), field(2, field(2, TIME)));

    expect(checkLogs(body, 'protobuf').projectNames).toEqual(['ours']);
  });

  it('is done with millions of hollow records soon', () => {
    const records = Buffer.alloc(2_000_000, Buffer.from([0x12, 0x00]));
    const before = performance.now();

    expect(checkLogs(field(1, field(2, records)), 'protobuf')).toMatchObject({ itemCount: 1_000_000, rejectedCount: 1_000_000 });
    expect(performance.now() - before).toBeLessThan(2000);
  });
});
