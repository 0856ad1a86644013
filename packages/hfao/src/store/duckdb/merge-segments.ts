import type { DuckDBConnection } from '@duckdb/node-api';
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../runtime/log.js';
import { indexBodyRefs } from './body-refs.js';
import type { AtCrashPoint } from './crash-points.js';
import { foldSegment } from './fold-segment.js';
import { readRows } from './read-rows.js';
import { createTables, TABLES, type TableName } from './schema.js';
import { draftPath, publishDraft, removeDraft } from './segment-directory.js';
import { Segment } from './segment.js';
import type { SegmentName } from './segment-name.js';
import type { Segments } from './segments.js';
import { integerLiteral, Parameters, textLiteral, unionAll } from './sql.js';
import type { Writer } from './writer.js';

/** A row group of a merged file: what the engine holds in memory while it copies, and compresses without a pause. A quarter of its own: reads meanwhile wait less, and skip more. */
const ROW_GROUP = 30_720;

export interface MergeDeps {
  /** Of its own: reads the sources and writes the draft. */
  connection: DuckDBConnection;
  segments: Segments;
  writer: Writer;
  log: Log;
  atCrashPoint: AtCrashPoint;
}

/**
 * Writes some segments at rest, which lie side by side, into one file without holes, and puts it in their place. Writes go on meanwhile: traces that change in a source
 * are copied once more at the end, between two batches. Whenever it ends early, nothing has changed.
 * @returns false when it was stopped, or the sources changed too much meanwhile
 */
export async function mergeSegments(sources: readonly Segment[], deps: MergeDeps, signal: AbortSignal): Promise<boolean> {
  const { connection, segments, writer, log, atCrashPoint } = deps;
  const name = nameOf(sources);
  const merged = new Segment(name, segments.directory);
  const startMs = performance.now();
  for (const it of sources) it.changes = { traces: new Map(), everything: false };
  let isAttached = false;
  // Some of its statements look at every row of the draft.
  const interrupt = () => connection.interrupt();
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    removeDraft(segments.directory, name);
    await connection.run(`ATTACH ${textLiteral(draftPath(segments.directory, name))} AS ${merged.database} (STORAGE_VERSION 'latest', RECOVERY_MODE NO_WAL_WRITES, ROW_GROUP_SIZE ${ROW_GROUP})`);
    isAttached = true;
    atCrashPoint('draft begun');
    if (!await fill(deps, merged, sources, signal)) return false;
    atCrashPoint('draft filled');
    await Promise.all(sources.map((it) => it.settled));
    const isDone = await writer.exclusive(async () => {
      if (signal.aborted || sources.some((it) => !segments.all.includes(it) || it.changes!.everything || it.hold !== undefined)) return false;
      await catchUp(connection, merged, sources);
      await connection.run(`DETACH ${merged.database}`);
      isAttached = false;
      publishDraft(segments.directory, name);
      atCrashPoint('draft published');
      await segments.exchange(sources, merged).catch((error: unknown) => {
        rmSync(merged.path);   // the sources serve on, and take new rows
        throw error;
      });
      atCrashPoint('merged in use');
      return true;
    });
    if (!isDone) return false;
    await segments.remove(sources);
    atCrashPoint('sources removed');
    log.info({ segments: sources.map((it) => it.number), rows: merged.rows, bytes: merged.bytes(), ms: Math.round(performance.now() - startMs) }, 'segments merged');
    return true;
  } catch (error) {
    if (signal.aborted && String(error).includes('INTERRUPT')) return false;
    throw error;
  } finally {
    signal.removeEventListener('abort', interrupt);
    for (const it of sources) it.changes = undefined;
    if (isAttached) await connection.run(`DETACH ${merged.database}`).catch((error: unknown) => log.warn({ error }, 'a draft is still attached'));
    removeDraft(segments.directory, name);
  }
}

function nameOf(sources: readonly Segment[]): SegmentName {
  return { first: sources[0].name.first, last: sources[sources.length - 1].name.last, generation: Math.max(...sources.map((it) => it.name.generation)) + 1 };
}

/** Rests as long as it works, and longer while somebody reads: what is written and read meanwhile goes first. False when it was stopped. */
async function fill({ connection, segments }: MergeDeps, merged: Segment, sources: readonly Segment[], signal: AbortSignal): Promise<boolean> {
  for (const statement of createTables(merged.database)) await connection.run(statement);
  await connection.run(`UPDATE ${merged.database}.segment SET "position" = ${integerLiteral(Math.max(...sources.map((it) => it.position)))}`);
  for (const { table, source, from, to, isGroupFull } of await steps(connection, sources)) {
    const beganMs = performance.now();
    await copyRows(connection, merged, source, table, `rowid BETWEEN ${from} AND ${to - 1}`);
    if (isGroupFull) await connection.run(`CHECKPOINT ${merged.database}`);
    const tookMs = performance.now() - beganMs;
    await sleep(tookMs, undefined, { signal }).catch(() => {});
    await segments.readsFirst(tookMs);
    if (signal.aborted) return false;
  }
  await copyScores(connection, merged, sources);
  for (const source of sources) await copyRows(connection, merged, source, 'trace_deltas', 'true');
  await foldSegment(connection, merged.database);
  merged.mayPointToBodies = sources.some((it) => it.mayPointToBodies);
  await indexBodyRefs(connection, merged);
  if (signal.aborted) return false;
  await connection.run(`CHECKPOINT ${merged.database}`);
  await merged.load(connection, sources.some((it) => it.spans !== undefined));
  return true;
}

interface Step { table: TableName; source: Segment; from: number; to: number; isGroupFull: boolean }

/** What is copied at once: as much as a row group has room for. One that is written before it is full is written again. */
async function steps(connection: DuckDBConnection, sources: readonly Segment[]): Promise<Step[]> {
  const found: Step[] = [];
  for (const table of ['observations', 'logs', 'metric_points'] as const) {
    let room = ROW_GROUP;
    for (const source of sources) {
      const [{ places }] = await readRows<{ places: number | null }>(connection, `SELECT max(rowid) + 1 AS places FROM ${source.database}.${table}`);
      for (let from = 0, to; from < (places ?? 0); from = to) {
        to = Math.min(places!, from + room);
        room -= to - from;
        const isGroupFull = room === 0;
        if (isGroupFull) room = ROW_GROUP;
        found.push({ table, source, from, to, isGroupFull });
      }
    }
  }
  return found;
}

/** What was replaced in the sources since it was copied. */
async function catchUp(connection: DuckDBConnection, merged: Segment, sources: readonly Segment[]): Promise<void> {
  const changed = [...new Map(sources.flatMap((it) => [...it.changes!.traces])).values()];
  if (changed.length === 0) return;
  const parameters = new Parameters();
  const isChanged = `(project_id, trace_id) IN (SELECT unnest(${parameters.texts(changed.map((it) => it.project_id))}), unnest(${parameters.texts(changed.map((it) => it.trace_id))}))`;
  await connection.run('BEGIN');
  try {
    for (const table of ['observations', 'trace_deltas']) await connection.run(`DELETE FROM ${merged.database}.${table} WHERE ${isChanged}`, parameters.values, parameters.types);
    for (const table of ['observations', 'trace_deltas'] as const) for (const source of sources) await copyRows(connection, merged, source, table, isChanged, parameters);
    await connection.run(`DROP TABLE ${merged.database}.body_refs`);
    await connection.run('COMMIT');
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => {});
    throw error;
  }
  await foldSegment(connection, merged.database);
  await connection.run(`CHECKPOINT ${merged.database}`);
  await merged.load(connection, merged.spans !== undefined);
}

async function copyRows(connection: DuckDBConnection, merged: Segment, source: Segment, table: TableName, condition: string, parameters = new Parameters()): Promise<void> {
  const columns = columnNames(table);
  await connection.run(`INSERT INTO ${merged.database}.${table} (${columns}) SELECT ${columns} FROM ${source.database}.${table} WHERE ${condition}`, parameters.values, parameters.types);
}

/** Of a score that was written again, the version of the latest segment. */
async function copyScores(connection: DuckDBConnection, merged: Segment, sources: readonly Segment[]): Promise<void> {
  const columns = columnNames('scores');
  await connection.run(`INSERT INTO ${merged.database}.scores (${columns}) SELECT ${columns} FROM (
${unionAll(sources, (it) => `SELECT ${columns}, ${it.number} AS segment, rowid AS place FROM ${it.database}.scores`)}
) QUALIFY row_number() OVER (PARTITION BY project_id, score_id ORDER BY segment DESC, place DESC) = 1 ORDER BY segment, place`);
}

function columnNames(table: TableName): string {
  return TABLES[table].map(([name]) => `"${name}"`).join(', ');
}
