import { setTimeout as sleep } from 'node:timers/promises';
import { asFailure, Failure } from '../../runtime/errors.js';
import type { Log } from '../../runtime/log.js';
import { RedisAppender } from '../log/redis-appender.js';
import { RedisConsumer, type StreamEntry } from '../log/redis-consumer.js';
import { EntrySeal, type BufferEntry } from '../log/redis-entry.js';
import { StreamGauge } from '../log/redis-gauge.js';
import { RedisLink, type RedisLinkOptions } from '../log/redis-link.js';
import type { CheckedRequest, IngestBuffer } from './ingest-buffer.js';
import type { LocalBuffer } from './local-buffer.js';
import { ownBuffer, unpack, type UnpackDeps } from './unpack.js';
import type { WriteRequest } from './write-request.js';

export interface RedisBufferOptions extends RedisLinkOptions {
  /** Slug of the project of spans that name none. */
  defaultProject: string;
  /** Of the stream, in Redis's memory. */
  maxBytes: number;
  /** Given where this process writes to the store. */
  writer?: RedisWriter;
}

export interface RedisWriter extends UnpackDeps {
  /** See RedisConsumerDeps. */
  consumerName: string;
  /** What this data directory acknowledged before it had a Redis; it goes first, and positions go on from there. */
  leftBehind: LocalBuffer;
}

/** Inflated, on the way to the store: two batches, so that one is read while the other is written. */
const IN_HAND_BYTES = 64 * 1024 * 1024;
/** Requests of this process that Redis has not answered yet. */
const UNANSWERED_BYTES = 64 * 1024 * 1024;
const BUSY = 0.8;
/** The stream is there to outlast a stopped writer; what is older than this, no writer comes for. */
const OLDEST_MS = 15 * 60_000;

/** @throws Failure `invalid_input` when Redis is there and must not be used */
export async function openRedisBuffer(options: RedisBufferOptions): Promise<RedisBuffer> {
  return new RedisBuffer(await RedisLink.open(options), options);
}

/** Acknowledged requests in a stream of Redis. Positions number what this process takes out of it, in the order in which it takes it. */
export class RedisBuffer implements IngestBuffer {
  readonly #seal: EntrySeal;
  readonly #appender: RedisAppender;
  readonly #gauge: StreamGauge;
  readonly #log: Log;
  #consumer: RedisConsumer | undefined;
  #unansweredBytes = 0;
  #position = 0;
  #inHand: { position: number; id: string; bytes: number }[] = [];
  #inHandBytes = 0;
  #hasRoom: () => void = () => {};
  readonly #stopping = new AbortController();

  constructor(readonly link: RedisLink, readonly options: RedisBufferOptions) {
    this.#log = options.log;
    this.#seal = new EntrySeal(options.secretKey);
    this.#appender = new RedisAppender(link, this.#seal, options.log);
    this.#gauge = new StreamGauge(link, options.log);
  }

  requireRoom(): void {
    this.link.requireUsable();
    const { maxBytes } = this.options;
    const { bytes, ageMs } = this.#gauge.state;
    const all = bytes + this.#unansweredBytes;
    if (all >= maxBytes) throw new Failure('overloaded', 'The ingest buffer in Redis is full; send again in a few seconds.', { retryAfterSeconds: 5 });
    if (all >= maxBytes * BUSY || this.#unansweredBytes >= UNANSWERED_BYTES) throw new Failure('backpressure', 'The ingest buffer in Redis is nearly full; send again in a second.', { retryAfterSeconds: 1 });
    if (ageMs > OLDEST_MS) throw new Failure('backpressure', 'The ingest buffer in Redis has not been emptied for a quarter of an hour: check the writer. Send again in a few seconds.', { retryAfterSeconds: 5 });
  }

  async append({ receivedAt, signal, encoding, contentEncoding, body }: CheckedRequest): Promise<void> {
    this.requireRoom();
    this.#unansweredBytes += body.length;
    try {
      await this.#appender.append({ receivedAt, signal, encoding, contentEncoding, body, project: this.options.defaultProject });
    } finally {
      this.#unansweredBytes -= body.length;
    }
  }

  async consume(take: (request: WriteRequest) => void): Promise<void> {
    const { writer } = this.options;
    if (writer === undefined) throw new Error('this process is no writer');
    await writer.leftBehind.consume(take);
    if (this.#stopping.signal.aborted) return;
    this.#position = writer.leftBehind.lastPosition;
    this.#consumer = new RedisConsumer({ link: this.link, name: writer.consumerName, room: () => this.#room(), deliver: (entry) => this.#deliver(entry, writer, take), log: this.#log });
    await this.#consumer.run();
  }

  settled(position: number): void {
    this.options.writer?.leftBehind.settled(position);
    const count = this.#inHand.findIndex((it) => it.position > position);
    const done = this.#inHand.splice(0, count === -1 ? this.#inHand.length : count);
    for (const { bytes } of done) this.#inHandBytes -= bytes;
    this.#hasRoom();
    if (done.length > 0) this.#consumer?.settled(done.map((it) => it.id));
  }

  stop(): void {
    this.#stopping.abort();
    this.#hasRoom();
    this.options.writer?.leftBehind.stop();
    this.#consumer?.stop();
  }

  async close(): Promise<void> {
    this.stop();
    await this.#appender.close();
    await this.#consumer?.close();
    await this.options.writer?.leftBehind.close();
    this.#gauge.close();
    await this.link.end();
  }

  pending(): { bytes: number; ageMs: number } {
    const { bytes, ageMs } = this.#gauge.state;
    return { bytes, ageMs };
  }

  waitingFor(): string[] {
    return this.link.isUsable ? [] : ['Redis'];
  }

  async #room(): Promise<void> {
    while (this.#inHandBytes >= IN_HAND_BYTES && !this.#stopping.signal.aborted) await new Promise<void>((resolve) => { this.#hasRoom = resolve; });
  }

  async #deliver(entry: StreamEntry, writer: RedisWriter, take: (request: WriteRequest) => void): Promise<void> {
    for (let attempt = 0; !this.#stopping.signal.aborted; attempt++) {
      try {
        const request = await this.#requestOf(entry, writer);
        if (this.#stopping.signal.aborted) return;
        this.#inHand.push({ position: request.position, id: entry.id, bytes: request.body.byteLength });
        this.#inHandBytes += request.body.byteLength;
        return take(request);
      } catch (error) {
        this.#log.warn({ error, entry: entry.id }, 'the projects of a request cannot be found out now; it is tried again');
        await sleep(Math.min(5000, 100 * 2 ** attempt), null, { signal: this.#stopping.signal }).catch(() => {});
      }
    }
  }

  /** @throws what the control plane throws */
  async #requestOf({ id, header, sealed, poison }: StreamEntry, writer: RedisWriter): Promise<WriteRequest> {
    const position = ++this.#position;
    const entry = this.#opened(header, sealed);
    if (entry instanceof Failure) {
      const projectId = await this.#projectId(this.options.defaultProject, writer);
      return { position, entry: id, receivedAt: Date.now() * 1000, signal: 'traces', encoding: 'protobuf', body: ownBuffer(sealed), projectId, projects: {}, setAside: entry.message };
    }
    const { project, ...rest } = entry;
    const record = { ...rest, position, projectId: await this.#projectId(project, writer) };
    if (poison !== undefined) return { ...record, entry: id, body: ownBuffer(record.body), projects: {}, setAside: poison };
    return { ...await unpack(record, writer), entry: id };
  }

  #opened(header: Buffer, sealed: Buffer): BufferEntry | Failure {
    try {
      return this.#seal.open(header, sealed);
    } catch (error) {
      return asFailure(error);
    }
  }

  /** Of a default project that receivers name; of ours where theirs cannot be made. */
  async #projectId(slug: string, { projects }: RedisWriter): Promise<string> {
    const ids = await projects.of([slug]).catch((error: unknown) => {
      if (error instanceof Failure && !error.retry) return projects.of([this.options.defaultProject]);
      throw error;
    });
    return Object.values(ids)[0];
  }
}
