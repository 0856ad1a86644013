const SECONDS = 60;

/** How much came per second, over the last minute. */
export class RollingRate {
  readonly #buckets = new Float64Array(SECONDS);
  #second = 0;

  add(amount: number, nowMs: number): void {
    this.#advance(nowMs);
    this.#buckets[this.#second % SECONDS] += amount;
  }

  perSecond(nowMs: number): number {
    this.#advance(nowMs);
    return this.#buckets.reduce((sum, it) => sum + it, 0) / SECONDS;
  }

  /** Empties the seconds since the last call. A clock that goes back counts into the second it left. */
  #advance(nowMs: number): void {
    const second = Math.floor(nowMs / 1000);
    const passed = second - this.#second;
    if (passed <= 0) return;
    for (let i = 1; i <= Math.min(passed, SECONDS); i++) this.#buckets[(this.#second + i) % SECONDS] = 0;
    this.#second = second;
  }
}
