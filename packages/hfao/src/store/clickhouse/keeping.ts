import type { ClickHouseClient } from '@clickhouse/client';
import { DAY_MICROS } from '../../model/time.js';
import type { Log } from '../../runtime/log.js';
import { ForgottenRows } from '../forgotten-rows.js';
import { newDeletion, REMEMBERED_DAYS } from '../known-deletions.js';
import type { StoreKeeping } from '../store-keeping.js';
import { Backups } from './backups.js';
import { DeletionJournal } from './deletion-journal.js';
import { Deletions } from './deletions.js';
import { expiring, keptTraces } from './expiring.js';
import { bodiesOf, partsOf } from './forget.js';
import { Mutations } from './mutations.js';
import { readRows } from './read-rows.js';
import { storageReport } from './storage-report.js';
import { Writer } from './writer.js';

interface KeepingDeps { client: ClickHouseClient; url: string; cluster?: string; log: Log; /** See {@link Writer}. */ writer: string }

/**
 * The writer of a store, which stores nothing that was deleted, how it forgets, and how it is backed up. What a crash left half deleted is deleted when this resolves.
 * `close` ends the work on files, before the writer is closed.
 */
export async function openKeeping({ client, url, cluster, writer: name, log }: KeepingDeps): Promise<{ writer: Writer; keeping: StoreKeeping; backups: Backups; close: () => Promise<void> }> {
  const journal = await DeletionJournal.open(client, cluster, Date.now() * 1000 - REMEMBERED_DAYS * DAY_MICROS);
  const forgotten = new ForgottenRows(journal);
  const writer = await Writer.open(client, name, journal, forgotten);
  const deletions = new Deletions({ client, writer, journal, forgotten, mutations: new Mutations(client, cluster) });
  await deletions.finish();
  const backups = new Backups({ client, url, cluster, writer, journal, log });
  const close = async () => {
    await backups.close();
    await deletions.close();
  };
  return { writer, keeping: keepingOf(client, cluster, deletions), backups, close };
}

function keepingOf(client: ClickHouseClient, cluster: string | undefined, deletions: Deletions): StoreKeeping {
  const planOf = async (expiries: Parameters<StoreKeeping['planExpiry']>[0]) => {
    const plans = [];
    for (const it of expiries) plans.push(await expiring(client, cluster, it));
    return plans;
  };
  return {
    countForgettable: (projectId, subject, at) => deletions.count(projectId, subject, at),
    forget: (projectId, subject, at) => deletions.forget(projectId, subject, at),
    planExpiry: async (expiries) => (await planOf(expiries)).map((it) => it.outcome),
    async expire(expiries) {
      const plans = await planOf(expiries);
      await deletions.expire(plans.filter(({ outcome }) => Object.values(outcome.leaving).some((it) => it > 0)).map((it) => it.deletion));
      return plans.map((it) => it.outcome);
    },
    tidy: () => deletions.step(),
    pendingDeletions: async () => deletions.pending(),
    unfinishedDeletion: () => deletions.unfinished(),
    finishDeletion: (deletionId) => deletions.finished(deletionId),
    bodiesInUse: (projectId, ids) => deletions.inUse(projectId, ids),
    async keptBodies(expiry) {
      const found = new Set<string>();
      const traces = await keptTraces(client, expiry);
      if (traces.length === 0) return [];
      for (const part of partsOf(newDeletion(expiry.project_id, { kind: 'age', before: expiry.before }, expiry.before, traces))) for (const it of await bodiesOf(client, part)) found.add(it);
      return [...found];
    },
    storage: () => storageReport((sql, parameters) => readRows(client, sql, parameters), cluster),
  };
}
