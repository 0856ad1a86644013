import { Worker } from 'node:worker_threads';
import { linkThread, type Port } from '../../runtime/thread-rpc.js';
import type { WriteDaySummaries } from './day-summaries.js';
import type { DayThreadMethods } from './day-thread.js';

/** In a thread that lives as long as the work. */
export const writeDaySummariesInThread: WriteDaySummaries = async (request) => {
  const worker = new Worker(new URL('./day-thread.js', import.meta.url));
  const link = linkThread<DayThreadMethods, object, object, object>(worker as unknown as Port, { methods: {}, notices: {} });
  worker.on('error', (error) => link.break(error));
  worker.on('exit', () => link.break(new Error('the thread that sums up a day has ended')));
  try {
    await link.call('write', request);
  } finally {
    await worker.terminate();
  }
};
