import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { BodyId } from '../../model/body-ref.js';
import { Failure } from '../../runtime/errors.js';
import { secretKeyId } from '../bodies/key-wrap.js';
import { openBodyStore } from '../bodies/open.js';
import { type ControlDump, fillControl, refuseUnlessEmpty } from '../control/dump.js';
import { openDatabase } from '../control/open.js';
import type { ControlPlace } from '../control/place.js';
import { RESTORE_UNFINISHED } from '../directory-lock.js';
import { segmentRows } from '../duckdb/migrate-segments.js';
import { SCHEMA_VERSION } from '../duckdb/schema.js';
import type { StoragePlace } from '../s3/storage-place.js';
import { hashedCopy } from './hashed-copy.js';
import { type BackupFile, CONTROL_FILE, FOLDERS, KEY_FILE, type Manifest, readManifest } from './manifest.js';

export interface RestoreTarget {
  /** Locked by the caller. */
  dataDir: string;
  controlPlane: ControlPlace;
  bodies: StoragePlace;
  /** Undefined: the one in the backup. */
  secretKey: Buffer | undefined;
}

/**
 * Puts a backup back into an empty data directory and an empty control plane, every file checked against the manifest. Until it is whole the directory says so,
 * and no server starts on it; one that was interrupted is begun anew by the same call.
 * @throws Failure `conflict` when something is there already; `invalid_input` when it is no whole backup, was changed, or its key is missing; nothing is left half usable
 */
export async function restore(directory: string, target: RestoreTarget, onProgress: (doneBytes: number, totalBytes: number) => void): Promise<Manifest> {
  const manifest = await readManifest(directory);
  requireKnown(directory, manifest);
  requireKey(manifest, target.secretKey);
  await requireFiles(directory, manifest);
  const dump = await readDump(directory, manifest);
  await prepareTarget(directory, manifest, target);

  const total = manifest.files.reduce((sum, it) => sum + it.bytes, 0);
  const bodies = await openBodyStore(target.bodies);
  let done = 0;
  for (const file of manifest.files) {
    await restoreFile(directory, file, target, bodies);
    onProgress(done += file.bytes, total);
  }
  await requireRows(join(target.dataDir, FOLDERS.telemetry), manifest);
  await withDatabase(target.controlPlane, (db) => fillControl(db, target.controlPlane, dump, manifest.backup_id));
  await rm(join(target.dataDir, RESTORE_UNFINISHED));
  return manifest;
}

function requireKnown(directory: string, { telemetry, hfao_version }: Manifest): void {
  if (telemetry.schema_version > SCHEMA_VERSION) throw new Failure('invalid_input', `${directory} was written by a newer hfao (${hfao_version}). Use that version or a later one.`, { field: 'directory' });
}

function requireKey({ secret_key }: Manifest, configured: Buffer | undefined): void {
  if (configured === undefined && !secret_key.is_included) throw new Failure('invalid_input', 'The secret key is not in the backup: set HFAO_SECRET_KEY to the key that it was taken under, or bodies and dead letters could not be read.', { field: 'HFAO_SECRET_KEY' });
  if (configured !== undefined && secretKeyId(configured) !== secret_key.id) throw new Failure('invalid_input', 'HFAO_SECRET_KEY is not the key that the backup was taken under: bodies and dead letters could not be read.', { field: 'HFAO_SECRET_KEY' });
}

/** Cheap, and before anything is changed. */
async function requireFiles(directory: string, { files }: Manifest): Promise<void> {
  for (const { path, bytes } of files) {
    const found = await stat(join(directory, path)).catch(() => undefined);
    if (found?.size !== bytes) throw damaged(directory, path, found === undefined ? 'is missing' : `has ${found.size} bytes instead of ${bytes}`);
  }
}

async function readDump(directory: string, manifest: Manifest): Promise<ControlDump> {
  const text = await readFile(join(directory, CONTROL_FILE), 'utf8');
  if (createHash('sha256').update(text).digest('hex') !== manifest.files.find((it) => it.path === CONTROL_FILE)?.sha256) throw damaged(directory, CONTROL_FILE, 'was changed');
  const tables = new Map<string, Record<string, unknown>[]>(Object.keys(manifest.control.rows).map((it) => [it, []]));
  for (const line of text.split('\n').slice(1).filter((it) => it !== '')) {
    const { table, row } = JSON.parse(line) as { table: string; row: Record<string, unknown> };
    tables.get(table)?.push(row);
  }
  return { migrations: manifest.control.migrations, tables: [...tables].map(([name, rows]) => ({ name, rows })) };
}

async function prepareTarget(directory: string, { backup_id }: Manifest, { dataDir, controlPlane }: RestoreTarget): Promise<void> {
  const marker = join(dataDir, RESTORE_UNFINISHED);
  const found = (await readdir(dataDir)).filter((it) => !/^hfao\.(?:lock|pid)/.test(it));
  if (found.length > 0 && !found.includes(RESTORE_UNFINISHED)) throw new Failure('conflict', `The data directory ${dataDir} is not empty. Name a new one with --data-dir or HFAO_DATA_DIR.`, { field: 'HFAO_DATA_DIR' });
  const isOurs = controlPlane.kind === 'sqlite' && dirname(controlPlane.path) === dataDir;
  if (!isOurs) await withDatabase(controlPlane, (db) => refuseUnlessEmpty(db, controlPlane, backup_id));
  await writeFile(marker, JSON.stringify({ backup: directory, backup_id, started_at: new Date().toISOString() }), { mode: 0o600, flush: true });
  for (const name of found) if (name !== RESTORE_UNFINISHED) await rm(join(dataDir, name), { recursive: true, force: true });   // of the one that was interrupted
}

async function restoreFile(directory: string, { path, sha256 }: BackupFile, { dataDir, secretKey }: RestoreTarget, bodies: Awaited<ReturnType<typeof openBodyStore>>): Promise<void> {
  if (path === CONTROL_FILE || (path === KEY_FILE && secretKey !== undefined)) return;
  const [folder, projectId] = path.split('/');
  if (folder === FOLDERS.bodies) {
    const bytes = await readFile(join(directory, path));
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw damaged(directory, path, 'was changed');
    await bodies.put(projectId, BodyId.parse(basename(path)), bytes);
  } else {
    const copied = await hashedCopy(join(directory, path), join(dataDir, path));
    if (copied.sha256 !== sha256) throw damaged(directory, path, 'was changed');
  }
}

async function requireRows(telemetry: string, manifest: Manifest): Promise<void> {
  await mkdir(telemetry, { recursive: true, mode: 0o700 });
  const found = await segmentRows(telemetry);
  for (const [table, rows] of Object.entries(manifest.telemetry.rows)) {
    if ((found[table] ?? 0) !== rows) throw new Failure('internal', `${table} has ${found[table] ?? 0} rows instead of ${rows}: the restore is not whole, and must not be used.`);
  }
}

async function withDatabase(place: ControlPlace, work: (db: ReturnType<typeof openDatabase>) => Promise<void>): Promise<void> {
  if (place.kind === 'sqlite' && !existsSync(dirname(place.path))) await mkdir(dirname(place.path), { recursive: true });
  const db = openDatabase(place);
  try {
    await work(db);
  } finally {
    await db.destroy();
  }
}

function damaged(directory: string, path: string, why: string): Failure {
  return new Failure('invalid_input', `${path} of the backup in ${directory} ${why}: it is damaged, and nothing of it should be used.`, { field: 'directory' });
}
