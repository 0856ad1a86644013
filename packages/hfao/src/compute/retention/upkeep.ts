import { setTimeout as sleep } from 'node:timers/promises';
import { forCaller } from '../../runtime/caller.js';
import type { Log } from '../../runtime/log.js';
import type { Progress } from '../../runtime/jobs.js';
import type { BodyRemoval } from '../../store/bodies/body-removal.js';
import type { UnfinishedDeletion } from '../../store/store-keeping.js';
import type { TelemetryStore } from '../../store/store.js';

/** A place outside of the store that holds copies of what is stored: dead letters, warm files. */
export interface Elsewhere {
  name: string;
  /** Removes what a deletion took out of the store; safe to repeat. Resolves with how many things went. */
  forget(deletion: UnfinishedDeletion, signal: AbortSignal): Promise<number>;
}

export interface UpkeepDeps {
  store: Pick<TelemetryStore, 'tidy' | 'unfinishedDeletion' | 'finishDeletion' | 'pendingDeletions'>;
  bodies: Pick<BodyRemoval, 'removeBodies'>;
  elsewhere: readonly Elsewhere[];
  /** Whether what comes in waits to be stored: then files are left alone. */
  isLagging: () => boolean;
  log: Log;
}

const WAIT_MS = 1000;

/** Finishes deletions, and keeps files few and small. Every step can be stopped and repeated at any moment; progress is in the store. */
export class Upkeep {
  constructor(private readonly deps: UpkeepDeps) {}

  /** First what people asked to be deleted, then what makes reads cheap. */
  async step(signal: AbortSignal): Promise<'more' | 'idle'> {
    if (await this.#finishOne(signal)) return 'more';
    if (this.deps.isLagging()) return 'idle';
    return (await forCaller(signal, () => this.deps.store.tidy())).more ? 'more' : 'idle';
  }

  /** Goes on until nothing is left anywhere of what was deleted in a project. */
  async finish(projectId: string, progress: Progress): Promise<void> {
    const pending = async () => (await this.deps.store.pendingDeletions()).filter((it) => it.project_id === projectId);
    const left = async () => (await pending()).reduce((sum, it) => sum + it.files_left + (it.elsewhere_left ? 1 : 0), 0);
    const total = await left();
    progress.total(total);
    for (let done = 0; ;) {
      const remaining = await left();
      if (total - remaining > done) {
        progress.done(total - remaining - done);
        done = total - remaining;
      }
      if (remaining === 0 || progress.signal.aborted) return;
      if (await this.step(progress.signal) === 'idle') await sleep(WAIT_MS, null, { signal: progress.signal }).catch(() => {});
    }
  }

  async #finishOne(signal: AbortSignal): Promise<boolean> {
    const { store, bodies, elsewhere, log } = this.deps;
    const deletion = await store.unfinishedDeletion();
    if (deletion === undefined || signal.aborted) return false;
    const removed: Record<string, number> = {};
    for (const place of elsewhere) removed[place.name] = await place.forget(deletion, signal);
    removed.bodies = await bodies.removeBodies(deletion.project_id, deletion.bodies);
    await store.finishDeletion(deletion.deletion_id);
    log.info({ deletion: deletion.deletion_id, ...removed }, 'what was deleted is gone outside of the store, too');
    return true;
  }
}
