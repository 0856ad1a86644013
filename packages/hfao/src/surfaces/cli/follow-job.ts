import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from '../../model/job.js';
import { cancelJob, getJob } from '../../operations/jobs.js';
import { Failure } from '../../runtime/errors.js';
import { count } from './amounts.js';
import type { Api } from './api.js';
import type { Output } from './host.js';

const ASK_MS = 250;
const BAR = 30;

/**
 * Resolves with a job once it has ended, its progress shown on a terminal meanwhile. Ctrl-C cancels the job and waits for its end.
 * @throws Failure `internal` when it failed
 */
export async function followJob(api: Api, started: Job, stderr: Output): Promise<Job> {
  const shows = stderr.isTTY === true;
  const of = { project: api.config.project, job_id: started.job_id };
  const cancel = () => { void api.call(cancelJob, of).catch(() => {}); };
  process.on('SIGINT', cancel);
  try {
    for (let job = started; ; ({ job } = await api.call<{ job: Job }>(getJob, of))) {
      if (shows) stderr.write(`\r\u001b[K${progressOf(job)}`);
      if (job.state === 'failed') throw new Failure('internal', `The ${job.kind} failed: ${job.error ?? 'the server says no more'}`);
      if (job.state !== 'running') return job;
      await sleep(ASK_MS);
    }
  } finally {
    process.off('SIGINT', cancel);
    if (shows) stderr.write('\r\u001b[K');
  }
}

function progressOf({ done, total }: Job): string {
  if (total === null) return 'counting …';
  const part = total === 0 ? 1 : Math.min(1, done / total);
  const filled = Math.round(part * BAR);
  return `[${'#'.repeat(filled)}${'-'.repeat(BAR - filled)}] ${Math.floor(part * 100)} %  ${count(done)} of ${count(total)} observations`;
}
