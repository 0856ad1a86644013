import type { RecentRejection } from '../../model/rejection.js';
import { isoTime } from '../../model/time.js';
import type { Rejection } from '../decode/export-check.js';

const MOST = 1000;
const CHARACTERS = 400;

/** The latest refused items, of all projects, so that one of them can be found by its id. In memory and bounded. */
export class RecentRejections {
  #kept: { slug: string; rejection: RecentRejection }[] = [];

  add(slug: string, { reason, item }: Rejection, nowMs: number): void {
    if (this.#kept.length >= 2 * MOST) this.#kept = this.#kept.slice(-MOST);
    this.#kept.push({ slug, rejection: { at: isoTime(nowMs * 1000), reason: reason.slice(0, CHARACTERS), item: item.slice(0, CHARACTERS) } });
  }

  /** Newest first. */
  of(slug: string): RecentRejection[] {
    return this.#kept.slice(-MOST).filter((it) => it.slug === slug).map((it) => it.rejection).toReversed();
  }
}
