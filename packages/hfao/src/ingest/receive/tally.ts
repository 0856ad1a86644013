import { isoTime } from '../../model/time.js';

/** What is counted beyond {@link MOST_KEYS} different things is counted together. */
const REST = 'other';
const MOST_KEYS = 50;
const EXAMPLE_CHARACTERS = 300;

interface Entry { count: number; lastMs: number; example: string }

/** Counts of things by a name that senders may choose: how often, when last, and the last example. Bounded whatever they choose. */
export class Tally {
  readonly #entries = new Map<string, Entry>();

  add(key: string, count: number, nowMs: number, example = ''): void {
    const known = this.#entries.has(key) || this.#entries.size < MOST_KEYS ? key : REST;
    const entry = this.#entries.get(known) ?? { count: 0, lastMs: 0, example: '' };
    entry.count += count;
    entry.lastMs = nowMs;
    entry.example = example.slice(0, EXAMPLE_CHARACTERS);
    this.#entries.set(known, entry);
  }

  /** Most frequent first. */
  list(): { key: string; count: number; last_at: string; example: string }[] {
    return [...this.#entries].map(([key, { count, lastMs, example }]) => ({ key, count, last_at: isoTime(lastMs * 1000), example })).sort((a, b) => b.count - a.count);
  }
}
