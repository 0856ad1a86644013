import { Worker } from 'node:worker_threads';
import { linkThread, type Port, type ThreadLink } from '../../runtime/thread-rpc.js';
import type { WriteDaySummaries } from './day-summaries.js';
import type { DayThreadMethods } from './day-thread.js';

/** To load takes half a second: the next day finds the thread of the one before. */
const IDLE_MS = 5_000;

interface DayThread { worker: Worker; link: Pick<ThreadLink<DayThreadMethods, object>, 'call'>; idle?: NodeJS.Timeout }
let running: DayThread | undefined;

/** In a thread that ends when there is nothing more to do: what it takes of memory is given back. One day at a time. */
export const writeDaySummariesInThread: WriteDaySummaries = async (request) => {
  const thread = running ??= begin();
  clearTimeout(thread.idle);
  try {
    await thread.link.call('write', request);
    thread.idle = setTimeout(() => end(thread), IDLE_MS).unref();
  } catch (error) {
    end(thread);
    throw error;
  }
};

function begin(): DayThread {
  const worker = new Worker(new URL('./day-thread.js', import.meta.url));
  const link = linkThread<DayThreadMethods, object, object, object>(worker as unknown as Port, { methods: {}, notices: {} });
  worker.on('error', (error) => link.break(error));
  worker.on('exit', () => link.break(new Error('the thread that sums up a day has ended')));
  worker.unref();
  return { worker, link };
}

function end(thread: DayThread): void {
  if (running === thread) running = undefined;
  void thread.worker.terminate();
}
