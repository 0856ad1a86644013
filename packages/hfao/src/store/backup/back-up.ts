import { createHash } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { Failure } from '../../runtime/errors.js';
import type { Progress } from '../../runtime/jobs.js';
import type { BodyStore } from '../bodies/body-store.js';
import type { ControlStore } from '../control/control-store.js';
import type { ControlDump } from '../control/dump.js';
import type { BackupPlan, StoreBackup } from '../store-backup.js';
import { hashedCopy, sha256Of } from './hashed-copy.js';
import { type BackupFile, CONTROL_FILE, FOLDERS, KEY_FILE, MANIFEST, MANIFEST_FORMAT, type Manifest, UNFINISHED } from './manifest.js';

const BODIES_AT_ONCE = 8;

/** What a backup is taken of. */
export interface BackupSource {
  dataDir: string;
  version: string;
  secretKeyId: string;
  /** Where the secret key is kept in the data directory; undefined where it is a variable, and not ours to copy. */
  keyFile: string | undefined;
  /** Resolves when what was acknowledged so far is stored, or soon after if it cannot be. */
  drain(): Promise<void>;
  store: StoreBackup;
  control: Pick<ControlStore, 'dump' | 'listProjects'>;
  bodies: Pick<BodyStore, 'list' | 'get' | 'size'>;
}

/** Backups of what runs here. */
export interface BackupDesk {
  /** See {@link checkBackupFolder}. */
  check(directory: string): Promise<void>;
  /** See {@link backUp}. */
  write(directory: string, withKey: boolean, progress: Progress): Promise<Manifest>;
}

export function backupDesk(source: BackupSource): BackupDesk {
  return {
    check: (directory) => checkBackupFolder(directory, source.dataDir),
    write: (directory, withKey, progress) => backUp(source, directory, { withKey, progress }),
  };
}

/**
 * Whether a backup may be written there.
 * @throws Failure `invalid_input` when the folder is not named from the root, lies in the data directory, or is not empty
 */
export async function checkBackupFolder(directory: string, dataDir: string): Promise<void> {
  const refuse = (why: string) => new Failure('invalid_input', `${directory} ${why}`, { field: 'directory' });
  if (!isAbsolute(directory)) throw refuse('is not named from the root: give an absolute path of the machine that the server runs on.');
  if (!relative(dataDir, directory).startsWith('..')) throw refuse('lies in the data directory: choose a folder elsewhere, best on another disk.');
  const found: string[] = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw refuse(`cannot be used (${error.code}).`);
  });
  if (found.includes(UNFINISHED)) throw refuse('holds a backup that was never finished: remove it, or choose another folder.');
  if (found.length > 0) throw refuse('is not empty: choose a new folder for each backup.');
}

/**
 * Writes all that there is into an empty folder, while the server runs: telemetry as of one moment, and then what it points to, so that nothing
 * in it points to nothing: dead letters, bodies, and last the control plane with the keys of all of them. The manifest comes after everything is on the disk.
 * When it fails or is cancelled, nothing is left behind.
 * @param progress counts bytes
 */
export async function backUp(source: BackupSource, directory: string, { withKey, progress }: { withKey: boolean; progress: Progress }): Promise<Manifest> {
  await checkBackupFolder(directory, source.dataDir);
  const created_at = new Date().toISOString();
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeFile(join(directory, UNFINISHED), JSON.stringify({ created_at }), { mode: 0o600, flush: true });
  try {
    await mkdir(join(directory, FOLDERS.telemetry), { mode: 0o700 });
    await source.drain();
    const files: BackupFile[] = [];
    const plan = await copyTelemetry(source, directory, files, progress);
    const dead_letters = await copyDeadLetters(source, directory, files);
    const bodies = await copyBodies(source, directory, files, progress);
    const isKeyIncluded = withKey && source.keyFile !== undefined;
    if (isKeyIncluded) files.push({ path: KEY_FILE, ...await hashedCopy(source.keyFile!, join(directory, KEY_FILE)) });
    const dump = await source.control.dump();
    files.push(await writeText(directory, CONTROL_FILE, linesOf(dump)));
    progress.signal.throwIfAborted();
    const manifest: Manifest = {
      format: MANIFEST_FORMAT, backup_id: plan.backup_id, hfao_version: source.version, created_at,
      telemetry: { schema_version: plan.schema_version, position: plan.position, rows: plan.rows },
      control: { migrations: dump.migrations, rows: Object.fromEntries(dump.tables.map(({ name, rows }) => [name, rows.length])) },
      bodies, dead_letters, secret_key: { id: source.secretKeyId, is_included: isKeyIncluded }, files,
    };
    await seal(directory, manifest);
    return manifest;
  } catch (error) {
    await Promise.all((await readdir(directory)).map((it) => rm(join(directory, it), { recursive: true, force: true })));
    throw error;
  }
}

async function copyTelemetry({ store, control, bodies }: BackupSource, directory: string, files: BackupFile[], progress: Progress): Promise<BackupPlan> {
  const home = join(directory, FOLDERS.telemetry);
  const plan = await store.beginBackup(home);
  try {
    const sizes = await Promise.all((await control.listProjects()).map((it) => bodies.size(it.id)));
    progress.total(sizes.reduce((sum, it) => sum + it.bytes, plan.bytes));
    for (let part = await store.backUpNext(plan.backup_id); part !== undefined; part = await store.backUpNext(plan.backup_id)) {
      progress.signal.throwIfAborted();
      progress.done(part.bytes);
    }
  } finally {
    await store.endBackup(plan.backup_id);
  }
  for (const name of (await readdir(home)).sort()) files.push(await describe(directory, `${FOLDERS.telemetry}/${name}`));
  return plan;
}

/** One that is replayed or dropped meanwhile need not be in it. */
async function copyDeadLetters({ dataDir }: BackupSource, directory: string, files: BackupFile[]): Promise<number> {
  const names = (await readdir(join(dataDir, FOLDERS.deadLetters)).catch(() => [])).filter((it) => it.endsWith('.letter'));
  let count = 0;
  for (const name of names) {
    const path = `${FOLDERS.deadLetters}/${name}`;
    const copied = await hashedCopy(join(dataDir, path), join(directory, path)).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      await rm(join(directory, path), { force: true });
    });
    if (copied === undefined) continue;
    files.push({ path, ...copied });
    count++;
  }
  return count;
}

/** As they are, encrypted: the same whether they lie in a folder or in a bucket. */
async function copyBodies({ control, bodies }: BackupSource, directory: string, files: BackupFile[], progress: Progress): Promise<number> {
  let count = 0;
  for (const { id: projectId } of await control.listProjects()) {
    const copying = new Set<Promise<void>>();
    for await (const { id } of bodies.list(projectId)) {
      progress.signal.throwIfAborted();
      const copied = (async () => {
        const bytes = await bodies.get(projectId, id);
        if (bytes === undefined) return;
        const path = `${FOLDERS.bodies}/${projectId}/${id.slice(0, 2)}/${id}`;
        await mkdir(dirname(join(directory, path)), { recursive: true, mode: 0o700 });
        await writeFile(join(directory, path), bytes, { mode: 0o600, flush: true });
        files.push({ path, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
        progress.done(bytes.length);
        count++;
      })();
      copying.add(copied);
      void copied.then(() => copying.delete(copied), () => {});
      if (copying.size >= BODIES_AT_ONCE) await Promise.race(copying);
    }
    await Promise.all(copying);
  }
  return count;
}

async function describe(directory: string, path: string): Promise<BackupFile> {
  const file = await open(join(directory, path));
  const { size } = await file.stat();
  await file.close();
  return { path, bytes: size, sha256: await sha256Of(join(directory, path)) };
}

async function writeText(directory: string, path: string, text: string): Promise<BackupFile> {
  await writeFile(join(directory, path), text, { mode: 0o600, flush: true });
  return { path, bytes: Buffer.byteLength(text), sha256: createHash('sha256').update(text).digest('hex') };
}

function linesOf({ migrations, tables }: ControlDump): string {
  const rows = tables.flatMap(({ name, rows: all }) => all.map((row) => JSON.stringify({ table: name, row })));
  return `${[JSON.stringify({ migrations }), ...rows].join('\n')}\n`;
}

/** Everything is on the disk before the manifest, and the manifest is whole or not there. */
async function seal(directory: string, manifest: Manifest): Promise<void> {
  const folders = (await readdir(directory, { recursive: true, withFileTypes: true })).filter((it) => it.isDirectory());
  for (const it of folders) await syncFolder(join(it.parentPath, it.name));
  const draft = join(directory, `${MANIFEST}.new`);
  await writeFile(draft, `${JSON.stringify(manifest, null, 1)}\n`, { mode: 0o600, flush: true });
  await rename(draft, join(directory, MANIFEST));
  await rm(join(directory, UNFINISHED));
  await syncFolder(directory);
  await syncFolder(dirname(directory)).catch(() => {});   // it may be one that we may not read
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  await folder.sync();
  await folder.close();
}
