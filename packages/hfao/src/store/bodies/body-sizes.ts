import type { BodyStore } from './body-store.js';

const FRESH_MS = 10 * 60 * 1000;

interface Size { bodies: number; bytes: number }

/** What the bodies of projects take: counted at most every ten minutes, because that reads the whole list. */
export class BodySizes {
  readonly #known = new Map<string, { countedAt: number; size: Promise<Size> }>();

  constructor(private readonly store: Pick<BodyStore, 'size'>, private readonly now: () => number = Date.now) {}

  of(projectId: string): Promise<Size> {
    const known = this.#known.get(projectId);
    if (known !== undefined && this.now() - known.countedAt < FRESH_MS) return known.size;
    const size = this.store.size(projectId);
    this.#known.set(projectId, { countedAt: this.now(), size });
    size.catch(() => this.#known.delete(projectId));
    return size;
  }
}
