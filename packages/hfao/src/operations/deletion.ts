import { z } from 'zod';
import { ForgetCounts, type ForgetSubject } from '../model/forgetting.js';
import type { Project } from '../model/project.js';
import { Job } from '../model/job.js';
import { TraceId } from '../model/observation.js';
import { Failure } from '../runtime/errors.js';
import { operation, type OperationContext } from './operation.js';
import { ProjectRef } from './projects.js';

const dry_run = z.boolean().default(false).describe('true: only counts what would go; `confirm` is not needed then');
const confirmOf = (what: string) => z.string().optional().describe(`${what} once more: what is deleted cannot be brought back`);
const output = z.object({
  deleted: ForgetCounts,
  job: Job.nullable().describe('removes it from files, bodies and copies; null with dry_run. Once a restart has forgotten the job, the work goes on without it'),
});
const AFTERWARDS = 'Once this has answered no read shows any of it, and what was received before stays gone, even when it is sent on or replayed only later. What is received afterwards is new and is stored. '
  + 'The job then removes it from the files, with offloaded bodies, dead letters and exported copies. Try dry_run first.';

export const deleteTrace = operation({
  name: 'delete_trace',
  http: ['DELETE', '/api/v1/projects/:project/traces/:trace_id'],
  scope: 'traces:delete',
  toolset: 'storage',
  summary: 'Deletes one trace with its scores, log records and bodies.',
  description: AFTERWARDS,
  input: z.strictObject({ project: ProjectRef, trace_id: TraceId, confirm: confirmOf('the trace id'), dry_run }),
  output,
  run: (context, { trace_id, ...input }) => letGo(context, { kind: 'trace', trace_id }, trace_id, input),
});

export const deleteSession = operation({
  name: 'delete_session',
  http: ['DELETE', '/api/v1/projects/:project/sessions/:session_id'],
  scope: 'traces:delete',
  toolset: 'storage',
  summary: 'Deletes every trace in which a session occurs, and its log records and metric points.',
  description: AFTERWARDS,
  input: z.strictObject({ project: ProjectRef, session_id: z.string().min(1), confirm: confirmOf('the session id'), dry_run }),
  output,
  run: (context, { session_id, ...input }) => letGo(context, { kind: 'session', session_id }, session_id, input),
});

export const deleteUserData = operation({
  name: 'delete_user_data',
  http: ['DELETE', '/api/v1/projects/:project/users/:user_id'],
  scope: 'traces:delete',
  toolset: 'storage',
  summary: 'Deletes every trace in which a user occurs, and their log records and metric points.',
  description: `For a request to be forgotten. ${AFTERWARDS}`,
  input: z.strictObject({ project: ProjectRef, user_id: z.string().min(1), confirm: confirmOf('the user id'), dry_run }),
  output,
  run: (context, { user_id, ...input }) => letGo(context, { kind: 'user', user_id }, user_id, input),
});

export const deleteProjectData = operation({
  name: 'delete_project_data',
  http: ['DELETE', '/api/v1/projects/:project/data'],
  scope: 'traces:delete',
  toolset: 'storage',
  summary: 'Deletes all telemetry of a project; the project and its settings stay.',
  description: AFTERWARDS,
  input: z.strictObject({ project: ProjectRef, confirm: confirmOf("the project's slug"), dry_run }),
  output,
  run: (context, input) => letGo(context, { kind: 'project' }, context.project.slug, input),
});

async function letGo({ store, project, upkeep, jobs, now }: OperationContext & { project: Project }, subject: ForgetSubject, name: string, { confirm, dry_run }: { confirm?: string; dry_run: boolean }): Promise<z.input<typeof output>> {
  const at = now() * 1000;
  if (dry_run) return { deleted: await store.countForgettable(project.id, subject, at), job: null };
  if (confirm !== name) throw new Failure('invalid_input', `confirm must be ${JSON.stringify(name)}: what is deleted cannot be brought back. To see what would go, ask with dry_run.`, { field: 'confirm' });
  const { counts } = await store.forget(project.id, subject, at);
  // The job that finishes the deletion before finishes this one, too.
  const running = jobs.list(project.slug).find((it) => it.kind === 'deletion' && it.state === 'running');
  return { deleted: counts, job: running ?? jobs.start('deletion', project.slug, (progress) => upkeep.finish(project.id, progress)) };
}
