import { expect, it } from 'vitest';
import type { MetricPointRow } from '../../model/metric-point.js';
import { aPoint } from './a-log.js';
import { NEW_YEAR } from './an-observation.js';
import { aTrace } from './resent-spans.js';
import type { Subject } from './telemetry-store.js';

const MINUTE = 60_000_000;
const HOUR = { from: NEW_YEAR, to: NEW_YEAR + 60 * MINUTE, bucket: 60 * MINUTE, limit: 10 };

export function metrics(subject: Subject): void {
  /** Writes each point twice, in batches of their own. */
  async function written(points: Partial<MetricPointRow>[]): Promise<string> {
    const project_id = subject.project();
    const metricPoints = points.map((it) => aPoint({ project_id, ...it }));
    await subject.store.write({ rows: [], scores: [], metricPoints });
    await subject.store.write({ rows: aTrace(project_id, 'between', 300), scores: [] });
    await subject.store.write({ rows: [], scores: [], metricPoints });
    return project_id;
  }

  it('lists metrics by name, page by page, with what their last point says', async () => {
    const project = await written([
      { name: 'b', unit: 's', time: NEW_YEAR, attributes: ['x', '1'] }, { name: 'b', unit: 'ms', time: NEW_YEAR + 5, attributes: ['y', '1'], series_id: 'other', measure: 'duration_s' }, { name: 'a', type: 'gauge', temporality: null },
    ]);

    const first = await subject.store.listMetrics(project, { limit: 1 });
    const second = await subject.store.listMetrics(project, { limit: 1, after: first.next });

    expect(first.metrics).toMatchObject([{ name: 'a', type: 'gauge', temporality: null, points: 1, attribute_keys: [] }]);
    expect(second).toEqual({ metrics: [{
      name: 'b', description: null, unit: 'ms', type: 'sum', temporality: 'delta', is_monotonic: true, measure: 'duration_s', points: 2, series: 2, first_time: NEW_YEAR, last_time: NEW_YEAR + 5, attribute_keys: ['x', 'y'],
    }] });
    expect(await subject.store.listMetrics(project, { limit: 10, from: NEW_YEAR + 6 })).toEqual({ metrics: [] });
  });

  it('adds up deltas by bucket and by group: a column or any attribute', async () => {
    const project = await written([
      { time: NEW_YEAR, value: 1, model: 'm', attributes: ['k', '"5"'] }, { time: NEW_YEAR + MINUTE, value: 2, model: 'm', attributes: ['k', 'x'] },
      { time: NEW_YEAR + 3 * MINUTE, value: 4, model: 'n', attributes: ['k', 'x'] }, { time: NEW_YEAR + 60 * MINUTE, value: 100 },
    ]);

    const { store } = subject;
    expect((await store.metricSeries(project, { ...HOUR, name: 'calls', bucket: 2 * MINUTE })).groups).toMatchObject([{ group: null, buckets: [{ start: NEW_YEAR, value: 3, count: 2 }, { start: NEW_YEAR + 2 * MINUTE, value: 4 }] }]);
    expect((await store.metricSeries(project, { ...HOUR, name: 'calls', group_by: 'model' })).groups).toMatchObject([{ group: 'm', buckets: [{ value: 3 }] }, { group: 'n', buckets: [{ value: 4 }] }]);
    expect(await store.metricSeries(project, { ...HOUR, name: 'calls', group_by: 'k', limit: 1 })).toMatchObject({ groups: [{ group: 'x', buckets: [{ value: 6 }] }], omitted: 1 });
  });

  it('takes the increase of cumulative sums, series by series, over resets', async () => {
    const sum = (series_id: string, minute: number, value: number, start = -100) => ({ series_id, value, temporality: 'cumulative' as const, time: NEW_YEAR + minute * MINUTE, start_time: NEW_YEAR + start * MINUTE });
    const project = await written([
      sum('a', -5, 100), sum('a', 1, 110), sum('a', 2, 115), sum('a', 3, 4), sum('a', 4, 10),
      // Began before the range and not seen before: what it had is nobody's. Began within: all of it is new.
      sum('b', 1, 1000), sum('b', 2, 1001), sum('c', 2, 7, 1), sum('d', 5, 50), sum('d', 6, 60, 5.5),
    ]);

    const { groups } = await subject.store.metricSeries(project, { ...HOUR, name: 'calls' });

    expect(groups).toMatchObject([{ buckets: [{ value: 10 + 5 + 4 + 6 + 1 + 7 + 60 }] }]);
  });

  it('takes the last of gauges, and of sums that may fall, of each series', async () => {
    const gauge = (series_id: string, minute: number, value: number) => ({ series_id, value, type: 'gauge' as const, temporality: null, is_monotonic: null, time: NEW_YEAR + minute * MINUTE });
    const project = await written([gauge('a', 1, 5), gauge('a', 2, 3), gauge('b', 1, 10), { ...gauge('c', 3, 2), name: 'open', type: 'sum', temporality: 'cumulative', is_monotonic: false }, { ...gauge('c', 4, 1), name: 'open', type: 'sum', temporality: 'cumulative', is_monotonic: false }]);

    expect((await subject.store.metricSeries(project, { ...HOUR, name: 'calls' })).groups).toMatchObject([{ buckets: [{ value: 13, average: 6, min: 3, max: 10, count: 3 }] }]);
    expect((await subject.store.metricSeries(project, { ...HOUR, name: 'open' })).groups).toMatchObject([{ buckets: [{ value: 1 }] }]);
  });

  it.each(['delta', 'cumulative'] as const)('adds up %s histograms and estimates quantiles', async (temporality) => {
    const bounds = [1, 2, 4, null];
    const steps = [[10, 0, 0, 0], [0, 10, 0, 0], [0, 0, 20, 0]];
    const project = await written(steps.map((_, i) => {
      const counts = bounds.map((__, b) => (temporality === 'delta' ? steps[i][b] : steps.slice(0, i + 1).reduce((sum, it) => sum + it[b], 0)));
      const count = counts.reduce((sum, it) => sum + it, 0);
      return { type: 'histogram' as const, temporality, is_monotonic: null, value: null, count, sum: count * 2, start_time: NEW_YEAR, time: NEW_YEAR + (i + 1) * MINUTE, buckets: JSON.stringify({ le: bounds, counts }) };
    }));

    const { groups } = await subject.store.metricSeries(project, { ...HOUR, name: 'calls' });

    expect(groups).toMatchObject([{ buckets: [{ value: 80, count: 40, average: 2, p50: 2, p95: 3.8 }] }]);
  });

  it('answers an unknown metric with nothing, and refuses too many buckets', async () => {
    const project = subject.project();

    expect(await subject.store.metricSeries(project, { ...HOUR, name: "no ' such" })).toEqual({ groups: [], omitted: 0 });
    await expect(subject.store.metricSeries(project, { ...HOUR, name: 'x', bucket: 1 })).rejects.toMatchObject({ code: 'invalid_input', field: 'bucket' });
  });
}
