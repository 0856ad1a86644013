import type { Log } from '../../runtime/log.js';
import { STREAM_KEY, type RedisLink } from './redis-link.js';

export interface StreamState { entries: number; bytes: number; ageMs: number }

const EVERY_MS = 250;

/** Entries, their memory (estimated from some of them, so the cost does not grow) and the age of the oldest by Redis's own clock; no body crosses the wire. */
const STATE = `
local entries = redis.call('XLEN', KEYS[1])
if entries == 0 then return {0, 0, 0} end
local first = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1][1]
local now = redis.call('TIME')
return {entries, redis.call('MEMORY', 'USAGE', KEYS[1], 'SAMPLES', 20) or 0, now[1] * 1000 + math.floor(now[2] / 1000) - tonumber(string.match(first, '^%d+'))}`;

/** How much waits in the stream. What is stored is deleted from it, so whatever is there is not stored yet. */
export class StreamGauge {
  #state: StreamState = { entries: 0, bytes: 0, ageMs: 0 };
  readonly #timer: NodeJS.Timeout;
  #isAsking = false;

  constructor(readonly link: RedisLink, readonly log: Log) {
    this.#timer = setInterval(() => void this.ask(), EVERY_MS).unref();
  }

  /** As of the last answer, a quarter of a second ago at most while Redis answers. */
  get state(): StreamState { return this.#state; }

  async ask(): Promise<void> {
    if (this.#isAsking || !this.link.isUsable) return;
    this.#isAsking = true;
    try {
      const [entries, bytes, ageMs] = await this.link.control.eval(STATE, 1, STREAM_KEY) as [number, number, number];
      this.#state = { entries, bytes, ageMs: Math.max(0, ageMs) };
    } catch (error) {
      this.log.debug({ error }, 'Redis did not say how much waits in it');
    } finally {
      this.#isAsking = false;
    }
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
