import { z } from 'zod';
import { Job } from '../model/job.js';
import { isoTime } from '../model/time.js';
import { HotHour, WarmHour } from '../model/warm-hour.js';
import { operation } from './operation.js';
import { ProjectRef } from './projects.js';
import { TimeInput } from './time-input.js';
import { rangeOf } from './traces.js';

const range = {
  from: TimeInput.optional().describe('hours that begin at or after: ISO 8601, epoch ms, or 30m, 1h, 7d before now'),
  to: TimeInput.optional().describe('hours that end at or before'),
};

export const listWarmHours = operation({
  name: 'list_warm_hours',
  http: ['GET', '/api/v1/projects/:project/warm/hours'],
  scope: 'traces:read',
  toolset: 'storage',
  summary: 'The hours that rest as Parquet in the warm tier.',
  description: 'Each exported hour with its observations, bytes and files, oldest first. The tier is a DuckLake: any DuckDB attaches its catalog. Export more with export_warm.',
  input: z.strictObject({ project: ProjectRef }),
  output: z.object({ hours: z.array(WarmHour) }),
  run: async ({ hourExports, project }) => ({ hours: await hourExports.list(project.id) }),
});

export const exportWarm = operation({
  name: 'export_warm',
  http: ['POST', '/api/v1/projects/:project/warm/export'],
  scope: 'settings:write',
  toolset: 'storage',
  summary: 'Exports closed hours to the warm tier now, instead of within the hour.',
  description: 'Starts a job; ask get_job how far it is. Hours that are there already and have not changed are passed over; one that got late spans is exported again. The result counts hours, observations and bytes.',
  input: z.strictObject({ project: ProjectRef, ...range }),
  output: z.object({ job: Job }),
  async run({ hourExports, project, jobs, now }, input) {
    const asked = rangeOf(input, now());
    await hourExports.list(project.id);   // so that a missing or broken tier is the answer, not a job that fails
    return { job: jobs.start('export_warm', project.slug, (progress) => hourExports.exportHours(project.id, asked, progress)) };
  },
});

export const listHours = operation({
  name: 'list_hours',
  http: ['GET', '/api/v1/projects/:project/hours'],
  scope: 'traces:read',
  toolset: 'storage',
  summary: 'The hours in which observations began, and how many.',
  description: 'Counts per hour of UTC of what the store holds, oldest first. Each range can be fetched as Parquet: GET /api/v1/projects/{project}/hours/parquet?from=&to=.',
  input: z.strictObject({ project: ProjectRef, from: TimeInput.optional().describe('observations that began at or after: ISO 8601, epoch ms, or 30m, 1h, 7d before now'), to: TimeInput.optional().describe('observations that began before') }),
  output: z.object({ hours: z.array(HotHour) }),
  async run({ store, project, now }, input) {
    const { from = 0, to = Number.MAX_SAFE_INTEGER } = rangeOf(input, now());
    return { hours: (await store.hours(project.id, { from, to })).map((it) => ({ hour: isoTime(it.hour), observations: it.rows })) };
  },
});
