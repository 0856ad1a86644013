import { randomBytes } from 'node:crypto';
import type { Job } from '../model/job.js';
import { asFailure, Failure } from './errors.js';
import type { Log } from './log.js';

/** What a job tells of itself while it runs. */
export interface Progress {
  /** Aborted when somebody cancels the job, or the server stops. */
  signal: AbortSignal;
  total(count: number): void;
  /** Adds to what is done, and to the counts of the result. */
  done(count: number, found?: Record<string, number>): void;
  /** Puts something beside the counts of the result. */
  tell(name: string, value: unknown): void;
}

const KEPT_JOBS = 200;

/** Long work asked for over the API, one piece at a time per project and kind. Of this process: a restart forgets it, and whoever asked asks again. */
export class Jobs {
  readonly #jobs = new Map<string, { job: Job; controller: AbortController; ended: Promise<void> }>();

  constructor(readonly log: Log, readonly now: () => number = Date.now) {}

  /** @throws Failure `conflict` when the project has a job of this kind running */
  start(kind: string, project: string, work: (progress: Progress) => Promise<void>): Job {
    const running = [...this.#jobs.values()].find(({ job }) => job.kind === kind && job.project === project && job.state === 'running');
    if (running !== undefined) throw new Failure('conflict', `A ${kind} of this project is under way (${running.job.job_id}); wait for it or cancel it.`);
    const controller = new AbortController();
    const job: Job = { job_id: `job_${randomBytes(8).toString('hex')}`, kind, project, state: 'running', done: 0, total: null, result: {}, error: null, started_at: this.#time(), finished_at: null };
    const progress: Progress = {
      signal: controller.signal,
      total: (count) => { job.total = count; },
      done: (count, found = {}) => {
        job.done += count;
        for (const [name, more] of Object.entries(found)) job.result[name] = ((job.result[name] as number | undefined) ?? 0) + more;
      },
      tell: (name, value) => { job.result[name] = value; },
    };
    const ended = work(progress).then(() => this.#end(job, controller.signal.aborted ? 'cancelled' : 'done'), (error: unknown) => this.#fail(job, controller.signal, error));
    this.#jobs.set(job.job_id, { job, controller, ended });
    this.#forgetOldest();
    return job;
  }

  /** @throws Failure `not_found` */
  get(project: string, jobId: string): Job {
    return this.#of(project, jobId).job;
  }

  /** Newest first. */
  list(project: string): Job[] {
    return [...this.#jobs.values()].map(({ job }) => job).filter((it) => it.project === project).toReversed();
  }

  /** Resolves when the job has stopped; what it changed so far stays. */
  async cancel(project: string, jobId: string): Promise<Job> {
    const { job, controller, ended } = this.#of(project, jobId);
    controller.abort();
    await ended;
    return job;
  }

  async close(): Promise<void> {
    for (const { controller } of this.#jobs.values()) controller.abort();
    await Promise.all([...this.#jobs.values()].map((it) => it.ended));
  }

  #of(project: string, jobId: string): { job: Job; controller: AbortController; ended: Promise<void> } {
    const found = this.#jobs.get(jobId);
    if (found === undefined || found.job.project !== project) throw new Failure('not_found', `There is no job ${jobId} in this project; a restart of the server forgets jobs.`, { field: 'job_id' });
    return found;
  }

  #end(job: Job, state: Job['state']): void {
    job.state = state;
    job.finished_at = this.#time();
  }

  #fail(job: Job, signal: AbortSignal, error: unknown): void {
    if (signal.aborted) return this.#end(job, 'cancelled');
    const failure = asFailure(error);
    this.log.error({ error, job: job.job_id, kind: job.kind }, 'a job failed');
    job.error = failure.message;
    this.#end(job, 'failed');
  }

  #forgetOldest(): void {
    for (const [id, { job }] of this.#jobs) {
      if (this.#jobs.size <= KEPT_JOBS) return;
      if (job.state !== 'running') this.#jobs.delete(id);
    }
  }

  #time(): string {
    return new Date(this.now()).toISOString();
  }
}
