import type { Log } from './runtime/log.js';

/** What was opened, in order; it is closed in reverse, each part within its time, so that a stop always ends. */
export class Opened {
  readonly #parts: { name: string; withinMs: number; close: () => Promise<unknown> | void }[] = [];

  constructor(readonly log: Log) {}

  add(name: string, close: () => Promise<unknown> | void, withinMs = 2_000): void {
    this.#parts.push({ name, withinMs, close });
  }

  /** Never rejects: a part that fails or takes too long is logged, and the next is closed. */
  async close(): Promise<void> {
    for (let part = this.#parts.pop(); part !== undefined; part = this.#parts.pop()) {
      const { name, withinMs, close } = part;
      await within(withinMs, async () => close()).catch((error: unknown) => this.log.warn({ part: name, error }, 'did not close cleanly'));
    }
  }
}

async function within(ms: number, work: () => Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => { timer = setTimeout(() => reject(new Error(`still busy after ${ms} ms`)), ms); });
  await Promise.race([work(), late]).finally(() => clearTimeout(timer));
}
