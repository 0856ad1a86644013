import type { TraceSummary } from '../../../model/trace.js';
import { traceKey } from '../../key-set.js';
import type { StoragePlace } from '../../s3/storage-place.js';
import type { StoreKeeping } from '../../store-keeping.js';
import type { WriteDaySummaries } from '../../warm/day-summaries.js';
import { WarmParts } from '../../warm/warm-parts.js';
import type { Segment } from '../segment.js';
import { WarmDays, type WarmDaysDeps } from './warm-days.js';

/** The warm tier at a place, for reads. */
export async function openWarmDays({ place, writeSummaries }: { place: StoragePlace; writeSummaries: WriteDaySummaries }, deps: Omit<WarmDaysDeps, 'parts' | 'writeSummaries'>): Promise<WarmDays> {
  return WarmDays.open({ ...deps, writeSummaries, parts: await WarmParts.open(place, deps.directory) });
}

/** What lets go, and has reads know of it. */
export function forgetting(keeping: StoreKeeping, warm: WarmDays): Pick<StoreKeeping, 'forget' | 'expire' | 'finishDeletion'> {
  return {
    async forget(...args) {
      const outcome = await keeping.forget(...args);
      warm.changed({ tier: false });
      return outcome;
    },
    async expire(expiries) {
      const outcome = await keeping.expire(expiries);
      warm.changed({ tier: false });
      for (const { project_id } of expiries) void warm.prepare(project_id);
      return outcome;
    },
    async finishDeletion(deletionId) {
      warm.changed({ tier: true });   // first: what is known of the tier may still name files with what was deleted
      await keeping.finishDeletion(deletionId);
    },
  };
}

/** Says of a trace that days of the warm tier have a part in it. */
export function withTier(trace: TraceSummary, projectId: string, days: readonly Segment[]): TraceSummary {
  const key = traceKey(projectId, trace.trace_id);
  return days.some((it) => it.traces.has(key)) ? { ...trace, tier: 'warm' } : trace;
}
