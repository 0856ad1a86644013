import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { anObservation } from '../src/store/conformance/an-observation.js';
import { aPoint } from '../src/store/conformance/a-log.js';
import type { Served } from './served-surfaces.js';

/** A trace that is stored, and one of its observations. */
export interface Known { trace_id: string; observation_id: string }

type InputOf = (known: Known, served: Served) => Record<string, unknown> | Promise<Record<string, unknown>>;

/** What to call an operation with, besides its project, to get a good answer of it. An operation that is not here needs nothing. */
const INPUTS: Record<string, InputOf> = {
  get_trace: ({ trace_id }) => ({ trace_id }),
  get_observation: (known) => ({ ...known }),
  get_session: async (_, served) => ({ session_id: await aSession(served) }),
  get_body: (_, served) => ({ body_id: served.bodyId }),
  export_trace: ({ trace_id }) => ({ trace_id }),
  search_traces: () => ({ query: 'oslo' }),
  search_similar: () => ({ query: 'a trip to Oslo' }),
  get_metric: async (_, served) => ({ name: await aMetric(served) }),
  get_overview: () => ({ from: '2026-11-23T07:00:00Z', to: '2026-11-23T09:00:00Z' }),
  explain_mapping: (known) => ({ ...known }),
  test_mapping_rules: () => ({ rules: [{ name: 'who', field: 'user_id', from: { value: 'ada' } }] }),
  test_redaction: () => ({ text: 'write to ada@example.com' }),
  get_price: () => ({ model: 'gpt-4o' }),
  explain_missing: ({ trace_id }) => ({ trace_id }),
  get_dead_letter: async (_, served) => ({ letter_id: await served.putLetter() }),
  drop_dead_letter: async (_, served) => ({ letter_id: await served.putLetter() }),
  reprice: (_, served) => afterJobs(served),
  remap: (_, served) => afterJobs(served),
  run_sql: () => ({ sql: 'SELECT name, status FROM observations ORDER BY start_time LIMIT 5' }),
  query_metrics: () => ({ measures: ['count', 'p95(duration_ms)'], group_by: ['type'], from: '2026-11-23T07:00:00Z', to: '2026-11-23T09:00:00Z', bucket: 'auto', compare: true }),
  get_cost_by: () => ({ from: '2026-11-23T07:00:00Z', to: '2026-11-23T09:00:00Z', group_by: ['date', 'model'] }),
  check_filter: () => ({ where: "status = 'error'" }),
  create_view: () => ({ name: `view ${views += 1}`, page: 'traces', where: 'has_errors' }),
  update_view: async (_, served) => ({ view_id: await aView(served), columns: ['name'] }),
  delete_view: async (_, served) => ({ view_id: await aView(served) }),
  export_warm: (_, served) => afterJobs(served),
  create_backup: async (_, served) => ({ ...await afterJobs(served), directory: join(served.folder, `backup-${randomUUID()}`) }),
  set_retention: () => ({ hot_days: 30 }),
  run_retention: () => ({ dry_run: true }),
  delete_trace: ({ trace_id }) => ({ trace_id, dry_run: true }),
  delete_session: () => ({ session_id: 'gone', dry_run: true }),
  delete_user_data: () => ({ user_id: 'gone', dry_run: true }),
  delete_project_data: () => ({ dry_run: true }),
  get_job: (_, served) => ({ job_id: aJob(served) }),
  cancel_job: (_, served) => ({ job_id: aJob(served) }),
};

export async function inputFor(operation: string, known: Known, served: Served): Promise<Record<string, unknown>> {
  return await INPUTS[operation]?.(known, served) ?? {};
}

/** The same for a shell. */
export async function flagsFor(operation: string, known: Known, served: Served): Promise<string[]> {
  return Object.entries(await inputFor(operation, known, served)).flatMap(([name, value]) => [`--${name.replaceAll('_', '-')}`, typeof value === 'string' ? value : JSON.stringify(value)]);
}

/** The trace that stands there for {@link inputFor}, besides what a test stores itself. */
export const INPUT_TRACE = 'c0ffee00'.repeat(4);

async function aSession({ deps, project }: Served): Promise<string> {
  await deps.store.write({ rows: [anObservation({ project_id: project.id, trace_id: INPUT_TRACE, observation_id: 'c0ffee00'.repeat(2), session_id: 'a chat' })], scores: [] });
  return 'a chat';
}

async function aMetric({ deps, project }: Served): Promise<string> {
  await deps.store.write({ rows: [], scores: [], metricPoints: [aPoint({ project_id: project.id, name: 'calls' })] });
  return 'calls';
}

let views = 0;

async function aView({ deps, project }: Served): Promise<string> {
  const id = `view_${views += 1}`;
  await deps.control.views.add({ id, project_id: project.id, name: id, page: 'traces', where: '', columns: null, sort: null, range: null, created_at: '2026-11-23T08:00:00.000Z', updated_at: '2026-11-23T08:00:00.000Z' });
  return id;
}

/** Some jobs exclude each other, or a second one of their kind. */
async function afterJobs({ deps }: Served): Promise<Record<string, unknown>> {
  while (deps.jobs.list('default').some((it) => it.state === 'running')) await sleep(5);
  return {};
}

function aJob({ deps }: Served): string {
  return deps.jobs.list('default')[0]?.job_id ?? deps.jobs.start('test', 'default', async () => {}).job_id;
}
