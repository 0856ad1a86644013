import { closeSync, fsyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { IndexFile } from './index-file.js';

/** Beyond this the index is made anew. */
const MAX_CHANGED = 4096;

export const indexPath = (segmentPath: string) => segmentPath.replace(/\.duckdb$/, '.words');
export const changedPath = (segmentPath: string) => segmentPath.replace(/\.duckdb$/, '.changed');

/**
 * The index of a segment at rest, or one that is being made, and the start times of rows that were written there since its making began. Rows are known by
 * their start time: where they lie in the file changes at a checkpoint. So what the index finds is always looked at, and with it all that changed.
 */
export class SegmentWords {
  #index: IndexFile | undefined;
  #isStale = false;
  readonly #path: string;
  readonly #changed: number;
  readonly #changedTimes = new Set<number>();

  private constructor(segmentPath: string, changed: number) {
    this.#path = segmentPath;
    this.#changed = changed;
  }

  /** Takes note from now on; {@link ready} when the index is there. */
  static begin(segmentPath: string): SegmentWords {
    removeWords(segmentPath);
    return new SegmentWords(segmentPath, openSync(changedPath(segmentPath), 'w', 0o600));
  }

  /** What an earlier run made, if it is whole. */
  static open(segmentPath: string): SegmentWords | undefined {
    const index = IndexFile.open(indexPath(segmentPath));
    if (index === undefined) return undefined;
    const words = new SegmentWords(segmentPath, openSync(changedPath(segmentPath), 'a+', 0o600));
    const changed = readFileSync(changedPath(segmentPath));
    for (let at = 0; at + 8 <= changed.length; at += 8) words.#changedTimes.add(changed.readDoubleLE(at));
    words.#index = index;
    return words;
  }

  ready(): void {
    this.#index = this.#isStale ? undefined : IndexFile.open(indexPath(this.#path));
  }

  /** Whether it must be made anew. */
  get isStale(): boolean {
    return this.#isStale;
  }

  /**
   * Rows that are about to be written to the segment. Durable when this returns: they may be on the disk after a crash.
   * @throws what the disk says when it is full
   */
  noteChanged(times: Iterable<number>): void {
    const fresh = [...new Set(times)].filter((it) => !this.#changedTimes.has(it));
    if (fresh.length === 0 || this.#isStale) return;
    if (this.#changedTimes.size + fresh.length > MAX_CHANGED) return this.#forget();
    writeSync(this.#changed, Buffer.from(Float64Array.from(fresh).buffer));
    fsyncSync(this.#changed);
    for (const time of fresh) this.#changedTimes.add(time);
  }

  /** The start times of all rows that may have all these words, each once, in no order. Undefined when there is no index, or it names more than `most` rows. */
  timesOf(words: readonly number[], most?: number): number[] | undefined {
    const times = this.#index?.timesOf(words, most);
    return times && [...new Set([...times, ...this.#changedTimes])];
  }

  close(): void {
    this.#index?.close();
    this.#index = undefined;
    this.#isStale = true;
    closeSync(this.#changed);
  }

  #forget(): void {
    removeWords(this.#path);
    this.#index?.close();
    this.#index = undefined;
    this.#isStale = true;
  }
}

/** An index first: without it what changed means nothing. */
export function removeWords(segmentPath: string): void {
  for (const path of [indexPath(segmentPath), changedPath(segmentPath)]) rmSync(path, { force: true });
}
