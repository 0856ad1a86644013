import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { DAY_MICROS } from '../../model/time.js';
import type { Log } from '../../runtime/log.js';
import { ForgottenRows } from '../forgotten-rows.js';
import { newDeletion, REMEMBERED_DAYS } from '../known-deletions.js';
import type { StoreKeeping } from '../store-keeping.js';
import { referenced } from './body-refs.js';
import type { AtCrashPoint } from './crash-points.js';
import { DeletionJournal } from './deletion-journal.js';
import { Deletions } from './deletions.js';
import { expiring, keptTraces } from './expiring.js';
import { bodiesOf } from './forget.js';
import type { Segments } from './segments.js';
import { missingSegments, storageReport } from './storage-report.js';
import { Tidying } from './tidying.js';
import type { StillThere } from './warm/warm-days.js';
import { Writer } from './writer.js';

interface KeepingDeps { instance: DuckDBInstance; segments: Segments; segmentRows: number; log: Log; atCrashPoint: AtCrashPoint }

/**
 * The writer of a store, which stores nothing that was deleted, and the work on its files. What a crash left half deleted is deleted when this resolves.
 * `stillThere` says what was deleted and may lie outside of the store.
 * `close` ends the work on files, before the writer is closed.
 */
export async function openKeeping({ instance, segments, segmentRows, log, atCrashPoint }: KeepingDeps): Promise<{ writer: Writer; keeping: StoreKeeping; stillThere: (projectId: string) => StillThere; close: () => Promise<void> }> {
  const journal = DeletionJournal.open(segments.directory, Date.now() * 1000 - REMEMBERED_DAYS * DAY_MICROS);
  const missing = missingSegments(segments.all, journal);
  for (const { from, to } of missing) log.error({ from, to }, 'segments are missing between others: what they held is not shown. Put their files back into the directory and start again, or leave it so');
  const forgotten = new ForgottenRows(journal);
  const writer = new Writer(await instance.connect(), segments, forgotten);
  const connection = await instance.connect();
  const deletions = new Deletions({ segments, writer, journal, forgotten, connection, atCrashPoint });
  await deletions.finish();
  const tidying = new Tidying({ connection: await instance.connect(), segments, writer, log, atCrashPoint }, deletions, segmentRows);
  return {
    writer,
    keeping: keepingOf({ segments, deletions, tidying, connection, missing }),
    stillThere: (projectId) => deletions.stillThere(projectId),
    close: async () => {
      await tidying.close();
      connection.closeSync();
    },
  };
}

interface Parts { segments: Segments; deletions: Deletions; tidying: Tidying; connection: DuckDBConnection; missing: ReturnType<typeof missingSegments> }

function keepingOf({ segments, deletions, tidying, connection, missing }: Parts): StoreKeeping {
  const planOf: (...args: Parameters<StoreKeeping['planExpiry']>) => Promise<Awaited<ReturnType<typeof expiring>>[]> = (expiries) => segments.reading(async (all) => {
    const plans = [];
    for (const it of expiries) plans.push(await expiring(connection, all, it));
    return plans;
  });
  return {
    countForgettable: (projectId, subject, at) => deletions.count(projectId, subject, at),
    forget: (projectId, subject, at) => deletions.forget(projectId, subject, at),
    planExpiry: async (expiries) => (await planOf(expiries)).map((it) => it.outcome),
    async expire(expiries) {
      const plans = await planOf(expiries);
      await deletions.expire(plans.filter(({ outcome }) => Object.values(outcome.leaving).some((it) => it > 0)).map((it) => it.deletion));
      return plans.map((it) => it.outcome);
    },
    tidy: () => tidying.step(),
    pendingDeletions: async () => deletions.pending(),
    unfinishedDeletion: () => deletions.unfinished(),
    finishDeletion: async (deletionId) => deletions.finished(deletionId),
    bodiesInUse: (projectId, ids) => segments.reading(async (all) => [...await referenced(connection, all, projectId, ids)]),
    keptBodies: (expiry) => segments.reading(async (all) => {
      const traces = await keptTraces(connection, all, expiry);
      return traces.length === 0 ? [] : bodiesOf(connection, all, newDeletion(expiry.project_id, { kind: 'age', before: expiry.before }, expiry.before, traces));
    }),
    storage: async () => storageReport(segments.all, missing),
  };
}
