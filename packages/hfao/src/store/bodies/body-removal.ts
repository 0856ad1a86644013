import type { BodyId } from '../../model/body-ref.js';
import type { Expiry } from '../../model/forgetting.js';
import type { BodyStore } from './body-store.js';
import type { RemovableBodies } from './removable-bodies.js';
import type { TelemetryStore } from '../store.js';

/** Removes bodies, on the thread that writes rows: it alone knows of rows on their way that point to the same ones. */
export interface BodyRemoval {
  /** Of a project, those of these to which no row points. @returns how many */
  removeBodies(projectId: string, ids: readonly BodyId[]): Promise<number>;
  /** Those that were last written before a time, though rows may point to them; not those of traces that stay by a rule. With `dryRun` only counts them. */
  removeOldBodies(expiry: Expiry, dryRun: boolean): Promise<{ bodies: number; bytes: number }>;
}

interface BodyRemovalDeps {
  store: Pick<TelemetryStore, 'bodiesInUse' | 'keptBodies'>;
  bodies: RemovableBodies;
  list: BodyStore['list'];
  /** Resolves when the rows whose bodies may have been looked up until now are stored. */
  rowsInHand: () => Promise<void>;
}

const AT_ONCE = 1000;

export function bodyRemoval({ store, bodies, list, rowsInHand }: BodyRemovalDeps): BodyRemoval {
  return {
    async removeBodies(projectId, ids) {
      let removed = 0;
      for (let i = 0; i < ids.length; i += AT_ONCE) {
        const part = ids.slice(i, i + AT_ONCE);
        bodies.condemn(projectId, part);
        await rowsInHand();
        bodies.pardon(projectId, await store.bodiesInUse(projectId, part));
        removed += await bodies.removeCondemned(projectId, part);
      }
      return removed;
    },
    async removeOldBodies(expiry, dryRun) {
      const { project_id, before } = expiry;
      const kept = new Set(await store.keptBodies(expiry));
      const found = { bodies: 0, bytes: 0 };
      const ids: BodyId[] = [];
      for await (const it of list(project_id)) {
        if (it.writtenAt * 1000 >= before || kept.has(it.id)) continue;
        found.bodies++;
        found.bytes += it.bytes;
        ids.push(it.id);
      }
      if (dryRun) return found;
      // Rows that point to these are as old; a new one writes its body again.
      bodies.condemn(project_id, ids);
      await bodies.removeCondemned(project_id, ids);
      return found;
    },
  };
}
