import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, expect, it } from 'vitest';
import { copyAsItIs } from '../../../test/copy-as-it-is.js';
import { aLog, aPoint } from '../conformance/a-log.js';
import { anObservation, aScore, NEW_YEAR, traceId } from '../conformance/an-observation.js';
import type { TraceSummary } from '../../model/trace.js';
import type { TelemetryStore } from '../store.js';
import type { CrashPoint } from './crash-points.js';
import { openDuckdbStore } from './open.js';

const home = mkdtempSync(join(tmpdir(), 'hfao-crash-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const open = (directory: string, atCrashPoint?: (point: CrashPoint) => void) => openDuckdbStore({ directory, segmentRows: 60, log: pino({ level: 'silent' }), atCrashPoint });
const DAY = 86_400_000_000;
const AT = NEW_YEAR + 100 * DAY;
const PROJECTS = ['project-1', 'project-2'];

/** What a store is put through, and what a read of it must say before and after: at every point either the one or the other, in full. */
const WORK: Record<string, { days: number; run: (store: TelemetryStore) => Promise<unknown>; passes: CrashPoint[] }> = {
  merging: {
    days: 7,
    run: tidyAll,
    passes: ['draft begun', 'draft filled', 'draft published', 'merged in use', 'sources removed'],
  },
  'deleting a user': {
    days: 4,
    run: async (store) => { await store.forget('project-1', { kind: 'user', user_id: 'user 1' }, AT); await tidyAll(store); },
    passes: ['deletion noted', 'rows deleted', 'deletion visible', 'draft published', 'sources removed'],
  },
  'deleting a project': {
    days: 2,
    run: async (store) => { await store.forget('project-1', { kind: 'project' }, AT); await tidyAll(store); },
    passes: ['deletion noted', 'rows deleted', 'deletion visible', 'draft published', 'sources removed'],
  },
  expiring: {
    days: 4,
    run: async (store) => {
      const keep = { errors: false, scored: true, where: [] };
      await store.expire(PROJECTS.map((project_id) => ({ project_id, before: NEW_YEAR + 3 * DAY, keep })));
      await tidyAll(store);
    },
    passes: ['deletion noted', 'segment noted as dropped', 'segment dropped', 'rows deleted', 'deletion visible'],
  },
  sealing: {
    days: 1,
    run: async (store) => { for (let day = 20; day < 23; day++) await writeDay(store, day); },
    passes: ['fold committed', 'segment sealed'],
  },
};

const OFTEN: readonly CrashPoint[] = ['rows deleted', 'segment dropped'];

it.each(Object.keys(WORK))('%s: a crash between any two steps loses nothing, shows nothing twice, and leaves no file behind', async (name) => {
  const directory = mkdtempSync(join(home, 'store-'));
  const filled = await open(directory);
  for (let day = 0; day < WORK[name].days; day++) await writeDay(filled, day);
  await filled.close();
  // Of a point that is passed often the first time, and where rows go the last time, too.
  const passed = new Map<CrashPoint, number>();
  const copies = new Map<string, CrashPoint>();
  const store = await open(directory, (point) => {
    passed.set(point, (passed.get(point) ?? 0) + 1);
    const time = Math.min(passed.get(point)!, 2);
    if (time === 2 && !OFTEN.includes(point)) return;
    const copy = `${directory}-${point}-${time}`.replaceAll(' ', '-');
    copyAsItIs(directory, copy);
    copies.set(copy, point);
  });
  const before = await everything(store);

  await WORK[name].run(store);
  const after = await everything(store);
  await store.close();

  expect([...passed.keys()]).toEqual(expect.arrayContaining(WORK[name].passes));
  for (const [copy, point] of copies) {
    const again = await open(copy);
    const found = await everything(again);
    await tidyAll(again);
    const tidied = await everything(again);
    const position = await again.position();
    await again.close();
    expect({ point, wrong: found.flatMap((it, i) => faultsOf(it, name === 'sealing' ? [] : [before[i], after[i]])), tidied, left: strangers(copy), hasPosition: position > 0 }).toEqual({ point, wrong: [], tidied: found, left: [], hasPosition: true });
    rmSync(copy, { recursive: true });
  }
}, 240_000);

async function tidyAll(store: TelemetryStore): Promise<void> {
  for (let more = true; more;) ({ more } = await store.tidy());
}

/** Two projects, each with traces of one day and one trace that goes through many. */
async function writeDay(store: TelemetryStore, day: number): Promise<void> {
  const start = NEW_YEAR + day * DAY;
  for (const project_id of PROJECTS) {
    const rows = Array.from({ length: 40 }, (_, i) => anObservation({
      project_id, trace_id: traceId(i === 0 && day > 2 ? 'through many days' : `trace ${day * 10 + (i % 10)}`), observation_id: (day * 1000 + i + 1).toString(16).padStart(16, '0'), start_time: start + i,
      user_id: i % 10 === 1 ? `user ${day % 3}` : null, session_id: `session ${day}`, input: `input ${i}`, parent_observation_id: i < 11 ? null : 'feedfeedfeedfeed',
    }));
    await store.write({
      rows, position: day + 1, scores: day % 2 === 0 ? [] : [aScore({ project_id, score_id: `score ${day}`, trace_id: traceId(`trace ${day * 10 + 1}`) })],
      logs: [aLog({ project_id, log_id: `log ${day}`, time: start, trace_id: rows[1].trace_id })], metricPoints: [aPoint({ project_id, point_id: `point ${day}`, time: start, user_id: `user ${day % 3}` })],
    });
  }
}

async function everything(store: TelemetryStore) {
  return Promise.all(PROJECTS.map(async (project) => {
    const traces = await allTraces(store, project);
    return {
      traces, rows: (await store.scanObservations(project, { limit: 5000 })).rows.map((it) => `${it.trace_id} ${it.observation_id}`), count: await store.countObservations(project, {}),
      logs: (await store.listLogs(project, { limit: 1000 })).logs.map((it) => it.log_id), metrics: await store.listMetrics(project, { limit: 10 }),
    };
  }));
}

async function allTraces(store: TelemetryStore, project: string): Promise<TraceSummary[]> {
  const { traces, next } = await store.listTraces(project, { limit: 1000 });
  for (let after = next; after !== undefined;) {
    const page = await store.listTraces(project, { limit: 1000, after });
    traces.push(...page.traces);
    after = page.next;
  }
  return traces;
}

const strangers = (directory: string) => readdirSync(directory).filter((it) => !/^segment-[\d-]+\.duckdb$/.test(it) && it !== 'deletions.jsonl' && it !== 'spill');

type Found = Awaited<ReturnType<typeof everything>>[number];

/** The summaries and the rows tell of the same observations, each once, and of whole batches; and all is as in one of the allowed states, if there are any. */
function faultsOf(found: Found, allowed: readonly Found[]): string[] {
  const { traces, rows, count } = found;
  const summed = traces.reduce((sum, it) => sum + it.observation_count, 0);
  return [
    ...(new Set(rows).size === rows.length ? [] : ['a row shows twice']), ...(count === rows.length && summed === count ? [] : [`${rows.length} rows, ${count} counted, ${summed} in summaries`]),
    ...(allowed.length > 0 || count % 40 === 0 ? [] : [`part of a batch: ${count}`]),
    ...(allowed.length === 0 || allowed.some((it) => JSON.stringify(it) === JSON.stringify(found)) ? [] : [`neither as before nor as after: ${count} rows`]),
  ];
}
