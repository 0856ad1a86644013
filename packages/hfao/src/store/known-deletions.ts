import { randomBytes } from 'node:crypto';
import type { BodyId } from '../model/body-ref.js';
import type { ForgetSubject } from '../model/forgetting.js';
import type { Micros } from '../model/time.js';
import type { UnfinishedDeletion } from './store-keeping.js';

/** What is on its way to the store was received within this time. */
export const REMEMBERED_DAYS = 30;

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
  /** Names of the files, or tables, that held some of it, to be rewritten. */
  files: string[];
  /** Bodies that its rows pointed to. */
  bodies: BodyId[];
}

export function newDeletion(project_id: string, subject: Deletion['subject'], at: Micros, traces: string[], kept: string[] = []): Deletion {
  return { deletion_id: `del_${randomBytes(8).toString('hex')}`, project_id, subject, at, traces, kept, files: [], bodies: [] };
}

/** What a journal says of deletions, in order. */
export type DeletionEntry =
  | { deletion: Deletion }
  | { /** More traces of a deletion. */ more: string; traces: string[] }
  | { /** No read shows it any more. */ hidden: string }
  | { /** No file holds it any more. */ cleaned: string }
  | { /** Its bodies, and copies elsewhere, are removed. */ finished: string };

interface State { deletion: Deletion; isHidden: boolean; isCleaned: boolean; isFinished: boolean }

/** What the entries of a journal come to. */
export class KnownDeletions {
  readonly #states = new Map<string, State>();

  take(entry: DeletionEntry): void {
    if ('deletion' in entry) this.#states.set(entry.deletion.deletion_id, { deletion: entry.deletion, isHidden: false, isCleaned: false, isFinished: entry.deletion.subject.kind === 'age' && entry.deletion.bodies.length === 0 });
    else if ('more' in entry) this.#states.get(entry.more)?.deletion.traces.push(...entry.traces);
    else if ('hidden' in entry) this.#change(entry.hidden, { isHidden: true });
    else if ('cleaned' in entry) this.#change(entry.cleaned, { isCleaned: true });
    else this.#change(entry.finished, { isFinished: true });
  }

  get all(): Deletion[] {
    return [...this.#states.values()].map((it) => it.deletion);
  }

  isHidden(id: string): boolean {
    return this.#states.get(id)?.isHidden ?? true;
  }

  isCleaned(id: string): boolean {
    return this.#states.get(id)?.isCleaned ?? true;
  }

  isFinished(id: string): boolean {
    return this.#states.get(id)?.isFinished ?? true;
  }

  /** The oldest that is hidden, and not finished. @param inUse those of some bodies to which rows still point */
  async unfinished(inUse: (projectId: string, ids: readonly BodyId[]) => Promise<Iterable<BodyId>>): Promise<UnfinishedDeletion | undefined> {
    const found = this.all.find((it) => this.isHidden(it.deletion_id) && !this.isFinished(it.deletion_id));
    if (found === undefined) return undefined;
    const { deletion_id, project_id, subject, at, traces, bodies } = found;
    const live = new Set(bodies.length === 0 ? [] : await inUse(project_id, bodies));
    return { deletion_id, project_id, subject, at, traces, bodies: bodies.filter((it) => !live.has(it)) };
  }

  /** Drops what is done and was deleted before a time: nothing that was received so long ago can still be on its way. @returns their ids */
  forgetDone(before: Micros, isCleaned: (id: string) => boolean): string[] {
    const done = [...this.#states].flatMap(([id, { deletion, isHidden, isFinished }]) => (isHidden && isFinished && isCleaned(id) && (deletion.at < before || deletion.subject.kind === 'age') ? [id] : []));
    for (const id of done) this.#states.delete(id);
    return done;
  }

  /** Entries that come to the same. */
  entries(): DeletionEntry[] {
    return [...this.#states.values()].flatMap(({ deletion, isHidden, isCleaned, isFinished }): DeletionEntry[] => [
      { deletion }, ...(isHidden ? [{ hidden: deletion.deletion_id }] : []), ...(isCleaned ? [{ cleaned: deletion.deletion_id }] : []), ...(isFinished ? [{ finished: deletion.deletion_id }] : []),
    ]);
  }

  #change(id: string, change: Partial<State>): void {
    const state = this.#states.get(id);
    if (state !== undefined) Object.assign(state, change);
  }
}
