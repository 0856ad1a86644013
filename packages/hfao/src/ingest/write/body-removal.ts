import type { BodyId } from '../../model/body-ref.js';
import type { RemovableBodies } from '../../store/bodies/removable-bodies.js';
import type { BodyStore } from '../../store/bodies/body-store.js';
import type { TelemetryStore } from '../../store/store.js';

/** Removes bodies to which no row points any more, on the thread that writes rows. */
export interface BodyRemoval {
  /** Of one deletion: those that nobody else points to. `more`: another deletion waits. */
  removeOrphanedBodies(): Promise<{ removed: number; more: boolean }>;
  /** Of a project those that were written before a time (milliseconds since 1970), but for those that are given. @returns how many, or with `dryRun` how many it would be, and their bytes */
  removeOldBodies(projectId: string, writtenBefore: number, keep: readonly BodyId[], dryRun: boolean): Promise<{ bodies: number; bytes: number }>;
}

interface BodyRemovalDeps {
  store: Pick<TelemetryStore, 'orphanedBodies' | 'bodiesDone' | 'bodiesInUse'>;
  bodies: RemovableBodies;
  list: BodyStore['list'];
  /** Resolves when rows whose bodies may have been looked up before are stored. */
  rowsInHand: () => Promise<void>;
}

const AT_ONCE = 1000;

export function bodyRemoval({ store, bodies, list, rowsInHand }: BodyRemovalDeps): BodyRemoval {
  return {
    async removeOrphanedBodies() {
      const found = await store.orphanedBodies();
      if (found === undefined) return { removed: 0, more: false };
      const { deletion_id, project_id } = found;
      let removed = 0;
      for (let i = 0; i < found.bodies.length; i += AT_ONCE) {
        const ids = found.bodies.slice(i, i + AT_ONCE);
        bodies.condemn(project_id, ids);
        await rowsInHand();
        // What came while nobody knew that they were condemned.
        bodies.pardon(project_id, await store.bodiesInUse(project_id, ids));
        removed += await bodies.removeCondemned(project_id, ids);
      }
      await store.bodiesDone(deletion_id);
      return { removed, more: true };
    },
    async removeOldBodies(projectId, writtenBefore, keep, dryRun) {
      const kept = new Set(keep);
      const old = { bodies: 0, bytes: 0 };
      const ids: BodyId[] = [];
      for await (const it of list(projectId)) {
        if (it.writtenAt >= writtenBefore || kept.has(it.id)) continue;
        old.bodies++;
        old.bytes += it.bytes;
        ids.push(it.id);
      }
      if (dryRun) return old;
      bodies.condemn(projectId, ids);
      await bodies.removeCondemned(projectId, ids);   // rows that point to it are as old, and a new one writes it again
      return old;
    },
  };
}
