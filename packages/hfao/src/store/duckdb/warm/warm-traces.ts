import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../../../runtime/log.js';
import type { StoragePlace } from '../../s3/storage-place.js';
import type { TelemetryStore } from '../../store.js';
import { traceSummary } from '../../trace-summary.js';
import type { WriteDaySummaries } from '../../warm/day-summaries.js';
import { startEngine } from '../engine.js';
import { observationsOf, wholeDelta, wholeTrace } from '../read-trace.js';
import { Readers, type Query } from '../readers.js';
import type { Segment } from '../segment.js';
import { forgetting, openWarmDays, withTier } from './open-warm.js';
import { SpanningReads } from './spanning-reads.js';

export interface WarmTracesOptions { place: StoragePlace; /** Of its own. */ directory: string; writeSummaries: WriteDaySummaries; log: Log }

const MEMORY_MB = 512;

/** A store on another engine, with the traces that rest in the warm tier: one that the store does not know is looked for there. Lists, searches and figures show what the store holds. */
export async function withWarmTraces(store: TelemetryStore, { place, directory, writeSummaries, log }: WarmTracesOptions): Promise<TelemetryStore> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const instance = await startEngine(directory, MEMORY_MB, 1, place.kind === 'files' ? [place.directory] : []);
  const readers = await Readers.connect(instance, 1);
  const days = await openWarmDays({ place, writeSummaries }, {
    connection: await instance.connect(), directory: join(directory, 'warm-days'), log, segments: { reading: (work) => work([]) }, hours: (projectId, range) => store.hours(projectId, range),
    stillThere: async (projectId) => ({ traces: [], more: (await store.pendingDeletions()).some((it) => it.project_id === projectId && it.elsewhere_left) }),
  });
  const read = <T>(work: (run: Query, all: readonly Segment[]) => Promise<T>, all: readonly Segment[] = []) => readers.read((run) => work(run, all));
  const spanning = new SpanningReads(days, read);
  return {
    ...store,
    ...forgetting(store, days),
    traceSummary: async (projectId, traceId) => await store.traceSummary(projectId, traceId) ?? spanning.trace(projectId, traceId, (more) => read(async (run, all) => {
      const trace = await wholeDelta(run, all, projectId, traceId);
      return trace && withTier(traceSummary(trace, await store.scoresOfTrace(projectId, traceId)), projectId, more);
    }, more)),
    async observationsOfTrace(projectId, traceId, options) {
      const rows = await store.observationsOfTrace(projectId, traceId, options);
      return rows.length > 0 ? rows : spanning.trace(projectId, traceId, (more) => read((run, all) => observationsOf(run, all, { projectId, traceId, ...options }), more));
    },
    wholeTrace: async (projectId, traceId, options) => await store.wholeTrace(projectId, traceId, options) ?? spanning.trace(projectId, traceId, (more) => read(async (run, all) => {
      const found = await wholeTrace(run, all, { projectId, traceId, ...options });
      return found && { trace: withTier(traceSummary(found.delta, await store.scoresOfTrace(projectId, traceId)), projectId, more), observations: found.observations };
    }, more)),
    observation: async (projectId, traceId, observationId) => await store.observation(projectId, traceId, observationId)
      ?? spanning.trace(projectId, traceId, (more) => read(async (run, all) => (await observationsOf(run, all, { projectId, traceId, observationId, payloads: true, limit: 1 }))[0], more)),
    async close() {
      await days.close();
      await readers.close();
      instance.closeSync();
      await store.close();
    },
  };
}
