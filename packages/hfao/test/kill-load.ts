import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';

export const TOKENS = 7;
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

export const newReport = (rounds: number): KillReport => ({ rounds, acknowledgedRequests: 0, acknowledgedSpans: 0, resentRequests: 0, unacknowledgedRequests: 0, presentUnacknowledgedSpans: 0, slowestStartMs: 0, faults: [] });

export interface SentRequest {
  project: string;
  traceId: string;
  /** Span id to name. */
  spans: Map<string, string>;
  body: Buffer;
  headers: Record<string, string>;
  acknowledged: boolean;
  /** Milliseconds since the epoch, before the first attempt. */
  sentAt: number;
}

/** Exports until it is told to stop, to whatever takes OTLP at the moment. */
export async function exportUntil(signal: AbortSignal, otlpUrl: () => string, sent: SentRequest[], report: KillReport, pauseMs = 0): Promise<void> {
  while (!signal.aborted) {
    // Exporters send again what they got no answer to, and sometimes what they did.
    const again = Math.random() < 0.15 ? sent[Math.floor(Math.random() * sent.length)] : undefined;
    const request = again ?? newRequest(Math.random() < 0.2 ? sent[Math.floor(Math.random() * sent.length)] : undefined);
    if (again === undefined) sent.push(request);
    else report.resentRequests++;
    try {
      const response = await fetch(new URL('/v1/traces', otlpUrl()), { method: 'POST', body: new Uint8Array(request.body), headers: request.headers, signal: AbortSignal.timeout(10_000) });
      await response.arrayBuffer();
      if (response.status === 200) request.acknowledged = true;
      else if (response.status !== 429 && response.status !== 503) report.faults.push(`an export was answered ${response.status}`);
    } catch {
      if (!signal.aborted) await sleep(20);   // the server is gone; this request was not acknowledged
    }
    if (pauseMs > 0) await sleep(pauseMs);
    else if (Math.random() < 0.3) await sleep(Math.random() * 20);
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
    project, traceId, spans, acknowledged: false, sentAt: Date.now(), body: zip ? gzipSync(plain) : plain,
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
    // The root has no usage of its own: it would be taken for a sum of its children's.
    attributes: { ...(spanId !== rootId && { 'gen_ai.operation.name': 'chat', 'gen_ai.usage.input_tokens': TOKENS }), 'input.value': `question ${spanId} ${'x'.repeat(Math.floor(Math.random() * 2000))}` },
    droppedAttributesCount: 0, droppedEventsCount: 0, droppedLinksCount: 0,
  }));
}

export function countSent(all: readonly SentRequest[], report: KillReport): void {
  report.acknowledgedRequests = all.filter((it) => it.acknowledged).length;
  report.unacknowledgedRequests = all.length - report.acknowledgedRequests;
  report.acknowledgedSpans = all.reduce((sum, it) => sum + (it.acknowledged ? it.spans.size : 0), 0);
}
