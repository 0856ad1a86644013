import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readTraces } from '../decode/read-traces.js';
import { exportRequest, type SpanRecord } from './export-request.js';

const RECORDED = new URL('../../../test/fixtures/otlp/', import.meta.url);

describe.each(['json', 'protobuf'] as const)('spans written as %s', (encoding) => {
  it.each(['openinference__beeai_react.json', 'otel_genai__inference_details_span_event.json', 'google_adk__openinference_both_namespaces.json'])('read the same again: %s', (file) => {
    const sent = recordsOf(readFileSync(new URL(file, RECORDED)), 'json');

    const read = recordsOf(exportRequest(sent, encoding), encoding);

    expect(byId(read)).toEqual(byId(sent));
  });

  it('keeps times that are no times, states, links and empty values', () => {
    const [record] = recordsOf(readFileSync(new URL('openinference__beeai_react.json', RECORDED)), 'json');
    const odd: SpanRecord = {
      ...record,
      span: {
        ...record.span, rawTimes: { start: '18446744073709551615', end: '0' }, start: 0, end: 0, durationNs: 0, traceState: 'a=b', flags: 0x301, parentId: '3'.repeat(16), kind: 0, status: 2, statusMessage: 'no',
        attributeCount: 3, keys: ['list', 'none', 'map'], values: [[1, 'two', null, 3.5], null, { deep: { er: [] } }],
        links: [{ traceId: '1'.repeat(32), spanId: '2'.repeat(16), attributes: { why: 'fork' }, traceState: 'c=d', flags: 0x301 }], droppedEvents: 2,
      },
    };

    const [read] = recordsOf(exportRequest([odd], encoding), encoding);

    expect(byId([read])).toEqual(byId([{ ...odd, span: { ...odd.span, start: read.span.start } }]));
  });
});

function recordsOf(body: Uint8Array, encoding: 'json' | 'protobuf'): SpanRecord[] {
  const records: SpanRecord[] = [];
  readTraces(new Uint8Array(body), encoding, (span, resource, scope) => {
    records.push({ span: { ...span, keys: span.keys.slice(0, span.attributeCount), values: span.values.slice(0, span.attributeCount) }, resource, scope });
  });
  return records;
}

/** Without what an SDK cannot leave unsaid: whether the parent is remote is part of the flags. */
function byId(records: readonly SpanRecord[]): Record<string, unknown> {
  const shown = records.map(({ span, resource, scope }) => [span.spanId, {
    ...span, flags: span.flags & ~0x100, events: span.events ?? [], links: (span.links ?? []).map((it) => ({ ...it, flags: (it.flags ?? 0) & ~0x100 })), resource, scope,
  }]);
  return JSON.parse(JSON.stringify(Object.fromEntries(shown))) as Record<string, unknown>;
}
