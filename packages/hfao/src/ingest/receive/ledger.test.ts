import { describe, expect, it } from 'vitest';
import { IngestHealth } from '../../model/ingest-health.js';
import { checkTraces } from '../decode/check-traces.js';
import { bytes, field, ids, keyValue, stringValue } from '../decode/conformance/wire.js';
import { IngestLedger } from './ledger.js';

const NOTHING_PENDING = { bytes: 0, ageMs: 0, deadLetters: 0 };
const OURS = { id: 'prj_1', slug: 'our-agent' };
const DEFAULT = { id: 'prj_0', slug: 'default' };
const BAD = field(5, 'no ids');

const spansOf = (project: string | undefined, ...spans: Uint8Array[]) =>
  field(1, project === undefined ? '' : field(1, field(1, keyValue('hfao.project', stringValue(project)))), field(2, ...spans.map((it) => field(2, it))));
const requestWith = (...parts: Uint8Array[]) => {
  const body = bytes(...parts);
  return { receivedAt: 0, signal: 'traces', encoding: 'protobuf', contentEncoding: 'identity', wireBytes: body.length, inflatedBytes: body.length, check: checkTraces(body, 'protobuf') } as const;
};

describe('IngestLedger', () => {
  it('tells a project what it sent and what became of it', () => {
    let now = 1_700_000_000_000;
    const ledger = new IngestLedger('default', () => now);

    ledger.received(requestWith(spansOf('Our Agent', ids, ids, BAD), spansOf(undefined, ids)));
    now += 1000;
    ledger.stored({ projectId: OURS.id, spans: 2, redactions: { email: 3, ip: 1 }, dialects: { openinference: 1, gen_ai: 1 } });
    const health = ledger.health(OURS, { bytes: 7, ageMs: 8, deadLetters: 9 });

    expect(IngestHealth.parse(health)).toEqual({
      project: 'our-agent', since: '2023-11-14T22:13:20.000000Z', status: 'ok',
      received_requests: 1, received_spans: 3, accepted_spans: 2, rejected_spans: 1, stored_spans: 2, stored_log_records: 0, stored_data_points: 0,
      received_log_records: 0, rejected_log_records: 0, received_data_points: 0, rejected_data_points: 0,
      rejections: [{ reason: 'it has no trace id', count: 1, last_at: '2023-11-14T22:13:20.000000Z', example: '"no ids" (trace none, span none)' }],
      refused_requests: [], last_received_at: '2023-11-14T22:13:20.000000Z', last_stored_at: '2023-11-14T22:13:21.000000Z',
      offloaded: 0, spans_per_second: 2 / 60, pending_bytes: 7, pending_age_ms: 8, dead_letters: 9,
      redactions: [{ kind: 'email', count: 3 }, { kind: 'ip', count: 1 }],
      dialects: [{ dialect: 'openinference', count: 1 }, { dialect: 'gen_ai', count: 1 }],
    });
    expect(ledger.health(DEFAULT, NOTHING_PENDING)).toMatchObject({ received_spans: 1, accepted_spans: 1, stored_spans: 0 });
  });

  it('counts log records and data points apart from spans', () => {
    const ledger = new IngestLedger();
    const check = { itemCount: 5, rejectedCount: 2, rejections: [], projectNames: [], projects: [{ name: undefined, itemCount: 5, rejectedCount: 2, rejections: new Map([['it has no time', { count: 2, example: { reason: 'it has no time', item: '"tokens"' } }]]) }] };

    ledger.received({ ...requestWith(), signal: 'logs', check });
    ledger.received({ ...requestWith(), signal: 'metrics', check });

    expect(ledger.health(DEFAULT, NOTHING_PENDING)).toMatchObject({
      status: 'ok', received_requests: 2, received_spans: 0, spans_per_second: 0,
      received_log_records: 5, rejected_log_records: 2, received_data_points: 5, rejected_data_points: 2,
      rejections: [{ reason: 'it has no time', count: 4, example: '"tokens"' }],
    });
  });

  it('is waiting, then refusing, then well', () => {
    const ledger = new IngestLedger();
    const status = () => ledger.health(DEFAULT, NOTHING_PENDING).status;

    expect(status()).toBe('waiting');
    ledger.refused('not_found', 'logs are not stored');
    expect(status()).toBe('waiting');
    ledger.refused('undecodable', 'byte 7');
    expect(status()).toBe('refusing');
    ledger.received(requestWith(spansOf(undefined, ids)));
    expect(status()).toBe('ok');
    ledger.refused('backpressure', 'wait');
    expect(status()).toBe('refusing');
  });

  it('counts a request without spans for the default project', () => {
    const ledger = new IngestLedger();

    ledger.received(requestWith());

    expect(ledger.health(DEFAULT, NOTHING_PENDING)).toMatchObject({ status: 'ok', received_requests: 1, received_spans: 0 });
    expect(ledger.health(OURS, NOTHING_PENDING)).toMatchObject({ status: 'waiting', received_requests: 0 });
  });

  it('forgets the rate after a minute', () => {
    let now = 1_000_000;
    const ledger = new IngestLedger('default', () => now);
    const rate = () => ledger.health(DEFAULT, NOTHING_PENDING).spans_per_second;

    ledger.received(requestWith(spansOf(undefined, ...Array.from({ length: 120 }, () => ids))));
    expect(rate()).toBe(2);
    now += 59_000;
    expect(rate()).toBe(2);
    now += 1000;
    expect(rate()).toBe(0);
  });

  it('shows refused requests to everybody, by code, with the last example', () => {
    const ledger = new IngestLedger();

    for (const example of ['first', 'second', 'x'.repeat(10_000)]) ledger.refused('undecodable', example);

    expect(ledger.health(OURS, NOTHING_PENDING).refused_requests).toMatchObject([{ code: 'undecodable', count: 3, example: 'x'.repeat(300) }]);
  });

  it('stays small whatever it is told', () => {
    const ledger = new IngestLedger();

    for (let i = 0; i < 5000; i++) {
      ledger.received(requestWith(spansOf(`project ${i}`, BAD)));
      ledger.stored({ projectId: `prj_${i}`, spans: 1, dialects: {} });
      ledger.stored({ projectId: DEFAULT.id, spans: 1, dialects: { [`dialect ${i}`]: 1 } });
    }

    expect(ledger.metrics(NOTHING_PENDING).projects).toHaveLength(2000);
    expect(ledger.health(DEFAULT, NOTHING_PENDING).dialects.length).toBeLessThan(60);
  });

  it('gives the metrics by slug once an id has a name', () => {
    const ledger = new IngestLedger();

    ledger.named(OURS);
    ledger.received(requestWith(spansOf('our-agent', ids)));
    ledger.stored({ projectId: OURS.id, spans: 1, redactions: { jwt: 2 }, dialects: {} });
    ledger.refused('too_large', '');

    expect(ledger.metrics(NOTHING_PENDING)).toEqual({
      projects: [{ project: 'our-agent', received_spans: 1, accepted_spans: 1, rejected_spans: 0, stored_spans: 1, stored_log_records: 0, stored_data_points: 0, received_log_records: 0, rejected_log_records: 0, received_data_points: 0, rejected_data_points: 0, offloaded: 0, redactions: [{ kind: 'jwt', count: 2 }] }],
      received_requests: 1, refused_requests: [{ code: 'too_large', count: 1 }], backpressure: [{ project_id: 'default', count: 0 }], pending_bytes: 0, pending_age_ms: 0, dead_letters: 0,
    });
  });

  it('gives the metrics of what is stored where nothing is received', () => {
    const ledger = new IngestLedger();

    ledger.named(OURS);
    ledger.named(DEFAULT);
    ledger.stored({ projectId: OURS.id, spans: 3, dialects: {} });

    expect(ledger.metrics(NOTHING_PENDING).projects).toMatchObject([{ project: 'our-agent', received_spans: 0, stored_spans: 3 }]);
  });
});
