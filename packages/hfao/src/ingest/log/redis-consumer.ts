import type { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../runtime/log.js';
import { STREAM_KEY, type RedisLink } from './redis-link.js';

const GROUP = 'writers';
/** Of one answer, as far as the size of earlier entries can tell. */
const READ_BYTES = 16 * 1024 * 1024;
const MOST_ENTRIES = 32;
const BLOCK_MS = 1_000;
/** An entry that its consumer has not touched for so long is abandoned; a living consumer touches what it holds more often. */
export const ABANDONED_MS = 30_000;
const TOUCH_MS = 10_000;
const LOOK_MS = 5_000;
/** Given out so often and never settled, an entry may be what ends its consumers: it is tried alone, so that no other shares its fate … */
const SUSPECT_AFTER = 3;
/** … and after so many times it is set aside unread. */
const MOST_DELIVERIES = 8;
const IDS_A_COMMAND = 500;

/** One entry as Redis holds it. */
export interface StreamEntry {
  id: string;
  header: Buffer;
  sealed: Buffer;
  /** Why it must not be tried again; undefined for most. */
  poison?: string;
}

export interface RedisConsumerDeps {
  link: RedisLink;
  /** Of this consumer, for as long as its data directory lives: what it left pending is its own again after a restart, at once. */
  name: string;
  /** Resolves when there is room for more. */
  room: () => Promise<void>;
  /** Takes an entry in hand; it stays until {@link RedisConsumer.settled}. */
  deliver: (entry: StreamEntry) => Promise<void>;
  log: Log;
  abandonedMs?: number;
}

type Fields = [id: string, fields: Buffer[] | null];

/**
 * One member of the group `writers`: every entry goes to one of them, and comes again, to it or to another, until it is settled.
 * Entries are deleted when they are settled and never otherwise.
 */
export class RedisConsumer {
  readonly #reader: Redis;
  /** Given out, or settled and not yet forgotten by Redis. */
  readonly #inHand = new Set<string>();
  #settled: string[] = [];
  #forgetting: Promise<void> | undefined;
  #entryBytes = READ_BYTES / MOST_ENTRIES;
  #lookedAt = 0;
  #touching: NodeJS.Timeout | undefined;
  #isStopped = false;
  #onSettled: () => void = () => {};

  constructor(readonly deps: RedisConsumerDeps) {
    this.#reader = deps.link.open();
  }

  /** Reads until it is stopped, through any outage of Redis. @throws for a bug */
  async run(): Promise<void> {
    this.#touching = setInterval(() => void this.#touch(), TOUCH_MS).unref();
    for (let failures = 0; !this.#isStopped; failures++) {
      try {
        await this.#join();
        await this.#takeUp('own');
        failures = 0;
        while (!this.#isStopped) await this.#turn();
      } catch (error) {
        if (this.#isStopped) return;
        if (error instanceof TypeError || error instanceof RangeError) throw error;
        if (failures === 0 && this.deps.link.isUsable) this.deps.log.warn({ error }, 'reading from Redis failed; it goes on when Redis is there');
        await sleep(Math.min(1000, 50 * 2 ** failures));
      }
    }
  }

  /** These are stored or set aside: Redis forgets them, now or when it is back. */
  settled(ids: readonly string[]): void {
    this.#settled.push(...ids);
    this.#onSettled();
    this.#forgetting ??= this.#forget();
  }

  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    clearInterval(this.#touching);
    this.#reader.disconnect();
    this.#onSettled();
  }

  /** Waits until Redis has forgotten what is settled, or does not answer. */
  async close(): Promise<void> {
    this.stop();
    await this.#forgetting;
  }

  async #join(): Promise<void> {
    this.deps.link.requireUsable();
    await this.deps.link.ready(this.#reader);
    try {
      await this.deps.link.control.xgroup('CREATE', STREAM_KEY, GROUP, '0', 'MKSTREAM');
    } catch (error) {
      if (!(error as Error).message.startsWith('BUSYGROUP')) throw error;
    }
  }

  async #turn(): Promise<void> {
    await this.deps.room();
    if (this.#isStopped) return;
    const now = performance.now();
    if (now - this.#lookedAt > Math.min(LOOK_MS, this.#abandonedMs)) {
      this.#lookedAt = now;
      await this.#takeUp('abandoned');
    }
    if (this.#settled.length > 0) this.#forgetting ??= this.#forget();   // what failed while Redis was away
    const count = Math.max(1, Math.min(MOST_ENTRIES, Math.floor(READ_BYTES / this.#entryBytes)));
    const answer = await this.#reader.callBuffer('XREADGROUP', 'GROUP', GROUP, this.deps.name, 'COUNT', String(count), 'BLOCK', String(BLOCK_MS), 'STREAMS', STREAM_KEY, '>') as [Buffer, [Buffer, Buffer[]][]][] | null;
    for (const [id, fields] of answer?.[0][1] ?? []) await this.#deliver([id.toString(), fields]);
  }

  /** What was given out and not settled: to this consumer before it was restarted or lost its connection, or to one that is gone. */
  async #takeUp(whose: 'own' | 'abandoned'): Promise<void> {
    const { link: { control }, name } = this.deps;
    for (let after = '-'; !this.#isStopped;) {
      const pending = (whose === 'own'
        ? await control.call('XPENDING', STREAM_KEY, GROUP, after, '+', '100', name)
        : await control.call('XPENDING', STREAM_KEY, GROUP, 'IDLE', String(this.#abandonedMs), after, '+', '100')) as [string, string, number, number][];
      const free = pending.filter(([id]) => !this.#inHand.has(id));
      await this.#claimTrusted(free.filter((it) => it[3] < SUSPECT_AFTER).map(([id]) => id), whose);
      for (const [id, , , deliveries] of free.filter((it) => it[3] >= SUSPECT_AFTER)) await this.#tryAlone(id, deliveries, whose);
      if (pending.length < 100) return;
      after = `(${pending[pending.length - 1][0]}`;
    }
  }

  async #claimTrusted(ids: readonly string[], whose: 'own' | 'abandoned'): Promise<void> {
    for (let i = 0; i < ids.length && !this.#isStopped; i += MOST_ENTRIES) {
      await this.deps.room();
      for (const entry of await this.#claim(ids.slice(i, i + MOST_ENTRIES), whose)) await this.#deliver(entry);
    }
  }

  async #tryAlone(id: string, deliveries: number, whose: 'own' | 'abandoned'): Promise<void> {
    await this.#untilNothingIsInHand();
    if (this.#isStopped) return;
    const poison = deliveries < MOST_DELIVERIES ? undefined : `it was given out ${deliveries} times, and each time its writer ended before it was stored`;
    this.deps.log.warn({ entry: id, deliveries }, 'a request was given out again and again without being stored; it is tried alone');
    for (const entry of await this.#claim([id], whose)) await this.#deliver(entry, poison);
    await this.#untilNothingIsInHand();
  }

  async #untilNothingIsInHand(): Promise<void> {
    while (this.#inHand.size > this.#settled.length && !this.#isStopped) await new Promise<void>((resolve) => { this.#onSettled = resolve; });
  }

  async #claim(ids: readonly string[], whose: 'own' | 'abandoned'): Promise<Fields[]> {
    const minIdle = whose === 'own' ? 0 : this.#abandonedMs;
    const claimed = await this.deps.link.control.callBuffer('XCLAIM', STREAM_KEY, GROUP, this.deps.name, String(minIdle), ...ids) as ([Buffer, Buffer[] | null] | null)[];
    return claimed.filter((it) => it !== null).map(([id, fields]) => [id.toString(), fields]);
  }

  async #deliver([id, fields]: Fields, poison?: string): Promise<void> {
    if (fields === null || this.#inHand.has(id)) return;
    this.#inHand.add(id);
    const [header, sealed] = ['h', 'b'].map((name) => fields[fields.findIndex((it, i) => i % 2 === 0 && it.toString() === name) + 1] ?? Buffer.alloc(0));
    this.#entryBytes = Math.max(sealed.length, this.#entryBytes * 0.9, 1024);
    await this.deps.deliver({ id, header, sealed, poison });
  }

  /** So that nobody takes for abandoned what waits here for a slow store. */
  async #touch(): Promise<void> {
    const ids = [...this.#inHand];
    try {
      for (let i = 0; i < ids.length; i += IDS_A_COMMAND) {
        await this.deps.link.control.call('XCLAIM', STREAM_KEY, GROUP, this.deps.name, '0', ...ids.slice(i, i + IDS_A_COMMAND), 'JUSTID');
      }
    } catch (error) {
      this.deps.log.debug({ error }, 'Redis could not be told what is in hand; it is told again');
    }
  }

  async #forget(): Promise<void> {
    try {
      while (this.#settled.length > 0) {
        const ids = this.#settled.slice(0, IDS_A_COMMAND);
        await this.deps.link.control.multi().xack(STREAM_KEY, GROUP, ...ids).xdel(STREAM_KEY, ...ids).exec();
        this.#settled.splice(0, ids.length);
        for (const id of ids) this.#inHand.delete(id);
        this.#onSettled();
      }
    } catch (error) {
      this.deps.log.debug({ error }, 'Redis could not be told what is stored; it is told again');
    } finally {
      this.#forgetting = undefined;
    }
  }

  get #abandonedMs(): number {
    return this.deps.abandonedMs ?? ABANDONED_MS;
  }
}
