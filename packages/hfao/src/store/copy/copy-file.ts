import { open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { CopyState } from './copy-telemetry.js';

const Saved = z.object({ from: z.string(), to: z.string(), state: z.object({ project_id: z.string(), table: z.enum(['observations', 'scores', 'logs', 'metric_points']), after: z.unknown(), copied: z.number(), isDone: z.boolean() }).optional() });

/** Remembers on disk how far a copy between two places has come. While it is there the copy is not whole. */
export class CopyFile {
  /** Saving after every page would cost more than the page; a page that is copied again costs little. */
  #savedMs = 0;

  private constructor(readonly path: string, private readonly from: string, private readonly to: string, readonly state: CopyState | undefined) {}

  /** Takes up what an interrupted copy between the same places left; anything else is replaced. */
  static async open(path: string, from: string, to: string): Promise<CopyFile> {
    const saved = await read(path);
    const file = new CopyFile(path, from, to, saved?.from === from && saved.to === to ? saved.state as CopyState | undefined : undefined);
    await file.#write(file.state);
    return file;
  }

  async save(state: CopyState): Promise<void> {
    if (performance.now() - this.#savedMs < 1_000) return;
    await this.#write(state);
    this.#savedMs = performance.now();
  }

  /** The copy is not whole, and must begin anew. */
  async reset(): Promise<void> {
    await this.#write(undefined);
  }

  /** The copy is whole. */
  async remove(): Promise<void> {
    await rm(this.path, { force: true });
  }

  async #write(state: CopyState | undefined): Promise<void> {
    const draft = await open(`${this.path}.new`, 'w', 0o600);
    await draft.writeFile(JSON.stringify({ from: this.from, to: this.to, state }));
    await draft.sync();
    await draft.close();
    await rename(`${this.path}.new`, this.path);
    const folder = await open(dirname(this.path), 'r');
    await folder.sync();
    await folder.close();
  }
}

async function read(path: string): Promise<z.infer<typeof Saved> | undefined> {
  try {
    return Saved.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}
