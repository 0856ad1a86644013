import type { Bucket, Overview } from '../../api/model';
import { clock, count, durationText, share } from '../../ui/format';

/** The answer to "how is it doing?": one sentence, and what it rests on. */
export interface Verdict { tone: 'ok' | 'warn' | 'error' | 'idle'; sentence: string; detail: string; from: number | undefined }

/** Below this share of failures nobody is called. */
const NOTABLE = 0.02;
const Z = 3.3;
const MIN_FAILURES = 4;

/**
 * Reads the buckets for a change for the worse that still lasts: the moment from which failures are clearly more frequent than before
 * (two proportions, z at least 3.3, at least four failures, at least half as many again and two points).
 */
export function verdictOf(overview: Overview, now: number): Verdict {
  const { totals, buckets } = overview;
  if (totals.traces === 0) return { tone: 'idle', sentence: 'Nothing ran in this range.', detail: '', from: undefined };
  const worse = degradedSince(buckets);
  const rest = `${totals.duration_p95_ms === null ? '' : `p95 ${durationText(totals.duration_p95_ms * 1e6)}`}`;
  if (worse !== undefined) {
    const since = clock(worse.from, { now, seconds: false });
    return { tone: 'error', sentence: `Degraded since ${since}.`, detail: `${share(worse.after)} of runs fail since then, ${worse.before === 0 ? 'none before' : `${share(worse.before)} before`}. ${count(worse.failed)} of ${count(worse.traces)} runs failed.`, from: worse.from };
  }
  if (totals.failed_traces === 0) {
    const inner = totals.errors === 0 ? '' : ` ${count(totals.errors)} failed ${totals.errors === 1 ? 'step' : 'steps'} on the way, recovered.`;
    return { tone: 'ok', sentence: totals.traces === 1 ? 'The run finished without failing.' : `All ${count(totals.traces)} runs finished without failing.`, detail: `${inner} ${rest}`.trim(), from: undefined };
  }
  const rate = totals.failed_traces / totals.traces;
  return {
    tone: rate >= NOTABLE && totals.failed_traces >= MIN_FAILURES ? 'warn' : 'ok', from: undefined,
    sentence: rate >= 0.999 ? `All ${count(totals.traces)} runs failed.` : `${share(rate)} of runs fail, steadily.`,
    detail: `${count(totals.failed_traces)} of ${count(totals.traces)}, without a clear beginning in this range. ${rest}`.trim(),
  };
}

interface Change { from: number; before: number; after: number; failed: number; traces: number }

function degradedSince(buckets: readonly Bucket[]): Change | undefined {
  const all = buckets.reduce((sum, it) => ({ failed: sum.failed + it.failed_traces, traces: sum.traces + it.traces }), { failed: 0, traces: 0 });
  let best: (Change & { z: number }) | undefined;
  let failed = 0;
  let traces = 0;
  for (let at = buckets.length - 1; at > 0; at--) {
    failed += buckets[at].failed_traces;
    traces += buckets[at].traces;
    const earlier = { failed: all.failed - failed, traces: all.traces - traces };
    if (buckets[at].failed_traces === 0 || failed < MIN_FAILURES || earlier.traces < 10) continue;
    const after = failed / traces;
    const before = earlier.failed / earlier.traces;
    const pooled = all.failed / all.traces;
    const z = (after - before) / Math.sqrt(Math.max(pooled * (1 - pooled), 1e-9) * (1 / traces + 1 / earlier.traces));
    if (z >= Z && after >= before * 1.5 + 0.02 && (best === undefined || z > best.z)) best = { z, from: Date.parse(buckets[at].start_time), before, after, failed, traces };
  }
  // A bad hour that is over is history, not the state: the last quarter of the change must still be bad.
  return best !== undefined && stillBad(buckets, best) ? best : undefined;
}

function stillBad(buckets: readonly Bucket[], change: Change): boolean {
  const since = buckets.filter((it) => Date.parse(it.start_time) >= change.from && it.traces > 0);
  const recent = since.slice(-Math.max(2, Math.ceil(since.length / 4)));
  const traces = recent.reduce((sum, it) => sum + it.traces, 0);
  const failed = recent.reduce((sum, it) => sum + it.failed_traces, 0);
  return failed / Math.max(traces, 1) >= (change.before + change.after) / 2 - 1e-9;
}

/** How bad one bucket is, for the strip: by its share of failures against what is notable. */
export function badness(bucket: Bucket): 'none' | 'fine' | 'some' | 'bad' {
  if (bucket.traces === 0) return 'none';
  const rate = bucket.failed_traces / bucket.traces;
  if (bucket.failed_traces === 0) return 'fine';
  return rate >= 0.1 && (bucket.failed_traces > 1 || bucket.traces < 4) ? 'bad' : 'some';
}
