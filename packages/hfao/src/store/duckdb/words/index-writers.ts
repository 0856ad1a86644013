import { Worker } from 'node:worker_threads';
import { linkThread, type Port } from '../../../runtime/thread-rpc.js';
import { IndexFileWriter } from './index-writer.js';
import type { IndexThreadMethods } from './index-thread.js';

/** Makes one index, and is then no more. */
export interface IndexWriter extends Pick<IndexThreadMethods, 'add' | 'finish'> {
  /** Whether it is finished or given up. */
  end(): Promise<void>;
}
export type OpenIndexWriter = (path: string) => Promise<IndexWriter>;

/** In the caller's own thread. */
export const writeIndexHere: OpenIndexWriter = async (path) => {
  const writer = new IndexFileWriter(path);
  let isFinished = false;
  return {
    add: async (texts) => writer.add(texts),
    async finish() {
      isFinished = true;
      writer.finish();
    },
    async end() {
      if (!isFinished) writer.giveUp();
    },
  };
};

/** In a thread that lives as long as the making: what it takes of memory is given back. */
export const writeIndexInThread: OpenIndexWriter = async (path) => {
  const worker = new Worker(new URL('./index-thread.js', import.meta.url));
  const link = linkThread<IndexThreadMethods, object, object, object>(worker as unknown as Port, { methods: {}, notices: {} });
  worker.on('error', (error) => link.break(error));
  worker.on('exit', () => link.break(new Error('the thread that makes an index of words has ended')));
  await link.call('begin', path);
  return {
    add: (texts) => link.call('add', texts),
    finish: () => link.call('finish'),
    async end() {
      await worker.terminate();
    },
  };
};
