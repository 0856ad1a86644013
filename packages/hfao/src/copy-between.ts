import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type CopyPlace, type CopyPlaces, describeCopyPlace } from './read-copy-places.js';
import { prepareDataDirectory } from './runtime/data-directory.js';
import { Failure } from './runtime/errors.js';
import type { Log } from './runtime/log.js';
import { openClickhouseStore } from './store/clickhouse/open.js';
import { dumpControl, fillControl } from './store/control/dump.js';
import { openDatabase } from './store/control/open.js';
import type { ControlPlace } from './store/control/place.js';
import { CopyFile } from './store/copy/copy-file.js';
import { type CopiedProject, copyTelemetry } from './store/copy/copy-telemetry.js';
import { COPY_UNFINISHED, lockDirectory } from './store/directory-lock.js';
import { openDuckdbStore } from './store/duckdb/open.js';
import type { TelemetryStore } from './store/store.js';

/** What was copied: telemetry by project, or rows of a control plane by table. */
export type Copied = { from: string; to: string } & ({ projects: CopiedProject[] } | { rows: Record<string, number> });

type TelemetryPlace = Extract<CopyPlace, { kind: 'duckdb' | 'clickhouse' }>;

/**
 * Copies telemetry from one engine to the other, or a control plane; see {@link copyTelemetry} and {@link fillControl}. No server may run on a data directory that takes part.
 * A copy of telemetry that was interrupted goes on where it was; no server starts on a data directory with half of one.
 * @throws Failure `not_found` when there is nothing to copy from; what those throw
 */
export async function copyBetween({ from, to, cluster }: CopyPlaces, onProgress: (done: number, total: number) => void, log: Log): Promise<Copied> {
  const ends = { from: describeCopyPlace(from), to: describeCopyPlace(to) };
  if (isTelemetry(from) && isTelemetry(to)) return { ...ends, projects: await copyStore(from, to, cluster, onProgress, log) };
  return { ...ends, rows: await copyControl(from as ControlPlace, to as ControlPlace) };
}

const isTelemetry = (place: CopyPlace): place is TelemetryPlace => place.kind === 'duckdb' || place.kind === 'clickhouse';

async function copyStore(from: TelemetryPlace, to: TelemetryPlace, cluster: string | undefined, onProgress: (done: number, total: number) => void, log: Log): Promise<CopiedProject[]> {
  if (from.kind === 'duckdb' && !existsSync(join(from.dataDir, 'telemetry'))) throw new Failure('not_found', `${from.dataDir} is no data directory of hfao with telemetry in it.`, { field: 'from' });
  const closing: (() => Promise<void> | void)[] = [];
  try {
    const source = await openEnd(from, false, cluster, log, closing);
    const target = await openEnd(to, true, cluster, log, closing);
    const file = await CopyFile.open(stateFile(from, to), describeCopyPlace(from), describeCopyPlace(to));
    let [done, total] = [0, 0];
    const copied = await copyTelemetry(source, target, {
      from: file.state, onTotal: (rows) => { total = rows; },
      async onPage(state, rows) {
        await file.save(state);
        onProgress(done += rows, total);
      },
    }).catch(async (error: unknown) => {
      if (error instanceof Failure && error.code === 'conflict') await file.reset();
      throw error;
    });
    await file.remove();
    return copied;
  } finally {
    for (const close of closing.toReversed()) await close();
  }
}

async function openEnd(place: TelemetryPlace, isTarget: boolean, cluster: string | undefined, log: Log, closing: (() => Promise<void> | void)[]): Promise<TelemetryStore> {
  let store: TelemetryStore;
  if (place.kind === 'clickhouse') {
    store = await openClickhouseStore({ url: place.url, cluster, writer: 'copy', patienceMs: 0, log });
  } else {
    if (isTarget) await prepareDataDirectory(place.dataDir);
    closing.push(lockDirectory(place.dataDir, { mayBeUnfinished: isTarget }));
    store = await openDuckdbStore({ directory: join(place.dataDir, 'telemetry'), log });
  }
  closing.push(() => store.close());
  return store;
}

/** In the target where that is a directory, so that no server takes it for whole; else beside the source. */
function stateFile(from: TelemetryPlace, to: TelemetryPlace): string {
  if (to.kind === 'duckdb') return join(to.dataDir, COPY_UNFINISHED);
  const name = `copy-to-${createHash('sha256').update(describeCopyPlace(to)).digest('hex').slice(0, 16)}.json`;
  return from.kind === 'duckdb' ? join(from.dataDir, name) : resolve(`hfao-${name}`);
}

/** In a moment: what people set up is little. The same again does nothing. */
async function copyControl(from: ControlPlace, to: ControlPlace): Promise<Record<string, number>> {
  if (from.kind === 'sqlite' && !existsSync(from.path)) throw new Failure('not_found', `There is no control plane ${from.path}.`, { field: 'from' });
  const source = openDatabase(from);
  try {
    const dump = await dumpControl(source);
    const target = openDatabase(to);
    try {
      await fillControl(target, to, dump, createHash('sha256').update(JSON.stringify(dump)).digest('hex'));
    } finally {
      await target.destroy();
    }
    return Object.fromEntries(dump.tables.map(({ name, rows }) => [name, rows.length]));
  } finally {
    await source.destroy();
  }
}
