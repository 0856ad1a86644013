import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { startEngine } from './engine.js';
import { claimDirectory } from './owner-lock.js';
import { readRows } from './read-rows.js';
import { SCHEMA_VERSION } from './schema.js';
import { attachAsItIs, newerSegment, schemaVersionOf } from './segment-file.js';
import { parseSegmentName } from './segment-name.js';
import { upgradeSegment } from './upgrade-segment.js';

export interface SegmentVersion { file: string; schema_version: number }

const MEMORY_MB = 1024;

/**
 * The schema version of every segment in a directory that no store has open, oldest first; none where there is no directory. Changes nothing.
 * @throws Failure `data_dir_unusable` when another process has a segment, or one is broken
 */
export async function segmentVersions(directory: string): Promise<SegmentVersion[]> {
  const versions: SegmentVersion[] = [];
  await eachSegment(directory, 'READ_ONLY', async (connection, database, file) => {
    const schema_version = await schemaVersionOf(connection, database);
    if (schema_version !== undefined) versions.push({ file, schema_version });
  });
  return versions;
}

/** Rows of each table in all segments of a directory that no store has open. Changes nothing. */
export async function segmentRows(directory: string): Promise<Record<string, number>> {
  const rows: Record<string, number> = {};
  await eachSegment(directory, 'READ_ONLY', async (connection, database) => {
    const tables = await readRows<{ name: string }>(connection, `SELECT table_name AS name FROM duckdb_tables() WHERE database_name = '${database}'`);
    for (const { name } of tables) rows[name] = (rows[name] ?? 0) + (await readRows<{ rows: number }>(connection, `SELECT count(*) AS rows FROM ${database}."${name}"`))[0].rows;
  });
  return rows;
}

/**
 * Brings every segment to a version, one after the other, each all or nothing: whatever stops it in between, the next run or the next start goes on.
 * @param to back as well as forward; this version's unless said otherwise
 * @returns how many were changed
 * @throws Failure `data_dir_unusable` as {@link segmentVersions} does, and before anything is changed when a newer hfao wrote one
 */
export async function migrateSegments(directory: string, { to = SCHEMA_VERSION, onSegment = () => {} }: { to?: number; onSegment?: (done: number, total: number) => void } = {}): Promise<number> {
  const versions = await segmentVersions(directory);
  const newer = versions.find((it) => it.schema_version > SCHEMA_VERSION);
  if (newer !== undefined) throw newerSegment(join(directory, newer.file), newer.schema_version);
  const due = new Set(versions.filter((it) => it.schema_version !== to).map((it) => it.file));
  let done = 0;
  await eachSegment(directory, "STORAGE_VERSION 'latest'", async (connection, database, file) => {
    if (!due.has(file)) return;
    const version = await schemaVersionOf(connection, database);
    await upgradeSegment(connection, database, version!, to);
    await connection.run(`CHECKPOINT ${database}`);
    onSegment(done += 1, due.size);
  });
  return done;
}

/** Each attached alone: a directory of thousands needs no more memory than one of one. */
async function eachSegment(given: string, options: string, work: (connection: DuckDBConnection, database: string, file: string) => Promise<void>): Promise<void> {
  const directory = resolve(given);
  if (!existsSync(directory)) return;
  const release = claimDirectory(directory);
  const instance = await startEngine(directory, MEMORY_MB, 1);
  const connection = await instance.connect();
  try {
    for (const file of segmentFiles(directory)) {
      await attachAsItIs(connection, 'segment_in_hand', join(directory, file), options);
      await work(connection, 'segment_in_hand', file);
      await connection.run('DETACH segment_in_hand');
    }
  } finally {
    connection.closeSync();
    instance.closeSync();
    release();
  }
}

/** An empty one holds nothing yet: a crash while it was made. */
function segmentFiles(directory: string): string[] {
  return readdirSync(directory).filter((it) => parseSegmentName(it) !== undefined && statSync(join(directory, it)).size > 0).sort();
}
