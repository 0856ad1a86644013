import type { BodyId } from '../../model/body-ref.js';
import type { BodyStore } from './body-store.js';

type Kept = Pick<BodyStore, 'put' | 'writtenAt'>;

/**
 * Bodies that can be removed while new rows arrive that may point to the same ones. A body that is condemned looks as if it were not there, so whoever needs it
 * writes it again, and that saves it. The writer of rows must use this, and nobody else may remove bodies.
 */
export class RemovableBodies implements Kept {
  /** By project and id. */
  readonly #condemned = new Set<string>();
  readonly #removing = new Map<string, Promise<void>>();

  constructor(private readonly store: Pick<BodyStore, 'put' | 'writtenAt' | 'delete'>) {}

  async put(projectId: string, id: BodyId, bytes: Uint8Array): Promise<void> {
    const key = keyOf(projectId, id);
    this.#condemned.delete(key);
    await this.#removing.get(key);
    await this.store.put(projectId, id, bytes);
  }

  async writtenAt(projectId: string, id: BodyId): Promise<number | undefined> {
    const key = keyOf(projectId, id);
    if (this.#condemned.has(key) || this.#removing.has(key)) return undefined;
    const found = await this.store.writtenAt(projectId, id);
    return this.#condemned.has(key) ? undefined : found;
  }

  /** From here on only bodies that are written again are sure to stay. */
  condemn(projectId: string, ids: readonly BodyId[]): void {
    for (const id of ids) this.#condemned.add(keyOf(projectId, id));
  }

  /** Rows point to it after all. */
  pardon(projectId: string, ids: readonly BodyId[]): void {
    for (const id of ids) this.#condemned.delete(keyOf(projectId, id));
  }

  /** Removes those that are still condemned. @returns how many */
  async removeCondemned(projectId: string, ids: readonly BodyId[]): Promise<number> {
    let removed = 0;
    for (const id of ids) {
      const key = keyOf(projectId, id);
      if (!this.#condemned.has(key)) continue;
      const removing = this.store.delete(projectId, id);
      this.#removing.set(key, removing.catch(() => {}));
      try {
        await removing;
        removed++;
      } finally {
        this.#removing.delete(key);
        this.#condemned.delete(key);
      }
    }
    return removed;
  }
}

const keyOf = (projectId: string, id: BodyId) => `${projectId} ${id}`;
