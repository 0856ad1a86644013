import { randomBytes } from 'node:crypto';
import { Failure } from '../../runtime/errors.js';
import type { ControlStore, ProjectKeyRow } from '../control/control-store.js';
import { secretKeyId, unwrapKey, wrapKey, type DataKey } from './key-wrap.js';

/** The data keys of one project: new bodies are sealed with the active one, old ones opened with the one that their head names. */
export interface ProjectKeyring { activeId: string; keys: Readonly<Record<string, DataKey>> }

type KeyTable = Pick<ControlStore, 'projectKeys' | 'addProjectKey'>;

/** The data keys of all projects, unwrapped: in memory only, never logged. */
export class ProjectKeys {
  readonly #rings = new Map<string, ProjectKeyring>();
  readonly #secretKeyId: string;

  /** @param changed told of a project's keys when they are first known and when they change */
  constructor(private readonly table: KeyTable, private readonly secretKey: Uint8Array, private readonly changed: (projectId: string, ring: ProjectKeyring) => void = () => {}) {
    this.#secretKeyId = secretKeyId(secretKey);
  }

  /** @throws Failure `data_dir_unusable` when the keys there are were wrapped under another secret key */
  async load(): Promise<void> {
    const rows = await this.table.projectKeys();
    for (const projectId of new Set(rows.map((it) => it.project_id))) this.#take(projectId, rows.filter((it) => it.project_id === projectId));
  }

  /** The keys of a project, which has one from now on. */
  async ensure(projectId: string): Promise<ProjectKeyring> {
    return this.#rings.get(projectId) ?? await this.#reload(projectId) ?? await this.rotate(projectId);
  }

  /** The key that a body's head names; undefined when the project has no such key. */
  async find(projectId: string, keyId: string): Promise<DataKey | undefined> {
    const known = this.#rings.get(projectId)?.keys[keyId];
    return known ?? (await this.#reload(projectId))?.keys[keyId];   // another process may have made it
  }

  /** A new active key. Bodies that are there stay as they are, under the keys before it. */
  async rotate(projectId: string): Promise<ProjectKeyring> {
    const id = `key_${randomBytes(8).toString('hex')}`;
    const wrapped_key = wrapKey(randomBytes(32), this.secretKey, { id, projectId });
    await this.table.addProjectKey({ id, project_id: projectId, wrapped_key, kek_id: this.#secretKeyId, created_at: new Date().toISOString(), is_active: 1 });
    return (await this.#reload(projectId))!;
  }

  async #reload(projectId: string): Promise<ProjectKeyring | undefined> {
    const rows = await this.table.projectKeys(projectId);
    return rows.length === 0 ? undefined : this.#take(projectId, rows);
  }

  #take(projectId: string, rows: readonly ProjectKeyRow[]): ProjectKeyring {
    const keys = Object.fromEntries(rows.map((row) => [row.id, unwrapped(row, this.secretKey, this.#secretKeyId)]));
    const ring = { activeId: (rows.findLast((it) => it.is_active !== 0) ?? rows.at(-1)!).id, keys };
    this.#rings.set(projectId, ring);
    this.changed(projectId, ring);
    return ring;
  }
}

/** @throws Failure `data_dir_unusable` when it was wrapped under another secret key */
export function unwrapped(row: ProjectKeyRow, secretKey: Uint8Array, keyId = secretKeyId(secretKey)): DataKey {
  const key = row.kek_id === keyId ? unwrapKey(row.wrapped_key, secretKey, { id: row.id, projectId: row.project_id }) : undefined;
  if (key !== undefined) return key;
  throw new Failure('data_dir_unusable', row.kek_id === keyId
    ? `The data key ${row.id} in the control plane is damaged. Restore the control plane from a copy.`
    : 'The data keys of the projects were written with another secret key. Start with that key (HFAO_SECRET_KEY or the key file in the data directory). If a change of the secret key was interrupted, run hfao keys rotate again.');
}
