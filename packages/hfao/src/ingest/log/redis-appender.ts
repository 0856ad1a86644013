import type { Redis } from 'ioredis';
import { asFailure, Failure } from '../../runtime/errors.js';
import type { Log } from '../../runtime/log.js';
import { STREAM_KEY, type RedisLink } from './redis-link.js';
import type { BufferEntry, EntrySeal } from './redis-entry.js';

const SYNC_MS = 5_000;
const UNKNOWN = 'Nobody knows whether Redis kept this request: send it again in a few seconds; spans that are sent twice are stored once.';

interface Waiting { entry: BufferEntry; resolve(): void; reject(error: unknown): void }

/** Puts requests into the stream, on a connection of its own. All that wait during one round trip, or sync, share the next. */
export class RedisAppender {
  readonly #redis: Redis;
  #waiting: Waiting[] = [];
  #pumping: Promise<void> | undefined;
  #isClosing = false;

  constructor(readonly link: RedisLink, readonly seal: EntrySeal, readonly log: Log) {
    this.#redis = link.open();
  }

  /**
   * Resolves once Redis keeps the entry as well as it promised (redis-durability.ts).
   * @throws Failure `unavailable` or `overloaded`; the entry may be there all the same, and may be sent again
   */
  append(entry: BufferEntry): Promise<void> {
    if (this.#isClosing) return Promise.reject(new Failure('unavailable', 'hfao is shutting down.'));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ entry, resolve, reject });
      this.#pumping ??= this.#pump();
    });
  }

  /** Waits for the appends in hand. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#pumping;
  }

  async #pump(): Promise<void> {
    await Promise.resolve();   // what comes in the same turn goes along
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0);
      await this.#appendAll(group).catch((error: unknown) => { for (const it of group) it.reject(this.#asFailure(error)); });
    }
    this.#pumping = undefined;
  }

  async #appendAll(group: readonly Waiting[]): Promise<void> {
    const { waitAof } = this.link.requireUsable();
    await this.link.ready(this.#redis);
    const pipeline = this.#redis.pipeline();
    for (const { entry } of group) {
      const { header, sealed } = this.seal.seal(entry);
      pipeline.xadd(STREAM_KEY, '*', 'h', header, 'b', sealed);
    }
    if (waitAof) pipeline.call('WAITAOF', '1', '0', String(SYNC_MS));
    const answers = await pipeline.exec() ?? [];
    const synced = waitAof ? answers[group.length] : undefined;
    const syncFault = synced === undefined ? undefined : synced[0] ?? ((synced[1] as number[])[0] >= 1 ? undefined : new Error(`Redis did not sync to its disk within ${SYNC_MS} ms`));
    for (const [i, it] of group.entries()) {
      const error = answers[i]?.[0] ?? syncFault;
      if (error === undefined || error === null) it.resolve();
      else it.reject(this.#asFailure(error));
    }
  }

  #asFailure(cause: unknown): Failure {
    if (cause instanceof Failure) return cause;
    const { name, message } = cause as Error;
    if (cause instanceof TypeError || cause instanceof RangeError) return asFailure(cause);
    this.log.warn({ reason: message }, 'Redis did not take a request; its sender is asked to send it again');
    if (message.startsWith('OOM')) return new Failure('overloaded', 'Redis, which keeps what is acknowledged, has no memory left (maxmemory). Send again in a few seconds.', { cause, retryAfterSeconds: 5 });
    if (name === 'ReplyError') return new Failure('unavailable', `Redis refuses to write: ${message}. Send again in a few seconds.`, { cause, retryAfterSeconds: 5 });
    return new Failure('unavailable', UNKNOWN, { cause, retryAfterSeconds: 2 });
  }
}
