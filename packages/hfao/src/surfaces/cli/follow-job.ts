import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from '../../model/job.js';
import { cancelJob, getJob } from '../../operations/jobs.js';
import { Failure } from '../../runtime/errors.js';
import type { Api } from './api.js';
import type { Output } from './host.js';
import { ProgressBar } from './progress-bar.js';

const ASK_MS = 250;

/**
 * Resolves with a job once it has ended, its progress shown on a terminal meanwhile. Ctrl-C cancels the job and waits for its end.
 * @throws Failure `internal` when it failed
 */
export async function followJob(api: Api, started: Job, stderr: Output, bar = new ProgressBar(stderr, 'observations')): Promise<Job> {
  const of = { project: api.config.project, job_id: started.job_id };
  const cancel = () => { void api.call(cancelJob, of).catch(() => {}); };
  process.on('SIGINT', cancel);
  try {
    for (let job = started; ; ({ job } = await api.call<{ job: Job }>(getJob, of))) {
      bar.show(job.done, job.total ?? undefined);
      if (job.state === 'failed') throw new Failure('internal', `The ${job.kind} failed: ${job.error ?? 'the server says no more'}`);
      if (job.state !== 'running') return job;
      await sleep(ASK_MS);
    }
  } finally {
    process.off('SIGINT', cancel);
    bar.clear();
  }
}
