import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { aRow } from '../../test/a-row.js';
import { serveSurfaces, type Served } from '../../test/served-surfaces.js';
import { checkTraces } from '../ingest/decode/check-traces.js';
import { IngestLedger } from '../ingest/receive/ledger.js';
import type { Finding } from './missing/finding.js';

const NOW = Date.now() * 1000;
const HERE = 'a1'.repeat(16);
const THERE = 'b2'.repeat(16);
const ORPHAN = 'c3'.repeat(16);
const NOWHERE = 'd4'.repeat(16);

let served: Served;
let ledger: IngestLedger;
const inHand = new Map<string, number>();
const endpoints: { http: string | undefined; grpc: string | undefined } = { http: 'http://127.0.0.1:4318', grpc: 'http://127.0.0.1:4317' };

beforeAll(async () => {
  ledger = new IngestLedger('default');
  served = await serveSurfaces({
    ledger: { health: (project) => ledger.health(project, { bytes: 0, ageMs: 0, deadLetters: 0 }), metrics: () => ledger.metrics({ bytes: 0, ageMs: 0, deadLetters: 0 }) },
    ingest: {
      recentRejections: (slug) => ledger.recentRejections(slug), receivedFor: () => ['default', 'busy'], endpoints: () => endpoints,
      inHand: async (id) => (inHand.has(id) ? { requests: 1, receivedAt: inHand.get(id)! } : { requests: 0, receivedAt: null }),
    },
  });
  const other = await served.deps.control.ensureProject('elsewhere', 'elsewhere');
  const at = { start_time: NOW - 60_000_000, end_time: NOW - 59_000_000, ingested_at: NOW, event_version: NOW };
  await served.write([
    aRow({ ...at, trace_id: HERE, observation_id: '1'.repeat(16), name: 'root', session_id: 'sess-1', service_name: 'shop' }),
    aRow({ ...at, trace_id: HERE, observation_id: '2'.repeat(16), parent_observation_id: '1'.repeat(16), attributes: ['otel.trace_state', 'ot=th:8'] }),
    aRow({ ...at, trace_id: ORPHAN, observation_id: '3'.repeat(16), parent_observation_id: '9'.repeat(16), name: 'child' }),
    aRow({ ...at, trace_id: THERE, observation_id: '4'.repeat(16), project_id: other.id, session_id: 'sess-2' }),
  ]);
});
afterAll(() => served.close());
beforeEach(() => inHand.clear());

async function explain(query: Record<string, string>): Promise<Finding[]> {
  const answer = await fetch(`${served.url}/api/v1/projects/default/explain-missing?${new URLSearchParams(query).toString()}`);
  return (await answer.json() as { findings: Finding[] }).findings;
}
const codes = (all: Finding[]) => all.map((it) => it.code);

it('says that it is here, and how much of it', async () => {
  const [first] = await explain({ trace_id: HERE.toUpperCase() });

  expect(first).toMatchObject({ code: 'stored', likelihood: 'certain', what: 'It is here, in project "default": 2 observations.', evidence: [expect.stringContaining(`${HERE}: "root"`)] });
});

it('finds it by session, service or observation', async () => {
  for (const [name, value] of [['session_id', 'sess-1'], ['service_name', 'shop'], ['observation_id', '2'.repeat(16)]]) {
    expect((await explain({ [name]: value }))[0]).toMatchObject({ code: 'stored', evidence: [expect.stringContaining(HERE)] });
  }
});

it('says that a sampler may have left out the rest', async () => {
  expect(await explain({ trace_id: HERE })).toContainEqual(expect.objectContaining({ code: 'not_sampled', evidence: [`${HERE}/${'2'.repeat(16)} tracestate ot=th:8`] }));
});

it('says that an observation of a trace that is here has not come', async () => {
  const found = await explain({ trace_id: HERE, observation_id: '8'.repeat(16) });

  expect(found.find((it) => it.code === 'stored')).toMatchObject({ likelihood: 'possible', what: expect.stringContaining('is not among them') });
  expect(codes(found)).toContain('never_received');
});

it('says that the root has not arrived', async () => {
  const found = await explain({ trace_id: ORPHAN });

  expect(found).toContainEqual(expect.objectContaining({ code: 'root_missing', what: 'Its root has not arrived: only children of it are here.', evidence: [expect.stringContaining(`names parent ${'9'.repeat(16)}`)] }));
});

it('names the project that it went to', async () => {
  for (const [name, value] of [['trace_id', THERE], ['session_id', 'sess-2']]) {
    expect((await explain({ [name]: value }))[0]).toMatchObject({ code: 'other_project', likelihood: 'certain', what: 'It went to another project: "elsewhere".', what_to_do: expect.stringContaining('hfao.project=default') });
  }
});

it('says that it is pending, and for how long', async () => {
  inHand.set(NOWHERE, Date.now() * 1000 - 2_000_000);

  expect((await explain({ trace_id: NOWHERE }))[0]).toMatchObject({ code: 'pending', likelihood: 'certain', what: expect.stringMatching(/acknowledged 2\.\d s ago/) });
});

it('says that it was rejected, and why', async () => {
  const bad = { traceId: NOWHERE, spanId: '0'.repeat(16), name: 'odd', startTimeUnixNano: '1', endTimeUnixNano: '2' };
  const body = Buffer.from(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [bad] }] }] }));
  ledger.received({ receivedAt: 0, signal: 'traces', encoding: 'json', contentEncoding: 'identity', wireBytes: 1, inflatedBytes: 1, check: checkTraces(body, 'json') });

  expect((await explain({ trace_id: NOWHERE }))[0]).toMatchObject({ code: 'rejected', likelihood: 'certain', what: 'It was rejected: its span id is all zero.', evidence: [expect.stringContaining('"odd"')] });
});

it('says that it was set aside, and how to bring it back', async () => {
  const id = await served.putLetter();

  const [first] = await explain({ trace_id: 'e'.repeat(32) });

  expect(first).toMatchObject({ code: 'dead_letter', likelihood: 'certain', what: 'It could not be stored and was set aside: no room.', what_to_do: expect.stringContaining(`replay_dead_letter ${id}`) });
});

it('gives the exact exporter settings for what never came, and what was refused lately', async () => {
  ledger.refused('too_large', 'The body is larger than 16 bytes.');

  const found = await explain({ trace_id: 'f7'.repeat(16) });

  expect(found.find((it) => it.code === 'request_refused')).toMatchObject({ evidence: [expect.stringContaining('1 × too_large')], what_to_do: expect.stringContaining('OTEL_BSP_MAX_EXPORT_BATCH_SIZE') });
  expect(found.find((it) => it.code === 'never_received')).toMatchObject({
    what_to_do: expect.stringContaining('OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318 OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf (or http://127.0.0.1:4317 with OTEL_EXPORTER_OTLP_PROTOCOL=grpc)'),
    evidence: expect.arrayContaining(['received for other projects: busy']),
  });
});

it('sends to the receivers where others take telemetry in', async () => {
  endpoints.http = undefined;

  expect(codes(await explain({ trace_id: 'f8'.repeat(16) }))).toContain('received_elsewhere');
  endpoints.http = 'http://127.0.0.1:4318';
});

it('looks at the project as a whole where nothing is named', async () => {
  expect((await explain({}))[0]).toMatchObject({ code: 'stored' });
});

it('refuses what is no id', async () => {
  const answer = await fetch(`${served.url}/api/v1/projects/default/explain-missing?trace_id=12`);

  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ error: { field: 'trace_id', message: expect.stringContaining('32 hex digits') } });
});
