import { Failure } from '../../runtime/errors.js';

const SOFT_LIMIT_BYTES = 64 * 1024 * 1024;
/** The soft limit is 80 % of it. */
const HARD_LIMIT_BYTES = 80 * 1024 * 1024;
const OLDEST_MS = 10_000;

/** What is acknowledged, or about to be, and not yet visible. It bounds memory and delay: overload is refused, never queued. */
export class Pending {
  #bytes = 0;
  #logged: { position: number; bytes: number; at: number }[] = [];
  #first = 0;

  constructor(readonly now: () => number = () => performance.now()) {}

  get bytes(): number { return this.#bytes; }

  get ageMs(): number {
    const oldest = this.#logged[this.#first];
    return oldest === undefined ? 0 : this.now() - oldest.at;
  }

  /**
   * Makes room for a request of this many inflated bytes, or refuses it.
   * @throws Failure `backpressure` over the limit or while the store lags, `overloaded` when it would not fit at all
   */
  admit(bytes: number): void {
    if (this.#bytes > 0 && this.#bytes + bytes > HARD_LIMIT_BYTES) throw new Failure('overloaded', 'The ingest buffer is full; send again in a second.', { retryAfterSeconds: 1 });
    if (this.#bytes >= SOFT_LIMIT_BYTES) throw new Failure('backpressure', 'The ingest buffer is nearly full; send again in a second.', { retryAfterSeconds: 1 });
    if (this.ageMs > OLDEST_MS) throw new Failure('backpressure', 'The store lags behind by more than ten seconds; send again in a second.', { retryAfterSeconds: 1 });
    this.#bytes += bytes;
  }

  /** An admitted request (or one of a replay, which is not asked) is in the log now. In order of positions. */
  logged(position: number, bytes: number): void {
    this.#logged.push({ position, bytes, at: this.now() });
  }

  /** A request from an earlier run is in hand again. */
  resume(position: number, bytes: number): void {
    this.#bytes += bytes;
    this.logged(position, bytes);
  }

  /** An admitted request did not reach the log. */
  release(bytes: number): void {
    this.#bytes -= bytes;
  }

  /** Everything up to this position is visible or set aside. */
  settled(position: number): void {
    while (this.#first < this.#logged.length && this.#logged[this.#first].position <= position) this.#bytes -= this.#logged[this.#first++].bytes;
    if (this.#first < 1000) return;
    this.#logged = this.#logged.slice(this.#first);
    this.#first = 0;
  }
}
