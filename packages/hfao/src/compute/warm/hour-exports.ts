import { randomBytes } from 'node:crypto';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { HOUR_MICROS, isoTime, type Micros } from '../../model/time.js';
import type { WarmHour } from '../../model/warm-hour.js';
import { Failure } from '../../runtime/errors.js';
import type { Log } from '../../runtime/log.js';
import type { HotHour, TelemetryStore } from '../../store/store.js';
import type { UnfinishedDeletion } from '../../store/store-keeping.js';
import { hasPassed, type WarmTier } from '../../store/warm/warm-tier.js';

/** Spans of an hour may still be under way when it ends; what comes even later has the hour exported again. */
const SETTLE_MICROS = 10 * 60 * 1_000_000;

export interface HourExportsDeps {
  store: Pick<TelemetryStore, 'hours' | 'countObservations' | 'exportParquet'>;
  /** Absent: there is no warm tier. */
  tier: WarmTier | undefined;
  /** A folder that the store may write to. */
  staging: string;
  now: () => Micros;
  log: Log;
}

export interface ExportProgress { signal: AbortSignal; total(observations: number): void; done(observations: number, found: Record<string, number>): void }

/** From the hot store to Parquet: into the warm tier, by itself and when asked to, and for whoever fetches an hour. */
export class HourExports {
  constructor(readonly deps: HourExportsDeps) {}

  /** @throws Failure `conflict` when there is no warm tier */
  async list(projectId: string): Promise<WarmHour[]> {
    const partitions = await this.#tier().partitions(projectId);
    return partitions.map((it) => ({ hour: isoTime(it.hour), observations: it.rows, bytes: it.bytes, files: it.parts, exported_at: isoTime(it.exportedAt) }));
  }

  /**
   * Exports the closed hours of a range that are not in the warm tier as they are now.
   * @throws Failure `conflict` when there is no warm tier; `unavailable` when it cannot be written
   */
  exportHours(projectId: string, range: { from?: Micros; to?: Micros }, progress: ExportProgress): Promise<void> {
    return this.#export(projectId, range, progress);
  }

  async #export(projectId: string, { from = 0, to = Infinity, keptSince = 0 }: { from?: Micros; to?: Micros; keptSince?: Micros }, progress: ExportProgress): Promise<void> {
    const due = (await this.#due(projectId, { from, to })).filter((it) => !hasPassed(it, keptSince));
    progress.total(due.reduce((sum, it) => sum + it.rows, 0));
    for (const hour of due) {
      if (progress.signal.aborted) return;
      const { rows, bytes } = await this.#tier().exportHour(projectId, hour, this.deps.store, progress.signal);
      progress.done(hour.rows, { hours: 1, observations: rows, bytes });
    }
  }

  /** A worker's run: everything that is due, of every project, but for what had passed its time in the tier. @param keptSince when of each project: what is older goes from the tier, and would come back */
  async run(projectIds: readonly string[], keptSince: (projectId: string) => Promise<Micros>, signal: AbortSignal): Promise<void> {
    for (const projectId of projectIds) {
      let hours = 0;
      await this.#export(projectId, { keptSince: await keptSince(projectId) }, { signal, total: () => {}, done: () => { hours++; } });
      if (hours > 0) this.deps.log.info({ projectId, hours }, 'hours exported to the warm tier');
    }
    if (!signal.aborted) await this.#tier().sweep(this.deps.now());
  }

  /** Takes what was deleted out of the warm tier, where there is one. @returns how many observations went */
  async forget(deletion: UnfinishedDeletion, signal: AbortSignal): Promise<number> {
    return deletion.subject.kind === 'age' ? 0 : await this.deps.tier?.forget(deletion, signal) ?? 0;
  }

  /** Lets go of whole hours of which everything happened, and was received, before a time; with `dryRun` only says what would go. */
  async letGo(projectId: string, before: Micros, dryRun: boolean): Promise<{ hours: number; observations: number; bytes: number }> {
    return await this.deps.tier?.removeBefore(projectId, before, dryRun) ?? { hours: 0, observations: 0, bytes: 0 };
  }

  /** One range as a Parquet file, which goes when `release` is called. */
  async parquet(projectId: string, range: { from: Micros; to: Micros }): Promise<{ file: string; rows: number; bytes: number; release: () => Promise<void> }> {
    await mkdir(this.deps.staging, { recursive: true });
    const file = join(this.deps.staging, `${randomBytes(8).toString('hex')}.parquet`);
    const release = () => rm(file, { force: true });
    try {
      const rows = await this.deps.store.exportParquet(projectId, range, file);
      return { file, rows, bytes: (await stat(file)).size, release };
    } catch (error) {
      await release();
      throw error;
    }
  }

  async #due(projectId: string, { from, to }: { from: Micros; to: Micros }): Promise<HotHour[]> {
    const closed = Math.floor((this.deps.now() - SETTLE_MICROS) / HOUR_MICROS) * HOUR_MICROS;
    const range = { from: Math.floor(from / HOUR_MICROS) * HOUR_MICROS, to: Math.min(to, closed) };
    const hours = range.from < range.to ? await this.deps.store.hours(projectId, range) : [];
    // An hour that the range cuts is exported whole, or not at all.
    return this.#tier().due(projectId, hours.filter((it) => it.hour + HOUR_MICROS <= range.to));
  }

  #tier(): WarmTier {
    if (this.deps.tier === undefined) throw new Failure('conflict', 'There is no warm tier: set HFAO_WARM_URL to a folder, s3://bucket/prefix or hf://buckets/organisation/name and start the server again.', { field: 'HFAO_WARM_URL' });
    return this.deps.tier;
  }
}
