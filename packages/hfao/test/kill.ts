import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { IngestHealth } from '../src/model/ingest-health.js';
import type { Observation } from '../src/model/observation.js';
import type { TraceSummary } from '../src/model/trace.js';
import { ServerProcess } from './server-process.js';

const EXPORTERS = 4;
const PROJECTS = ['default', 'alpha', 'beta'];

/** What a killed server is asked about afterwards. */
export interface KillReport {
  rounds: number;
  acknowledgedRequests: number;
  acknowledgedSpans: number;
  resentRequests: number;
  unacknowledgedRequests: number;
  /** Of requests that were never acknowledged, and are there all the same: allowed. */
  presentUnacknowledgedSpans: number;
  slowestStartMs: number;
  /** Empty, or the promise is broken. */
  faults: string[];
}

interface SentRequest {
  project: string;
  traceId: string;
  /** Span id to name. */
  spans: Map<string, string>;
  body: Buffer;
  headers: Record<string, string>;
  acknowledged: boolean;
}

/**
 * Rounds of load with a `kill -9` at a random moment of each, on one data directory. After each restart, and once more at the end, every span
 * of every acknowledged request must be there exactly once: in its trace and in the totals of the list.
 */
export async function killRounds(dataDir: string, rounds: number): Promise<KillReport> {
  const all: SentRequest[] = [];
  let unchecked: SentRequest[] = [];
  const report: KillReport = { rounds, acknowledgedRequests: 0, acknowledgedSpans: 0, resentRequests: 0, unacknowledgedRequests: 0, presentUnacknowledgedSpans: 0, slowestStartMs: 0, faults: [] };
  let server = await ServerProcess.start(dataDir);
  for (let round = 0; round < rounds; round++) {
    const sent: SentRequest[] = [];
    const load = new AbortController();
    const exporters = Array.from({ length: EXPORTERS }, () => exportUntil(load.signal, server, sent, report));
    // Some kills hit a server that is still reading its log, most one under load.
    await sleep(round % 3 === 2 ? Math.random() * 60 : 100 + Math.random() * 1000);
    await server.kill();
    load.abort();
    await Promise.all(exporters);
    all.push(...sent);
    unchecked.push(...sent);
    server = await ServerProcess.start(dataDir);
    report.slowestStartMs = Math.max(report.slowestStartMs, Math.round(server.readyMs));
    if (round % 3 === 1) continue;   // killed again while the replay may be under way
    await untilNothingIsPending(server);
    await check(server, unchecked, report);
    unchecked = [];
  }
  await untilNothingIsPending(server);
  report.presentUnacknowledgedSpans = 0;
  await check(server, all, report);
  report.acknowledgedRequests = all.filter((it) => it.acknowledged).length;
  report.unacknowledgedRequests = all.length - report.acknowledgedRequests;
  report.acknowledgedSpans = all.reduce((sum, it) => sum + (it.acknowledged ? it.spans.size : 0), 0);
  const code = await server.stop();
  if (code !== 0) report.faults.push(`the last server ended with ${code}:\n${server.output()}`);
  return report;
}

async function exportUntil(signal: AbortSignal, server: ServerProcess, sent: SentRequest[], report: KillReport): Promise<void> {
  while (!signal.aborted) {
    // Exporters send again what they got no answer to, and sometimes what they did.
    const again = Math.random() < 0.15 ? sent[Math.floor(Math.random() * sent.length)] : undefined;
    const request = again ?? newRequest(Math.random() < 0.2 ? sent[Math.floor(Math.random() * sent.length)] : undefined);
    if (again === undefined) sent.push(request);
    else report.resentRequests++;
    try {
      const response = await fetch(new URL('/v1/traces', server.at.otlp_http_url), { method: 'POST', body: new Uint8Array(request.body), headers: request.headers, signal: AbortSignal.timeout(10_000) });
      await response.arrayBuffer();
      if (response.status === 200) request.acknowledged = true;
      else if (response.status !== 429 && response.status !== 503) report.faults.push(`an export was answered ${response.status}`);
    } catch {
      if (!signal.aborted) await sleep(20);   // the server is gone; this request was not acknowledged
    }
    if (Math.random() < 0.3) await sleep(Math.random() * 20);
  }
}

/** A trace of its own, or more spans of one that was sent before: late ones, as agents that run in several processes send them. */
function newRequest(more: SentRequest | undefined): SentRequest {
  const project = more?.project ?? PROJECTS[Math.floor(Math.random() * PROJECTS.length)];
  const traceId = more?.traceId ?? randomBytes(16).toString('hex');
  const spans = new Map(Array.from({ length: 1 + Math.floor(Math.random() * 30) }, (_, i) => [randomBytes(8).toString('hex'), `step ${i}`]));
  const asJson = Math.random() < 0.3;
  const serializer = asJson ? JsonTraceSerializer : ProtobufTraceSerializer;
  const plain = Buffer.from(serializer.serializeRequest(readableSpans(project, traceId, spans) as never)!);
  const zip = !asJson || Math.random() < 0.5;
  return {
    project, traceId, spans, acknowledged: false, body: zip ? gzipSync(plain) : plain,
    headers: { 'content-type': asJson ? 'application/json' : 'application/x-protobuf', ...(zip && { 'content-encoding': 'gzip' }) },
  };
}

/** As the OpenTelemetry SDK hands them to its exporter. */
function readableSpans(project: string, traceId: string, spans: Map<string, string>) {
  const [rootId] = spans.keys();
  const attributes = { 'service.name': 'kill-test', ...(project !== 'default' && { 'hfao.project': project }) };
  const resource = { attributes, asyncAttributesPending: false, getRawAttributes: () => Object.entries(attributes), schemaUrl: undefined, merge: () => resource };
  const now = Date.now();
  return [...spans].map(([spanId, name], i) => ({
    name, kind: 0, ended: true, resource, instrumentationScope: { name: 'kill', version: '1' }, links: [], events: [], status: { code: 1 },
    spanContext: () => ({ traceId, spanId, traceFlags: 1 }), parentSpanContext: spanId === rootId ? undefined : { traceId, spanId: rootId, traceFlags: 1 },
    startTime: [Math.floor(now / 1000), i * 1000], endTime: [Math.floor(now / 1000), i * 1000 + 500], duration: [0, 500],
    attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.usage.input_tokens': 7, 'input.value': `question ${spanId} ${'x'.repeat(Math.floor(Math.random() * 2000))}` },
    droppedAttributesCount: 0, droppedEventsCount: 0, droppedLinksCount: 0,
  }));
}

async function untilNothingIsPending(server: ServerProcess): Promise<void> {
  for (const deadline = performance.now() + 60_000; performance.now() < deadline; await sleep(50)) {
    const { pending_bytes } = await server.get<IngestHealth>('/api/v1/projects/default/ingest-health');
    const ready = await fetch(new URL('/readyz', server.at.url));
    if (pending_bytes === 0 && ready.ok) return;
  }
  throw new Error(`requests are still pending after a minute:\n${server.output()}`);
}

async function check(server: ServerProcess, requests: SentRequest[], report: KillReport): Promise<void> {
  const queue = [...tracesOf(requests)];
  await Promise.all(Array.from({ length: 8 }, async () => {
    for (let trace = queue.pop(); trace !== undefined; trace = queue.pop()) await checkTrace(server, trace, report);
  }));
}

/** What was sent of one trace, in one request or several. */
interface SentTrace { project: string; traceId: string; sent: Map<string, string>; acknowledged: Set<string> }

function tracesOf(requests: SentRequest[]): Iterable<SentTrace> {
  const traces = new Map<string, SentTrace>();
  for (const { project, traceId, spans, acknowledged } of requests) {
    const trace = traces.get(traceId) ?? { project, traceId, sent: new Map(), acknowledged: new Set() };
    traces.set(traceId, trace);
    for (const [id, name] of spans) {
      trace.sent.set(id, name);
      if (acknowledged) trace.acknowledged.add(id);
    }
  }
  return traces.values();
}

async function checkTrace(server: ServerProcess, { project, traceId, sent, acknowledged }: SentTrace, report: KillReport): Promise<void> {
  const fault = (what: string) => report.faults.push(`trace ${traceId} of ${project}: ${what}`);
  const response = await fetch(new URL(`/api/v1/projects/${project}/traces/${traceId}?detail=skeleton`, server.at.url));
  if (response.status === 404) {
    await response.arrayBuffer();
    if (acknowledged.size > 0) fault(`all of its ${acknowledged.size} acknowledged spans are lost`);
    return;
  }
  const { trace, observations } = await response.json() as { trace: TraceSummary; observations: Observation[] };
  const ids = new Set(observations.map((it) => it.observation_id));
  const lost = [...acknowledged].filter((id) => !ids.has(id)).length;
  if (lost > 0) fault(`${lost} of ${acknowledged.size} acknowledged spans are lost`);
  if (ids.size !== observations.length) fault(`${observations.length - ids.size} spans are there twice`);
  if (trace.observation_count !== ids.size) fault(`its summary counts ${trace.observation_count} spans, there are ${ids.size}`);
  if (trace.input_tokens !== 7 * ids.size) fault(`its summary counts ${trace.input_tokens} tokens, not ${7 * ids.size}`);
  for (const { observation_id, name } of observations) if (sent.get(observation_id) !== name) fault(`span ${observation_id} "${name}" was never sent`);
  report.presentUnacknowledgedSpans += ids.size - acknowledged.size + lost;
}
