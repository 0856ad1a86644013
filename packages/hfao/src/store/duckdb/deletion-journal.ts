import { closeSync, fdatasyncSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Micros } from '../../model/time.js';
import { KnownDeletions, type Deletion, type DeletionEntry } from '../known-deletions.js';

type Entry = DeletionEntry | { /** Segments that are gone for good, by number. */ dropped: [first: number, last: number] };

/** Its name in the directory of segments. */
export const DELETIONS_FILE = 'deletions.jsonl';

/** What was deleted, one line of JSON each, on disk before it takes effect. A line that a crash cut off was never in effect. */
export class DeletionJournal {
  readonly #known = new KnownDeletions();
  /** Numbers of segments that are gone for good. */
  readonly #dropped = new Set<number>();
  /** A write that failed may have left half a line. */
  #isTorn = false;

  private constructor(readonly path: string) {}

  /** @param forgetBefore what was deleted before, and is done, is dropped from the journal: nothing that was received so long ago can still be on its way */
  static open(directory: string, forgetBefore: Micros): DeletionJournal {
    const journal = new DeletionJournal(join(directory, DELETIONS_FILE));
    for (const line of journal.#lines()) journal.#take(line);
    journal.#known.forgetDone(forgetBefore, () => true);
    journal.#rewrite();
    return journal;
  }

  get known(): KnownDeletions {
    return this.#known;
  }

  get deletions(): Deletion[] {
    return this.#known.all;
  }

  wasDropped(segment: number): boolean {
    return this.#dropped.has(segment);
  }

  /** @throws what the disk says when it cannot be written: then nothing is in effect */
  add(entry: Entry): void {
    const file = openSync(this.path, 'a', 0o600);
    try {
      const start = this.#isTorn ? '\n' : '';
      this.#isTorn = true;
      writeSync(file, `${start}${JSON.stringify(entry)}\n`);
      fdatasyncSync(file);
      this.#isTorn = false;
    } finally {
      closeSync(file);
    }
    this.#take(entry);
  }

  #take(entry: Entry): void {
    if (!('dropped' in entry)) this.#known.take(entry);
    else for (let number = entry.dropped[0]; number <= entry.dropped[1]; number++) this.#dropped.add(number);
  }

  #lines(): Entry[] {
    let text: string;
    try {
      text = readFileSync(this.path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
    return text.split('\n').flatMap((it) => entryOf(it) ?? []);
  }

  #rewrite(): void {
    const entries: Entry[] = this.#known.entries();
    for (const range of rangesOf([...this.#dropped])) entries.push({ dropped: range });
    if (entries.length === 0 && this.#lines().length === 0) return;
    const draft = `${this.path}.draft`;
    writeFileSync(draft, entries.map((it) => `${JSON.stringify(it)}\n`).join(''), { mode: 0o600, flush: true });
    renameSync(draft, this.path);
    const folder = openSync(dirname(this.path), 'r');
    fsyncSync(folder);
    closeSync(folder);
  }
}

/** Undefined for a line that was not written whole. */
function entryOf(line: string): Entry | undefined {
  try {
    return JSON.parse(line) as Entry;
  } catch {
    return undefined;
  }
}

function rangesOf(numbers: number[]): [number, number][] {
  const ranges: [number, number][] = [];
  for (const it of numbers.sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && it === last[1] + 1) last[1] = it;
    else ranges.push([it, it]);
  }
  return ranges;
}
