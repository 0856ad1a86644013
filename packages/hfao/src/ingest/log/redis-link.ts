import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../runtime/errors.js';
import type { Log } from '../../runtime/log.js';
import { fileKey, isSameCheck } from './file-key.js';
import { durabilityOf, requireFull, type RedisDurability } from './redis-durability.js';

/** All that hfao keeps in Redis begins with this. The stream holds a request from its acknowledgement until it is stored. */
export const STREAM_KEY = 'hfao:ingest';
const KEY_CHECK = 'hfao:ingest:key-check';

/** A start waits so long for Redis; after that it goes on, refuses what is sent, and joins when Redis is there. */
const FIRST_WAIT_MS = 5_000;
const COMMAND_MS = 10_000;
const READY_MS = 2_000;

export interface RedisLinkOptions { url: string; secretKey: Uint8Array; isRelaxed: boolean; log: Log }

/** The connections of one process to Redis. They come back by themselves; every time Redis is asked again whether it keeps our promises. */
export class RedisLink {
  /** For commands that are answered at once. */
  readonly control: Redis;
  #fault: Failure | undefined = new Failure('unavailable', 'Redis, which keeps what is acknowledged, does not answer yet; send again in a few seconds.', { retryAfterSeconds: 2 });
  #durability: RedisDurability | undefined;
  #all: Redis[] = [];
  #isEnding = false;
  #judged: () => void = () => {};
  readonly #make: () => Redis;

  private constructor(make: () => Redis, readonly options: RedisLinkOptions) {
    this.#make = make;
    this.control = this.open();
    this.control.on('ready', () => void this.#judge());
    this.control.on('close', () => this.#lost());
  }

  /** @throws Failure `invalid_input` when Redis is there and must not be used: it keeps nothing, or what it holds has another secret key */
  static async open(options: RedisLinkOptions): Promise<RedisLink> {
    const { Redis } = await import('ioredis');
    const link = new RedisLink(() => new Redis(options.url, {
      protocol: 2, enableOfflineQueue: false, maxRetriesPerRequest: 0, autoResendUnfulfilledCommands: false, commandTimeout: COMMAND_MS, connectTimeout: COMMAND_MS,
      retryStrategy: (times) => Math.min(2000, 50 * 2 ** Math.min(times, 6)), connectionName: 'hfao',
      reconnectOnError: ({ message }) => message.startsWith('READONLY'),   // the primary has changed
    }), options);
    await Promise.race([new Promise<void>((resolve) => { link.#judged = resolve; }), sleep(FIRST_WAIT_MS, null, { ref: false })]);
    const fault = link.#fault;
    if (fault !== undefined && !fault.retry) {
      await link.end();
      throw fault;
    }
    if (fault !== undefined) options.log.warn({ url: withoutPassword(options.url) }, 'Redis does not answer; hfao goes on without it, refuses what is sent, and joins as soon as it is there');
    return link;
  }

  /** Another connection, for what would hold up the others. */
  open(): Redis {
    const redis = this.#make();
    redis.on('error', (error) => this.options.log.debug({ error }, 'a connection to Redis failed; it is made again'));
    this.#all.push(redis);
    return redis;
  }

  /** Waits a moment for a connection that was opened or lost just now. @throws Failure `unavailable` */
  async ready(redis: Redis): Promise<void> {
    const deadline = performance.now() + READY_MS;
    while (redis.status !== 'ready') {
      if (performance.now() > deadline || this.#isEnding) throw new Failure('unavailable', 'Redis, which keeps what is acknowledged, does not answer; send again in a few seconds.', { retryAfterSeconds: 2 });
      await sleep(20);
    }
  }

  /** @throws Failure `unavailable` while Redis is away or must not be used */
  requireUsable(): RedisDurability {
    if (this.#fault === undefined && this.#durability !== undefined) return this.#durability;
    const { message } = this.#fault!;
    throw this.#fault!.retry ? this.#fault! : new Failure('unavailable', message, { retryAfterSeconds: 30 });
  }

  get isUsable(): boolean { return this.#fault === undefined; }

  async end(): Promise<void> {
    if (this.#isEnding) return;
    this.#isEnding = true;
    for (const redis of this.#all) redis.disconnect();
  }

  async #judge(): Promise<void> {
    const { isRelaxed, log } = this.options;
    try {
      await this.#requireSameKey();
      const durability = await durabilityOf(this.control);
      if (!isRelaxed) requireFull(durability);
      else if (durability.weakness !== undefined) log.warn({ weakness: durability.weakness }, 'a crash of Redis may lose what was acknowledged, as HFAO_REDIS_DURABILITY=relaxed allows');
      this.#durability = durability;
      this.#fault = undefined;
    } catch (error) {
      if (!(error instanceof Failure)) return log.warn({ error }, 'Redis went away while it was asked about itself');
      this.#fault = error;
      log.error({ reason: error.message }, 'Redis cannot be used; requests are refused');
    }
    this.#judged();
  }

  /** Of all processes on one Redis: the first writes down what its key can be recognised by. */
  async #requireSameKey(): Promise<void> {
    const salt = randomBytes(16);
    await this.control.setnx(KEY_CHECK, Buffer.concat([salt, fileKey(this.options.secretKey, salt).check]));
    const kept = await this.control.getBuffer(KEY_CHECK);
    if (kept !== null && !isSameCheck(kept.subarray(16), fileKey(this.options.secretKey, kept.subarray(0, 16)).check)) {
      throw new Failure('invalid_input', `What waits in Redis was encrypted with another secret key. Give every process on this Redis the same HFAO_SECRET_KEY, or another database in HFAO_REDIS_URL. To give up what waits there: redis-cli DEL ${STREAM_KEY} ${KEY_CHECK}.`, { field: 'HFAO_SECRET_KEY' });
    }
  }

  #lost(): void {
    if (this.#isEnding || this.#fault?.retry === true) return;
    this.#fault = new Failure('unavailable', 'Redis, which keeps what is acknowledged, does not answer; send again in a few seconds.', { retryAfterSeconds: 2 });
    this.options.log.error('the connection to Redis is lost; requests are refused until it is back');
  }
}

function withoutPassword(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
