import { setTimeout as sleep } from 'node:timers/promises';
import type { Micros } from '../../model/time.js';
import type { Pipelines } from './pipelines.js';
import { readRequest, type ReadRequest } from './read-request.js';
import { MOST_ROWS, refuse, storeBatch, type StoreBatchDeps } from './store-batch.js';
import type { Settled, WriteRequest } from './write-request.js';

const MOST_BYTES = 32 * 1024 * 1024;
/** A commit has a price of its own, so a busy batch waits longer for more rows; a quiet one is shown at once. */
const QUIET_MS = 100;
const BUSY_MS = 250;
const BUSY_ROWS = 250;

/** Requests that are acknowledged, on this thread, and not stored yet. */
export interface InHand { requests: number; /** When the oldest of them was received; null when there is none. */ receivedAt: Micros | null }

interface WriterDeps extends StoreBatchDeps { pipelines: Pipelines }

/**
 * The write road behind the log, on the store's thread: requests in, batches into the store, in the order of arrival.
 * It decodes one request a turn of the event loop, so a read never waits behind more than one.
 */
export class Writer {
  #queue: WriteRequest[] = [];
  #batch: ReadRequest[] = [];
  #inHand: WriteRequest[] = [];
  #rows = 0;
  #bytes = 0;
  #openedAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #turn: NodeJS.Immediate | undefined;
  #storing: Promise<void> | undefined;
  #drained: (() => void)[] = [];
  readonly #stopping = new AbortController();
  readonly #deps: WriterDeps;

  /** @param failed called when it cannot go on: a bug, since whatever the store does is handled */
  constructor(deps: Omit<WriterDeps, 'sleep'>, readonly failed: (error: unknown) => void) {
    const settled = (what: Settled) => {
      this.#inHand = this.#inHand.filter((it) => it.position > what.position);
      deps.settled(what);
    };
    this.#deps = { ...deps, settled, sleep: (ms) => sleep(ms, null, { signal: this.#stopping.signal }) };
  }

  push(request: WriteRequest): void {
    this.#queue.push(request);
    this.#inHand.push(request);
    this.#schedule();
  }

  /** The requests in hand whose bodies mention an id: as text, or as the bytes that its hex digits stand for. */
  inHand(id: string): InHand {
    const asBytes = /^(?:[0-9a-f]{2})+$/i.test(id) ? Buffer.from(id, 'hex') : undefined;
    const found = this.#inHand.filter(({ body }) => {
      const bytes = Buffer.from(body);
      return bytes.includes(id) || (asBytes !== undefined && (bytes.includes(asBytes) || bytes.includes(id.toUpperCase())));
    });
    return { requests: found.length, receivedAt: found.length === 0 ? null : Math.min(...found.map((it) => it.receivedAt)) };
  }

  /** Resolves when everything pushed so far is stored or set aside. */
  drain(): Promise<void> {
    return new Promise((resolve) => {
      this.#drained.push(resolve);
      this.#schedule();
    });
  }

  /** Resolves when the batch that is being stored now, if any, is stored. */
  async stored(): Promise<void> {
    await this.#storing;
  }

  /** Gives up what is in hand; the ingest log has it. Resolves when the store is not in use any more. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    clearTimeout(this.#timer);
    clearImmediate(this.#turn);
    await this.#storing;
  }

  #schedule(): void {
    if (!this.#stopping.signal.aborted) this.#turn ??= setImmediate(() => { this.#turn = undefined; this.#step(); });
  }

  #step(): void {
    if (this.#queue.length > 0 && !this.#isFull()) this.#read(this.#queue.shift()!);
    if (this.#storing === undefined && this.#isDue()) this.#store();
    if (this.#queue.length > 0 && !this.#isFull()) this.#schedule();
    else if (this.#storing === undefined && this.#batch.length > 0) this.#wakeWhenDue();
    if (this.#isIdle()) for (const resolve of this.#drained.splice(0)) resolve();
  }

  #read(request: WriteRequest): void {
    if (request.setAside !== undefined) return this.#refuse(request, request.setAside);
    let read: ReadRequest;
    try {
      read = readRequest(request, this.#deps.pipelines, this.#deps.log);
    } catch (error) {
      this.#refuse(request, `the request cannot be read: ${error instanceof Error ? error.message : String(error)}`);
      return;
    }
    if (this.#batch.length === 0) this.#openedAt = performance.now();
    this.#batch.push(read);
    this.#rows += read.rows.length + (read.logs?.length ?? 0) + (read.metricPoints?.length ?? 0);
    this.#bytes += request.body.byteLength;
  }

  /** What was checked and still cannot be read is set aside, in its turn: positions are settled in order. */
  #refuse(request: WriteRequest, reason: string): void {
    const before = this.#takeBatch();
    this.#run(async () => {
      if (before.length > 0) await storeBatch(before, this.#deps);
      await refuse(request, reason, this.#deps);
    });
  }

  #isFull(): boolean {
    return this.#rows >= MOST_ROWS || this.#bytes >= MOST_BYTES;
  }

  #isDue(): boolean {
    if (this.#batch.length === 0) return false;
    const wanted = this.#drained.length > 0 && this.#queue.length === 0;
    return wanted || this.#isFull() || this.#dueIn() <= 0;
  }

  #dueIn(): number {
    return this.#openedAt + (this.#rows < BUSY_ROWS ? QUIET_MS : BUSY_MS) - performance.now();
  }

  #wakeWhenDue(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#schedule(), Math.max(1, this.#dueIn()));
  }

  #isIdle(): boolean {
    return this.#queue.length === 0 && this.#batch.length === 0 && this.#storing === undefined;
  }

  #store(): void {
    const batch = this.#takeBatch();
    this.#run(() => storeBatch(batch, this.#deps));
  }

  #takeBatch(): ReadRequest[] {
    const batch = this.#batch;
    this.#batch = [];
    this.#rows = 0;
    this.#bytes = 0;
    return batch;
  }

  /** Work on the store, one after the other. */
  #run(work: () => Promise<void>): void {
    const running: Promise<void> = (this.#storing ?? Promise.resolve())
      .then(work)
      .catch((error: unknown) => { if (!this.#stopping.signal.aborted) this.failed(error); })
      .finally(() => {
        if (this.#storing === running) this.#storing = undefined;
        this.#schedule();
      });
    this.#storing = running;
  }
}
