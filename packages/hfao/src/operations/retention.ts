import { z } from 'zod';
import { keepRules } from '../compute/retention/expiry.js';
import { FilterError } from '../model/filter/filter-error.js';
import { Job } from '../model/job.js';
import { RetentionOutcome, RetentionPolicy } from '../model/retention.js';
import { Failure } from '../runtime/errors.js';
import { operation } from './operation.js';
import { ProjectRef } from './projects.js';

export const getRetention = operation({
  name: 'get_retention',
  http: ['GET', '/api/v1/projects/:project/retention'],
  scope: 'settings:read',
  toolset: 'storage',
  summary: 'How long the data of this project stays, and what stays whatever its age.',
  description: 'Days count from when something happened or was received, whichever is later; 0 is for ever. It is enforced once a day; run_retention enforces it now, or says what would go.',
  input: z.strictObject({ project: ProjectRef }),
  output: z.object({ retention: RetentionPolicy }),
  run: async ({ project, settings }) => ({ retention: (await settings.of(project.id)).retention }),
});

const { hot_days, warm_days, bodies_days } = RetentionPolicy.shape;
const { scored, errors, where } = RetentionPolicy.shape.keep.unwrap().shape;
const DAYS = { hot_days: hot_days.unwrap().optional(), warm_days: warm_days.unwrap().optional(), bodies_days: bodies_days.unwrap().optional() };
const KEEP = { keep_scored: scored.unwrap().optional(), keep_errors: errors.unwrap().optional(), keep_where: where.unwrap().optional().describe('all filters, in place of those before') };

export const setRetention = operation({
  name: 'set_retention',
  http: ['PATCH', '/api/v1/projects/:project/retention'],
  scope: 'settings:write',
  toolset: 'storage',
  summary: 'Changes how long the data of this project stays.',
  description: 'Give only what changes. It takes effect at the next daily run, or with run_retention. Try run_retention with dry_run first: what has gone cannot be brought back.',
  input: z.strictObject({ project: ProjectRef, ...DAYS, ...KEEP }),
  output: z.object({ retention: RetentionPolicy }),
  async run({ project, settings, now }, { keep_scored, keep_errors, keep_where, hot_days, warm_days, bodies_days }) {
    const { retention } = await settings.of(project.id);
    const keep = { ...retention.keep, ...given({ scored: keep_scored, errors: keep_errors, where: keep_where }) };
    const changed: RetentionPolicy = { ...retention, ...given({ hot_days, warm_days, bodies_days }), keep };
    requireFilters(changed, now());
    return { retention: (await settings.change(project.id, { retention: changed })).retention };
  },
});

export const runRetention = operation({
  name: 'run_retention',
  http: ['POST', '/api/v1/projects/:project/retention/run'],
  scope: 'settings:write',
  toolset: 'storage',
  summary: 'Lets go of what has passed its time in this project, or says what would go.',
  description: 'With dry_run the answer has the `outcome` and nothing changes. Otherwise it has a job; its result has the same counts. What goes is in no read from then on; files and bodies follow within minutes.',
  input: z.strictObject({ project: ProjectRef, dry_run: z.boolean().default(false) }),
  output: z.object({ outcome: RetentionOutcome.nullable(), job: Job.nullable() }),
  async run({ project, retention, upkeep, jobs }, { dry_run }) {
    if (dry_run) return { outcome: await retention.plan(project), job: null };
    const job = jobs.start('retention', project.slug, async (progress) => {
      progress.tell('outcome', await retention.run(project));
      await upkeep.finish(project.id, progress);
    });
    return { outcome: null, job };
  },
});

function given<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> };
}

function requireFilters(policy: RetentionPolicy, nowMs: number): void {
  try {
    keepRules(policy, nowMs * 1000);
  } catch (error) {
    if (error instanceof FilterError) throw new Failure('invalid_input', `keep_where: ${error.message}`, { field: 'keep_where', cause: error });
    throw error;
  }
}
