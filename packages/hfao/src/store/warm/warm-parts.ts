import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, rename, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../runtime/errors.js';
import type { StoragePlace } from '../s3/storage-place.js';
import { removeOldest } from './bounded-folder.js';
import { DucklakeCatalog, type LakePart } from './ducklake-catalog.js';
import { openLakeEngine } from './lake-engine.js';
import type { Partition } from './partition.js';
import { openWarmFiles, type WarmFiles } from './warm-files.js';
import { CATALOG } from './warm-tier.js';

export type WarmPart = Partition & LakePart;

/** Of files that were fetched from a bucket. */
const CACHE_BYTES = 4 * 1024 ** 3;

/** The warm tier for reading alone: what its catalog names, and its files at hand. Another process may write to it meanwhile. */
export class WarmParts {
  /** Folders in which {@link local} files lie. */
  readonly readable: readonly string[];
  readonly #files: WarmFiles;
  readonly #isFolder: boolean;
  readonly #directory: string;
  readonly #fetching = new Map<string, Promise<string>>();

  private constructor(files: WarmFiles, place: StoragePlace, directory: string) {
    this.#files = files;
    this.#isFolder = place.kind === 'files';
    this.#directory = directory;
    this.readable = place.kind === 'files' ? [place.directory] : [join(directory, 'parts')];
  }

  /** @param directory for what is fetched, and for the catalog while it is read */
  static async open(place: StoragePlace, directory: string): Promise<WarmParts> {
    await mkdir(join(directory, 'parts'), { recursive: true });
    return new WarmParts(await openWarmFiles(place), place, directory);
  }

  /** A name that no other parts have, of this tier or another, at any time. */
  nameOf(parts: readonly WarmPart[]): string {
    return createHash('sha256').update(JSON.stringify([this.#files.url, parts.map((it) => [it.fileId, it.path, it.rows, it.bytes])])).digest('hex').slice(0, 32);
  }

  /** Everything that the catalog names now; nothing where there is none. @throws Failure `unavailable`, `data_dir_unusable` */
  async all(): Promise<WarmPart[]> {
    const scratch = join(this.#directory, 'catalog');
    await rm(scratch, { recursive: true, force: true });
    await mkdir(scratch, { recursive: true });
    const copy = join(scratch, CATALOG);
    const published = await this.#files.local(CATALOG, copy);
    if (published === undefined) return [];
    if (published !== copy) await copyFile(published, copy);
    const { instance, connection } = await openLakeEngine(scratch, []);
    try {
      const catalog = await DucklakeCatalog.open(connection, copy, this.#files.url);
      return await catalog.allParts();
    } finally {
      connection.closeSync();
      instance.closeSync();
      await rm(scratch, { recursive: true, force: true });
    }
  }

  /** The file of a part, to be left alone; fetched where it lies in a bucket, and kept until room is needed. @throws Failure `unavailable` */
  async local(part: WarmPart): Promise<string> {
    const path = `events/${part.path}`;
    if (this.#isFolder) return await this.#files.local(path, '') ?? missing(path);
    const file = join(this.#directory, 'parts', `${this.nameOf([part])}.parquet`);
    const known = this.#fetching.get(file);
    if (known !== undefined) return known;
    const fetching = this.#fetched(path, file).finally(() => this.#fetching.delete(file));
    this.#fetching.set(file, fetching);
    return fetching;
  }

  /** Removes what was not asked for longest, but for files in use. */
  async sweep(inUse: ReadonlySet<string>): Promise<void> {
    if (this.#isFolder) return;
    const folder = join(this.#directory, 'parts');
    await removeOldest(folder, CACHE_BYTES, (name) => inUse.has(join(folder, name)));
  }

  async #fetched(path: string, file: string): Promise<string> {
    if (existsSync(file)) {
      await utimes(file, new Date(), new Date());
      return file;
    }
    const arrived = await this.#files.local(path, `${file}.new`) ?? missing(path);
    await rename(arrived, file);
    return file;
  }
}

function missing(path: string): never {
  throw new Failure('unavailable', `The warm tier's file ${path} is missing, though its catalog names it. Bring it back, or remove its hour from the tier.`);
}
