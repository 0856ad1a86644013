import { expect, it } from 'vitest';
import type { Bucket, Overview } from '../../api/model';
import { verdictOf } from './verdict';

const start = new Date('2026-11-23T00:00:00').getTime();
const now = start + 24 * 3600_000 - 1;
function overview(hours: [traces: number, failed: number][]): Overview {
  const buckets = hours.map(([traces, failed_traces], hour) => ({ start_time: new Date(start + hour * 3600_000).toISOString(), traces, failed_traces, errors: failed_traces }) as Bucket);
  const sum = (key: 'traces' | 'failed_traces' | 'errors') => buckets.reduce((total, it) => total + it[key], 0);
  return { buckets, totals: { traces: sum('traces'), failed_traces: sum('failed_traces'), errors: sum('errors'), duration_p95_ms: null } } as unknown as Overview;
}
const hours = (count: number, of: [number, number]) => Array.from({ length: count }, () => of);

it('says since when it is worse', () => {
  const verdict = verdictOf(overview([...hours(13, [100, 2]), ...hours(3, [100, 12])]), now);

  expect(verdict).toMatchObject({ tone: 'error', sentence: 'Degraded since 13:00.', detail: '12.0 % of runs fail since then, 2.0 % before. 36 of 300 runs failed.' });
});

it('does not call steady failures a change', () => {
  const verdict = verdictOf(overview(hours(24, [50, 2])), now);

  expect(verdict).toMatchObject({ tone: 'warn', sentence: '4.0 % of runs fail, steadily.' });
});

it('does not call one failure a trend', () => {
  expect(verdictOf(overview([...hours(20, [10, 0]), [2, 1]]), now).tone).not.toBe('error');
});

it('does not call a bad hour that is over the present state', () => {
  expect(verdictOf(overview([...hours(10, [50, 0]), [50, 20], ...hours(10, [50, 0])]), now).sentence).not.toContain('Degraded');
});

it('is content when nothing failed, and says when nothing ran', () => {
  expect(verdictOf(overview(hours(3, [10, 0])), now)).toMatchObject({ tone: 'ok', sentence: 'All 30 runs finished without failing.' });
  expect(verdictOf(overview([[0, 0]]), now).tone).toBe('idle');
});
