import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { tryOnRow, type DryRunExample } from '../ingest/redact/dry-run.js';
import type { Redactor } from '../ingest/redact/redactor.js';
import { Job } from '../model/job.js';
import { RedactionProfile } from '../model/redaction.js';
import type { Progress } from '../runtime/jobs.js';
import type { ScanCursor, TelemetryStore } from '../store/store.js';
import { operation } from './operation.js';
import { ProjectRef } from './projects.js';
import { TimeInput } from './time-input.js';
import { rangeOf } from './traces.js';

const profile = RedactionProfile.optional().describe('default: what holds for the project now');
const MOST_EXAMPLES = 20;
const PAGE = 100;
const SOON_MS = 1000;
const ASK_MS = 10;

export const testRedaction = operation({
  name: 'test_redaction',
  http: ['POST', '/api/v1/projects/:project/redaction/test'],
  scope: 'settings:write',
  toolset: 'ingest',
  summary: 'What would be stored of a text, under the redaction of this project or another.',
  description: 'Answers with the redacted text and how often each kind was found. Nothing is stored. A Presidio analyzer that the profile names is asked too; when it cannot be, the call fails.',
  untrusted: true,
  input: z.strictObject({ project: ProjectRef, text: z.string().max(100_000), profile }),
  output: z.object({ text: z.string(), redactions: z.array(z.object({ kind: z.string(), count: z.number().int() })) }),
  async run({ project, settings, redaction }, input) {
    const { text, counts } = await redaction.redact(input.text, input.profile ?? (await settings.of(project.id)).redaction);
    return { text, redactions: Object.entries(counts).map(([kind, count]) => ({ kind, count })) };
  },
});

export const redactionDryRun = operation({
  name: 'redaction_dry_run',
  http: ['POST', '/api/v1/projects/:project/redaction/dry-run'],
  scope: 'ingest:write',
  toolset: 'ingest',
  summary: 'What a redaction profile would take out of the observations that are stored; nothing changes.',
  description: 'Answers with a job, done already where that took less than a second; else ask get_job how far it is. The result counts replacements by kind (`found.KIND`) and `observations` with any, and has up to 20 `examples`: where, and the text around it with the value masked, never the value. '
    + 'Goes through observations by start time, oldest first, at most `limit`. Payloads over 64 KiB that were moved to the store of bodies are looked at by their previews; Presidio is not asked.',
  untrusted: true,
  input: z.strictObject({
    project: ProjectRef,
    from: TimeInput.optional().describe('observations that began at or after: ISO 8601, epoch ms, or 30m, 1h, 7d before now'),
    to: TimeInput.optional().describe('observations that began before'),
    limit: z.number().int().min(1).max(10_000_000).default(100_000).describe('at most this many observations'),
    profile,
  }),
  output: z.object({ job: Job }),
  async run({ project, settings, redaction, store, jobs, now }, { limit, profile: asked, ...times }) {
    const redactor = redaction.redactorFor(asked ?? (await settings.of(project.id)).redaction);
    const range = rangeOf(times, now());
    return { job: await endedSoon(jobs.start('redaction_dry_run', project.slug, (progress) => lookThrough(store, project.id, { ...range, limit }, redactor, progress))) };
  },
});

async function endedSoon(job: Job): Promise<Job> {
  for (let waitedMs = 0; job.state === 'running' && waitedMs < SOON_MS; waitedMs += ASK_MS) await sleep(ASK_MS);
  return job;
}

async function lookThrough(
  store: Pick<TelemetryStore, 'countObservations' | 'scanObservations'>, projectId: string, { limit, ...range }: { from?: number; to?: number; limit: number }, redactor: Redactor, progress: Progress,
): Promise<void> {
  const examples: DryRunExample[] = [];
  progress.total(Math.min(limit, await store.countObservations(projectId, range)));
  progress.done(0, { observations: 0 });
  progress.tell('examples', examples);
  let after: ScanCursor | undefined;
  for (let left = limit; left > 0 && !progress.signal.aborted;) {
    const { rows, next } = await store.scanObservations(projectId, { ...range, after, limit: Math.min(PAGE, left) });
    for (const row of rows) {
      const counts = Object.entries(tryOnRow(row, redactor, examples, MOST_EXAMPLES)).map(([kind, count]) => [`found.${kind}`, count] as const);
      progress.done(1, { observations: counts.length === 0 ? 0 : 1, ...Object.fromEntries(counts) });
    }
    left -= rows.length;
    after = next;
    if (next === undefined) return;
  }
}
