import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { ForwardingRule, ForwardingStatus } from '../../model/forwarding-rule.js';
import type { Signal } from '../../model/signal.js';
import type { Log } from '../../runtime/log.js';
import type { Encoding } from '../decode/encoding.js';

/** One OTLP request on its way to another endpoint, not compressed. */
export interface ForwardedRequest { signal: Signal; encoding: Encoding; body: Uint8Array }

const TIMEOUT_MS = 10_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
/** What a closing server gives the queue. */
const FAREWELL_MS = 2_000;

const compress = promisify(gzip);

const CONTENT_TYPES: Record<Encoding, string> = { protobuf: 'application/x-protobuf', json: 'application/json' };
/** The answers after which the OTLP specification lets a client try again. */
const RETRYABLE = new Set([429, 502, 503, 504]);

/**
 * What one forwarding rule still has to send, in order, one request at a time. Offering costs nothing and never waits: a target that is slow
 * or dead fills its own queue, and beyond that loses the newest requests, which are counted.
 */
export class ForwardQueue {
  readonly #queue: ForwardedRequest[] = [];
  readonly #closing = new AbortController();
  #bytes = 0;
  #sent = 0;
  #dropped = 0;
  #lastSentAt: number | undefined;
  #lastError: string | undefined;
  #isWaiting = false;
  #pumping: Promise<void> | undefined;

  constructor(readonly rule: ForwardingRule, readonly log: Log, readonly now: () => number = Date.now) {}

  offer(request: ForwardedRequest): void {
    if (!this.rule.enabled || !this.rule.signals.includes(request.signal)) return;
    if (this.#bytes + request.body.byteLength > this.rule.max_queue_bytes) return this.#drop('The queue is full.');
    this.#queue.push(request);
    this.#bytes += request.body.byteLength;
    this.#pumping ??= this.#pump();
  }

  status(): ForwardingStatus {
    const { name, url, enabled } = this.rule;
    const state = !enabled ? 'off' : this.#isWaiting ? 'waiting' : this.#queue.length > 0 ? 'sending' : 'idle';
    return {
      name, url: withoutSecrets(url), state, sent_requests: this.#sent, dropped_requests: this.#dropped, queued_requests: this.#queue.length, queued_bytes: this.#bytes,
      last_sent_at: this.#lastSentAt === undefined ? null : new Date(this.#lastSentAt).toISOString(), last_error: this.#lastError ?? null,
    };
  }

  /** Sends what it can in a moment, then gives up the rest. */
  async close(): Promise<void> {
    await Promise.race([this.#pumping, sleep(FAREWELL_MS, undefined, { ref: false })]);
    this.#closing.abort();
    await this.#pumping;
  }

  async #pump(): Promise<void> {
    for (let waitMs = FIRST_WAIT_MS; this.#queue.length > 0 && !this.#closing.signal.aborted;) {
      const answer = await this.#send(this.#queue[0]);
      this.#isWaiting = answer === 'later' || typeof answer === 'number';
      if (!this.#isWaiting) {
        this.#bytes -= this.#queue.shift()!.body.byteLength;
        waitMs = FIRST_WAIT_MS;
        continue;
      }
      const jittered = waitMs * (0.75 + Math.random() / 2);
      await sleep(typeof answer === 'number' ? answer : jittered, undefined, { signal: this.#closing.signal, ref: false }).catch(() => {});
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
    }
    this.#pumping = undefined;
  }

  /** @returns that it is settled, or that it is to be sent again: later, or after so many milliseconds */
  async #send({ signal, encoding, body }: ForwardedRequest): Promise<'settled' | 'later' | number> {
    const headers: Record<string, string> = { ...this.rule.headers, 'content-type': CONTENT_TYPES[encoding], 'content-encoding': 'gzip' };
    try {
      const compressed = await compress(body, { level: constants.Z_BEST_SPEED });
      const abort = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(TIMEOUT_MS)]);
      const response = await fetch(`${this.rule.url.replace(/\/+$/, '')}/v1/${signal}`, { method: 'POST', headers, body: new Uint8Array(compressed), redirect: 'error', signal: abort });
      await response.body?.cancel();
      if (response.ok) {
        this.#sent++;
        this.#lastSentAt = this.now();
        return 'settled';
      }
      this.#lastError = `The target answered ${response.status}.`;
      if (RETRYABLE.has(response.status)) return retryAfterMs(response.headers.get('retry-after')) ?? 'later';
      this.#drop(this.#lastError);
      return 'settled';
    } catch (error) {
      this.#lastError = `The target cannot be reached: ${reasonOf(error)}.`;
      return 'later';
    }
  }

  #drop(reason: string): void {
    this.#lastError = reason;
    if (this.#dropped++ === 0) this.log.warn({ rule: this.rule.name, reason }, 'a request is not forwarded; more of these are only counted');
  }
}

function retryAfterMs(header: string | null): number | undefined {
  const seconds = Number(header ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds * 1000, LONGEST_WAIT_MS) : undefined;
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? message;
}

/** A URL may carry a password. */
function withoutSecrets(url: string): string {
  const shown = new URL(url);
  shown.username = shown.password = '';
  shown.search = shown.search === '' ? '' : '?…';
  return shown.href;
}
