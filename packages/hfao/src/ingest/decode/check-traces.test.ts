import { describe, expect, it } from 'vitest';
import { checkTraces } from './check-traces.js';
import { bytes, field, ids, keyValue, requestOf, SPAN_ID, stringValue, TRACE_ID } from './conformance/wire.js';
import { MAX_REJECTIONS } from './export-check.js';

const span = (traceId: Uint8Array, spanId: Uint8Array, name = '') => bytes(field(1, traceId), field(2, spanId), field(5, name));
const inProject = (attribute: string, name: string, ...spans: Uint8Array[]) =>
  field(1, field(2, ...spans.map((it) => field(2, it))), field(1, field(1, keyValue(attribute, stringValue(name)))));

const shown = (name: string, traceId: string, spanId: string) => `"${name}" (trace ${traceId || 'none'}, span ${spanId || 'none'})`;

describe('checkTraces', () => {
  it('says for every refused span why, and which', () => {
    const body = requestOf(
      ids, span(Buffer.alloc(16), SPAN_ID, 'zero trace'), span(TRACE_ID.subarray(1), SPAN_ID, 'short trace'), span(TRACE_ID, Buffer.alloc(8), 'zero span'),
      span(TRACE_ID, Buffer.alloc(9, 1), 'long span'), field(5, 'no ids'), bytes(span(TRACE_ID, SPAN_ID, 'odd parent'), field(4, 'abc')), bytes(ids, field(4, Buffer.alloc(8))),
    );

    const check = checkTraces(body, 'protobuf');

    expect(check).toMatchObject({ itemCount: 8, rejectedCount: 6 });
    expect(check.rejections).toEqual([
      { reason: 'its trace id is all zero', item: shown('zero trace', '0'.repeat(32), 'b7ad6b7169203331') },
      { reason: 'its trace id is not 16 bytes long', item: shown('short trace', 'f7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331') },
      { reason: 'its span id is all zero', item: shown('zero span', '0af7651916cd43dd8448eb211c80319c', '0'.repeat(16)) },
      { reason: 'its span id is not 8 bytes long', item: shown('long span', '0af7651916cd43dd8448eb211c80319c', '01'.repeat(9)) },
      { reason: 'it has no trace id', item: shown('no ids', '', '') },
      { reason: 'its parent span id is not 8 bytes long', item: shown('odd parent', '0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331') },
    ]);
  });

  it('counts by project, by the attribute that goes first', () => {
    const both = field(1, field(1, field(1, keyValue('openinference.project.name', stringValue('oi'))), field(1, keyValue('hfao.project', stringValue('ours')))), field(2, field(2, ids)));
    const body = bytes(
      inProject('openinference.project.name', 'oi', ids, ids), requestOf(ids), both,
      inProject('hfao.project_id', 'oi', ids, field(5, 'bad')), inProject('hfao.project', 'only bad', field(5, 'bad')), inProject('hfao.project', '  ', ids),
    );

    const { itemCount, rejectedCount, projectNames, projects } = checkTraces(body, 'protobuf');

    expect({ itemCount, rejectedCount, projectNames }).toEqual({ itemCount: 8, rejectedCount: 2, projectNames: ['oi', 'ours'] });
    expect(projects.map(({ name, itemCount, rejectedCount }) => [name, itemCount, rejectedCount])).toEqual([['oi', 4, 1], [undefined, 2, 0], ['ours', 1, 0], ['only bad', 1, 1]]);
  });

  it('lists the first rejections and counts the rest', () => {
    const body = requestOf(...Array.from({ length: 50 }, (_, i) => field(5, `span ${i}`)));

    const check = checkTraces(body, 'protobuf');

    expect(check.rejections).toHaveLength(MAX_REJECTIONS);
    expect(check.projects[0].rejections.get('it has no trace id')).toMatchObject({ count: 50, example: { item: '"span 0" (trace none, span none)' } });
  });

  it('cuts ids and names that are long', () => {
    const body = requestOf(span(Buffer.alloc(100_000, 0xab), SPAN_ID, 'n'.repeat(100_000)));

    const [{ item }] = checkTraces(body, 'protobuf').rejections;

    expect(item).toBe(shown('n'.repeat(80), 'ab'.repeat(40), SPAN_ID.toString('hex')));
  });

  it('checks JSON alike', () => {
    const json = { resourceSpans: [{ resource: { attributes: [{ key: 'hfao.project', value: { stringValue: 'ours' } }] }, scopeSpans: [{ spans: [{ traceId: 'beef', spanId: '', name: 'bad' }, { traceId: TRACE_ID.toString('hex'), spanId: SPAN_ID.toString('hex') }] }] }] };

    const check = checkTraces(Buffer.from(JSON.stringify(json)), 'json');

    expect(check).toMatchObject({
      itemCount: 2, rejectedCount: 1, projectNames: ['ours'],
      rejections: [{ reason: 'its trace id is not 16 bytes long', item: shown('bad', 'beef', '') }],
    });
  });

  it('takes an empty body as a request without spans', () => {
    expect(checkTraces(new Uint8Array(), 'protobuf')).toEqual({ itemCount: 0, rejectedCount: 0, rejections: [], projectNames: [], projects: [] });
    expect(checkTraces(new Uint8Array(), 'json').itemCount).toBe(0);
  });

  it('is done with millions of hollow messages soon', () => {
    const spans = Buffer.alloc(2_000_000, Buffer.from([0x12, 0x00]));
    const body = field(1, field(2, spans));

    const before = performance.now();
    const check = checkTraces(body, 'protobuf');

    expect(check).toMatchObject({ itemCount: 1_000_000, rejectedCount: 1_000_000 });
    expect(performance.now() - before).toBeLessThan(2000);
  });
});
