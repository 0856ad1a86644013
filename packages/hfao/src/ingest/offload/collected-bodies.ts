import { bodyRef, type BodyId } from '../../model/body-ref.js';
import { bodyId, type BodyContent } from '../../store/bodies/sealed-body.js';
import type { ProjectKeyring } from '../../store/bodies/project-keys.js';
import type { DataKey } from '../../store/bodies/key-wrap.js';

/** A body on its way to the store of bodies, and the key that its id was made with. */
export interface CollectedBody extends BodyContent { projectId: string; id: BodyId; keyId: string; dataKey: DataKey }

/** The bodies of one request: each once, however often its rows point to it. */
export class CollectedBodies {
  readonly #byId = new Map<BodyId, CollectedBody>();
  /** Payloads and media that rows point to, by project. */
  readonly counts = new Map<string, number>();

  /** @returns what stands in the row instead */
  add(projectId: string, content: BodyContent, { activeId, keys }: ProjectKeyring): BodyId {
    const dataKey = keys[activeId];
    const id = bodyId(content, dataKey);
    this.#byId.set(id, { ...content, projectId, id, keyId: activeId, dataKey });
    this.counts.set(projectId, (this.counts.get(projectId) ?? 0) + 1);
    return id;
  }

  /** Those that are not known to be durable yet. */
  get waiting(): CollectedBody[] {
    return [...this.#byId.values()];
  }

  /** It is durable: its content may go. */
  kept(body: CollectedBody): void {
    this.#byId.delete(body.id);
  }
}

/** What the stages of this room change besides the row. */
export interface OffloadTally {
  /** Payloads and media moved to the store of bodies. */
  offloaded: number;
  /** To be durable before the rows are stored. Absent while there are none. */
  bodies?: CollectedBodies;
}

/** Takes contents out of rows of one project. */
export class Offloader {
  constructor(private readonly projectId: string, private readonly keyring: () => ProjectKeyring | undefined) {}

  /** False while the project's key is not known: then rows stay as they are. */
  get isReady(): boolean {
    return this.keyring() !== undefined;
  }

  takeOut(contentType: string, bytes: Uint8Array, tally: OffloadTally): BodyId {
    tally.bodies ??= new CollectedBodies();
    tally.offloaded++;
    return tally.bodies.add(this.projectId, { contentType, bytes }, this.keyring()!);
  }

  takeOutText(contentType: string, text: string, tally: OffloadTally): { id: BodyId; ref: string; bytes: number } {
    const bytes = Buffer.from(text);
    const id = this.takeOut(contentType, bytes, tally);
    return { id, ref: bodyRef(id), bytes: bytes.length };
  }
}
