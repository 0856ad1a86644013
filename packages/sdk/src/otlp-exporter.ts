import { request as httpRequest, type Agent, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { context, diag } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { convertLegacyHttpOptions } from '@opentelemetry/otlp-exporter-base/node-http';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';

const RETRYABLE = new Set([429, 502, 503, 504]);
const FIRST_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 5_000;

const deflate = promisify(gzip);

type Answer = { status: number; retryAfterMs: number | undefined };

/**
 * Delivers spans over OTLP/HTTP (protobuf, gzip) by the standard OTEL_EXPORTER_OTLP_* variables.
 *
 * OpenTelemetry's own exporter waits between retries with timers that keep a finished process alive for up to ten seconds
 * when nobody answers. Here waiting and sending never hold the process; whoever needs them to (a flush) holds it meanwhile.
 */
export class OtlpExporter {
  readonly #url: URL;
  readonly #headers: () => Promise<Record<string, string>>;
  readonly #gzip: boolean;
  readonly #timeoutMs: number;
  readonly #agent: Promise<Agent>;
  /** Once closing, the moment at which everything ends. */
  #closesAt = Infinity;
  /** Until when an endpoint that does not answer at all is tried again. */
  #absentUntil = Infinity;
  #wake = new AbortController();

  constructor(url: string | undefined, apiKey: string | undefined) {
    const authorization: Record<string, string> = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
    const configured = convertLegacyHttpOptions({ url, headers: authorization }, 'TRACES', 'v1/traces', { 'Content-Type': 'application/x-protobuf' });
    this.#url = new URL(configured.url);
    this.#headers = configured.headers;
    this.#gzip = configured.compression === 'gzip' || !compressionWasChosen();
    this.#timeoutMs = configured.timeoutMillis;
    this.#agent = Promise.resolve(configured.agentFactory(this.#url.protocol));
    this.#agent.catch(() => undefined);
  }

  /** How many of the spans were accepted. Never rejects. */
  async deliver(spans: readonly ReadableSpan[]): Promise<number> {
    try {
      const status = await this.#deliver(await this.#encode(spans));
      if (status >= 200 && status < 300) return spans.length;
      if (status === 413 && spans.length > 1) return await this.#deliverHalves(spans);
      diag.warn(`hfao: ${spans.length} spans were not accepted by ${this.#url.href}: ${status === 0 ? 'no answer' : `status ${status}`}`);
    } catch (error) {
      diag.warn(`hfao: ${spans.length} spans could not be sent to ${this.#url.href}`, error);
    }
    return 0;
  }

  /** Somebody waits: an endpoint that does not answer at all is tried for `absentMs` more, one that answers "later" as long as ever. */
  hurry(absentMs: number): void {
    this.#absentUntil = Date.now() + absentMs;
    this.#wake.abort();
  }

  /** The process wants to end: everything is done within `withinMs`, and an absent endpoint is tried just once. */
  close(withinMs: number): void {
    this.#closesAt = Date.now() + withinMs;
    this.hurry(0);
  }

  /** Nobody waits any more. */
  relax(): void {
    this.#closesAt = Infinity;
    this.#absentUntil = Infinity;
    this.#wake = new AbortController();
  }

  async #deliverHalves(spans: readonly ReadableSpan[]): Promise<number> {
    const middle = spans.length >> 1;
    return (await this.deliver(spans.slice(0, middle))) + (await this.deliver(spans.slice(middle)));
  }

  #encode(spans: readonly ReadableSpan[]): Promise<Uint8Array> {
    const bytes = ProtobufTraceSerializer.serializeRequest(spans as ReadableSpan[]);
    if (bytes === undefined) throw new Error('the spans could not be encoded');
    return this.#gzip ? deflate(bytes) : Promise.resolve(bytes);
  }

  /** The last status; 0: nobody answered. */
  async #deliver(body: Uint8Array): Promise<number> {
    const deadline = Date.now() + this.#timeoutMs;
    for (let attempt = 0; ; attempt++) {
      const answer = await this.#post(body, Math.min(deadline, this.#closesAt) - Date.now()).catch(() => ({ status: 0, retryAfterMs: undefined }));
      if (answer.status !== 0 && !RETRYABLE.has(answer.status)) return answer.status;
      const waitMs = answer.retryAfterMs ?? backoffMs(attempt);
      const until = Math.min(deadline, this.#closesAt, answer.status === 0 ? this.#absentUntil : Infinity);
      if (Date.now() + waitMs > until) return answer.status;
      await sleep(waitMs, this.#wake.signal.aborted ? undefined : this.#wake.signal);
    }
  }

  async #post(body: Uint8Array, withinMs: number): Promise<Answer> {
    const headers = { ...(await this.#headers()), 'content-length': String(body.byteLength), ...(this.#gzip ? { 'content-encoding': 'gzip' } : {}) };
    const agent = await this.#agent;
    const send = this.#url.protocol === 'https:' ? httpsRequest : httpRequest;
    // Without suppression an HTTP instrumentation of the host would trace our own sending, without end.
    return context.with(suppressTracing(context.active()), () => new Promise<Answer>((resolve, reject) => {
      const sending = send(this.#url, { method: 'POST', headers, agent }, (response) => {
        response.on('error', reject).on('end', () => resolve({ status: response.statusCode ?? 0, retryAfterMs: retryAfterMs(response) })).resume();
      });
      const giveUpIn = (ms: number) => setTimeout(() => sending.destroy(new Error('no answer in time')), Math.max(ms, 1)).unref();
      const startedAt = Date.now();
      let timer = giveUpIn(withinMs);
      const shorten = () => {
        clearTimeout(timer);
        timer = giveUpIn(Math.min(startedAt + withinMs, this.#closesAt) - Date.now());
      };
      const wake = this.#wake.signal;
      wake.addEventListener('abort', shorten);
      sending.on('socket', (socket) => socket.unref()).on('error', reject).on('close', () => {
        clearTimeout(timer);
        wake.removeEventListener('abort', shorten);
      }).end(body);
    }));
  }
}

function compressionWasChosen(): boolean {
  return Boolean(process.env.OTEL_EXPORTER_OTLP_TRACES_COMPRESSION ?? process.env.OTEL_EXPORTER_OTLP_COMPRESSION);
}

function backoffMs(attempt: number): number {
  return Math.min(FIRST_BACKOFF_MS * 2 ** attempt, MAX_BACKOFF_MS) * (0.8 + 0.4 * Math.random());
}

function retryAfterMs(response: IncomingMessage): number | undefined {
  const given = response.headers['retry-after'];
  if (given === undefined) return undefined;
  const seconds = Number(given);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(given) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(ms, 0);
}

function sleep(ms: number, wake: AbortSignal | undefined): Promise<void> {
  if (wake?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    timer.unref();
    wake?.addEventListener('abort', done);
    function done(): void {
      clearTimeout(timer);
      wake?.removeEventListener('abort', done);
      resolve();
    }
  });
}
