import { z } from 'zod';
import type { PageOutcome, PageRequest } from '../ingest/rederive/rederivation.js';
import { Job } from '../model/job.js';
import { TraceId } from '../model/observation.js';
import { Failure } from '../runtime/errors.js';
import type { Jobs, Progress } from '../runtime/jobs.js';
import type { TelemetryStore } from '../store/store.js';
import { operation } from './operation.js';
import { ProjectRef } from './projects.js';
import { TimeInput } from './time-input.js';
import { rangeOf } from './traces.js';

const range = {
  from: TimeInput.optional().describe('observations that began at or after: ISO 8601, epoch ms, or 30m, 1h, 7d before now'),
  to: TimeInput.optional().describe('observations that began before'),
  dry_run: z.boolean().default(false).describe('true: counts what would change, and changes nothing'),
};

export const reprice = operation({
  name: 'reprice',
  http: ['POST', '/api/v1/projects/:project/reprice'],
  scope: 'ingest:write',
  toolset: 'ingest',
  summary: 'Prices stored observations again with the price table and the price overrides as they are now.',
  description: 'Starts a job; ask get_job how far it is. Costs that the sender reported stay. The result counts changed, unchanged and reported observations that name a model, '
    + 'those skipped because something newer arrived meanwhile (run it again), and the USD of those that count in totals before and after. Use it after a change of price_overrides or an update of the server.',
  input: z.strictObject({ project: ProjectRef, ...range, model: z.string().min(1).max(500).optional().describe('only this model, or a pattern with *') }),
  output: z.object({ job: Job }),
  async run({ store, project, jobs, rederive, now }, { dry_run, model, ...input }) {
    const asked = rangeOf(input, now());
    requireNone(jobs, project.slug, 'remap');
    return { job: jobs.start('reprice', project.slug, (progress) => throughAll(store, project.id, asked, progress, (page) => rederive.repricePage(project.id, { ...page, model, dryRun: dry_run }))) };
  },
});

export const remap = operation({
  name: 'remap',
  http: ['POST', '/api/v1/projects/:project/remap'],
  scope: 'ingest:write',
  toolset: 'ingest',
  summary: 'Maps stored observations again with the mapping rules and dialects as they are now.',
  description: 'Starts a job; ask get_job how far it is. Nothing is lost: what a rule displaces stays an attribute, and taking a rule away and mapping again gives back what was. '
    + 'The result counts observations that changed, and by field, and those skipped because something newer arrived meanwhile (run it again). Try rules first with test_mapping_rules.',
  input: z.strictObject({ project: ProjectRef, ...range, trace_id: TraceId.optional().describe('only this trace') }),
  output: z.object({ job: Job }),
  async run({ store, project, jobs, rederive, now }, { dry_run, trace_id, ...input }) {
    const asked = rangeOf(input, now());
    requireNone(jobs, project.slug, 'reprice');
    if (trace_id === undefined) {
      return { job: jobs.start('remap', project.slug, (progress) => throughAll(store, project.id, asked, progress, (page) => rederive.remapPage(project.id, { ...page, dryRun: dry_run }))) };
    }
    if (await store.traceSummary(project.id, trace_id) === undefined) throw new Failure('not_found', `No trace ${trace_id} in project "${project.slug}".`, { field: 'trace_id' });
    return {
      job: jobs.start('remap', project.slug, async (progress) => {
        const { read, found } = await rederive.remapTrace(project.id, trace_id, dry_run);
        progress.total(read);
        progress.done(read, found);
      }),
    };
  },
});

/** Two that read a row and write it back would undo each other's work. */
function requireNone(jobs: Jobs, project: string, kind: string): void {
  const running = jobs.list(project).find((it) => it.kind === kind && it.state === 'running');
  if (running !== undefined) throw new Failure('conflict', `A ${kind} of this project is under way (${running.job_id}); wait for it or cancel it.`);
}

async function throughAll(
  store: Pick<TelemetryStore, 'countObservations'>, projectId: string, asked: { from?: number; to?: number }, progress: Progress, work: (page: Omit<PageRequest, 'dryRun'>) => Promise<PageOutcome>,
): Promise<void> {
  progress.total(await store.countObservations(projectId, asked));
  let page: PageOutcome | undefined;
  do {
    page = await work({ ...asked, after: page?.next });
    progress.done(page.read, page.found);
  } while (page.next !== undefined && !progress.signal.aborted);
}
