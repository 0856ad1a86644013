import { expect, it } from 'vitest';
import type { LogRow } from '../../model/log-entry.js';
import type { MetricPointRow } from '../../model/metric-point.js';
import type { Score } from '../../model/score.js';
import { aLog, aPoint } from './a-log.js';
import { anObservation, aScore, NEW_YEAR, traceId } from './an-observation.js';
import type { Subject } from './telemetry-store.js';

export function scanOthers(subject: Subject): void {
  it.each([7, 1000])('reads every score once, as it was last written, %d at a time', async (limit) => {
    const { store } = subject;
    const project_id = subject.project();
    const score = (i: number, value: number): Score => aScore({ project_id, score_id: `score-${String(i).padStart(3, '0')}`, trace_id: traceId(`scored ${i % 4}`), value });
    await store.write({ rows: [], scores: Array.from({ length: 40 }, (_, i) => score(i, 0)) });
    await store.write({ rows: [], scores: [score(3, 1), { ...score(4, 1), trace_id: traceId('another') }] });

    const read: Score[] = [];
    let after: string | undefined;
    do {
      const page = await store.scanScores(project_id, { after, limit });
      read.push(...page.rows);
      after = page.next;
    } while (after !== undefined);

    const expected = Array.from({ length: 40 }, (_, i) => (i === 4 ? { ...score(4, 1), trace_id: traceId('another') } : score(i, i === 3 ? 1 : 0)));
    expect(read).toEqual(expected);
  });

  it.each([11, 1000])('reads every log record once, oldest first, %d at a time', async (limit) => {
    const { store } = subject;
    const project_id = subject.project();
    const logs = Array.from({ length: 120 }, (_, i) => aLog({ project_id, log_id: `log-${String((i * 7) % 120).padStart(3, '0')}`, time: NEW_YEAR + ((i * 31) % 25), body: `said ${i}`, attributes: ['n', String(i)] }));
    for (let i = 0; i < logs.length; i += 30) await store.write({ rows: [], scores: [], logs: logs.slice(i, i + 30) });
    await store.write({ rows: [], scores: [], logs: logs.slice(10, 20) });   // sent again

    const read: LogRow[] = [];
    for (let page = await store.scanLogs(project_id, { limit }); ; page = await store.scanLogs(project_id, { limit, after: page.next })) {
      read.push(...page.rows);
      if (page.next === undefined) break;
    }

    expect(read).toEqual(logs.toSorted((a, b) => a.time - b.time || (a.log_id < b.log_id ? -1 : 1)));
  });

  it.each([11, 1000])('reads every data point once, oldest first, %d at a time', async (limit) => {
    const { store } = subject;
    const project_id = subject.project();
    const points = Array.from({ length: 90 }, (_, i) => aPoint({ project_id, point_id: `point-${String((i * 7) % 90).padStart(3, '0')}`, name: `metric ${i % 3}`, time: NEW_YEAR + ((i * 31) % 25), value: i / 8, attributes: ['n', String(i)] }));
    for (let i = 0; i < points.length; i += 30) await store.write({ rows: [], scores: [], metricPoints: points.slice(i, i + 30) });
    await store.write({ rows: [], scores: [], metricPoints: points.slice(10, 20) });

    const read: MetricPointRow[] = [];
    for (let page = await store.scanMetricPoints(project_id, { limit }); ; page = await store.scanMetricPoints(project_id, { limit, after: page.next })) {
      read.push(...page.rows);
      if (page.next === undefined) break;
    }

    expect(read).toEqual(points.toSorted((a, b) => a.time - b.time || (a.point_id < b.point_id ? -1 : 1)));
  });

  it('counts what is stored of each project, and names the projects', async () => {
    const { store } = subject;
    const [project_id, another, empty] = [subject.project(), subject.project(), subject.project()];
    const row = anObservation({ project_id });
    const log = aLog({ project_id });
    await store.write({ rows: [row, anObservation({ project_id })], scores: [aScore({ project_id, score_id: 'one' })], logs: [log] });
    await store.write({ rows: [{ ...row, event_version: row.event_version + 1 }], scores: [aScore({ project_id, score_id: 'one' })], logs: [log] });
    await store.write({ rows: [], scores: [], metricPoints: [aPoint({ project_id: another })] });

    expect(await store.countStored(project_id)).toEqual({ observations: 2, scores: 1, logs: 1, metric_points: 0 });
    expect(await store.countStored(another)).toEqual({ observations: 0, scores: 0, logs: 0, metric_points: 1 });
    expect(await store.countStored(empty)).toEqual({ observations: 0, scores: 0, logs: 0, metric_points: 0 });
    const projects = await store.storedProjects();
    expect(projects).toEqual(expect.arrayContaining([project_id, another]));
    expect(projects).not.toContain(empty);
    expect(projects).toEqual(projects.toSorted());
  });
}
