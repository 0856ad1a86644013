import { z } from 'zod';
import { Job } from '../model/job.js';
import { operation } from './operation.js';
import { ProjectRef } from './projects.js';

const job_id = z.string().describe('as the operation that started it gave it');

export const listJobs = operation({
  name: 'list_jobs',
  http: ['GET', '/api/v1/projects/:project/jobs'],
  scope: 'ingest:read',
  toolset: 'ingest',
  summary: 'Long work of this project, newest first.',
  description: 'Remapping, repricing and dry runs that were started since the server started, with their progress.',
  input: z.strictObject({ project: ProjectRef }),
  output: z.object({ jobs: z.array(Job) }),
  run: async ({ project, jobs }) => ({ jobs: jobs.list(project.slug) }),
});

export const getJob = operation({
  name: 'get_job',
  http: ['GET', '/api/v1/projects/:project/jobs/:job_id'],
  scope: 'ingest:read',
  toolset: 'ingest',
  summary: 'How far one piece of long work is.',
  description: 'Ask again until `state` is not `running`; `result` counts what was found or changed so far.',
  input: z.strictObject({ project: ProjectRef, job_id }),
  output: z.object({ job: Job }),
  run: async ({ project, jobs }, input) => ({ job: jobs.get(project.slug, input.job_id) }),
});

export const cancelJob = operation({
  name: 'cancel_job',
  http: ['POST', '/api/v1/projects/:project/jobs/:job_id/cancel'],
  scope: 'ingest:write',
  toolset: 'ingest',
  summary: 'Stops one piece of long work; what it changed so far stays.',
  description: 'Answers when the job has stopped.',
  input: z.strictObject({ project: ProjectRef, job_id }),
  output: z.object({ job: Job }),
  run: async ({ project, jobs }, input) => ({ job: await jobs.cancel(project.slug, input.job_id) }),
});
