import { closeSync, fdatasyncSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BodyId } from '../../model/body-ref.js';
import type { ForgetSubject } from '../../model/forgetting.js';
import type { Micros } from '../../model/time.js';

/** One deletion. It is in the journal before the first row goes. */
export interface Deletion {
  deletion_id: string;
  project_id: string;
  /** `age`: of what has passed its time; what arrives of it later is stored, and passes its time at once. */
  subject: ForgetSubject | { kind: 'age'; before: Micros };
  /** What was received up to then goes, and stays gone. */
  at: Micros;
  /** The traces that go; empty where the whole project does. */
  traces: string[];
  /** Of age: traces whose log records and scores stay. */
  kept: string[];
  /** Names of the files that held some of it, to be rewritten. */
  files: string[];
  /** Bodies that its rows pointed to. */
  bodies: BodyId[];
}

type Entry =
  | { deletion: Deletion }
  | { /** More traces of a deletion. */ more: string; traces: string[] }
  | { /** No read shows it any more. */ hidden: string }
  | { /** Its bodies, and copies elsewhere, are removed. */ finished: string }
  | { /** Segments that are gone for good, by number. */ dropped: [first: number, last: number] };

interface State { deletion: Deletion; isHidden: boolean; isFinished: boolean }

/** Its name in the directory of segments. */
export const DELETIONS_FILE = 'deletions.jsonl';

/** What was deleted, one line of JSON each, on disk before it takes effect. A line that a crash cut off was never in effect. */
export class DeletionJournal {
  readonly #states = new Map<string, State>();
  /** Numbers of segments that are gone for good. */
  readonly #dropped = new Set<number>();
  /** A write that failed may have left half a line. */
  #isTorn = false;

  private constructor(readonly path: string) {}

  /** @param forgetBefore what was deleted before, and is done, is dropped from the journal: nothing that was received so long ago can still be on its way */
  static open(directory: string, forgetBefore: Micros): DeletionJournal {
    const journal = new DeletionJournal(join(directory, DELETIONS_FILE));
    for (const line of journal.#lines()) journal.#take(line);
    for (const [id, { deletion, isHidden, isFinished }] of journal.#states) {
      if (isHidden && isFinished && (deletion.at < forgetBefore || deletion.subject.kind === 'age')) journal.#states.delete(id);
    }
    journal.#rewrite();
    return journal;
  }

  get deletions(): Deletion[] {
    return [...this.#states.values()].map((it) => it.deletion);
  }

  isHidden(id: string): boolean {
    return this.#states.get(id)?.isHidden ?? true;
  }

  isFinished(id: string): boolean {
    return this.#states.get(id)?.isFinished ?? true;
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
    if ('deletion' in entry) this.#states.set(entry.deletion.deletion_id, { deletion: entry.deletion, isHidden: false, isFinished: entry.deletion.subject.kind === 'age' && entry.deletion.bodies.length === 0 });
    else if ('more' in entry) this.#states.get(entry.more)?.deletion.traces.push(...entry.traces);
    else if ('hidden' in entry) this.#change(entry.hidden, { isHidden: true });
    else if ('finished' in entry) this.#change(entry.finished, { isFinished: true });
    else for (let number = entry.dropped[0]; number <= entry.dropped[1]; number++) this.#dropped.add(number);
  }

  #change(id: string, change: Partial<State>): void {
    const state = this.#states.get(id);
    if (state !== undefined) Object.assign(state, change);
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
    const entries = [...this.#states.values()].flatMap(({ deletion, isHidden, isFinished }): Entry[] => [
      { deletion }, ...(isHidden ? [{ hidden: deletion.deletion_id }] : []), ...(isFinished ? [{ finished: deletion.deletion_id }] : []),
    ]);
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
