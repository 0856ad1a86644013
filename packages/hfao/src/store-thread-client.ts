import { Worker } from 'node:worker_threads';
import type { Settled, WriteRequest } from './ingest/write/write-request.js';
import { Failure } from './runtime/errors.js';
import { linkThread, type Port } from './runtime/thread-rpc.js';
import type { MainNotices, StoreThreadMethods, StoreThreadNotices, StoreThreadOptions } from './store-thread.js';
import { remoteStore } from './store/remote-store.js';
import type { TelemetryStore } from './store/store.js';

export interface StoreThread {
  /** Its `close` gives up what is not stored yet; the ingest log has it. */
  store: TelemetryStore;
  /** @throws Failure `data_dir_unusable` when the store cannot be opened */
  open(): Promise<{ position: number; deadLetters: number }>;
  /** The request's memory moves over. */
  send(request: WriteRequest): void;
  /** Resolves when everything sent is stored or set aside. */
  drain(): Promise<void>;
  /** Ends the thread, whatever it does. */
  end(): Promise<void>;
}

/**
 * Starts the thread that owns the store; it loads while main does.
 * @param died called when it stops without having been asked to
 */
export function startStoreThread(options: StoreThreadOptions, on: { settled: (what: Settled) => void; died: (error: unknown) => void }): StoreThread {
  const worker = new Worker(new URL('./store-thread.js', import.meta.url), { workerData: options });
  const link = linkThread<StoreThreadMethods, StoreThreadNotices, object, MainNotices>(worker as unknown as Port, { methods: {}, notices: { settled: on.settled } });
  let ending = false;
  const gone = (error: unknown) => {
    link.break(new Failure('unavailable', 'The store has stopped.', { cause: error }));
    if (!ending) on.died(error);
    ending = true;
  };
  worker.on('error', gone);
  worker.on('exit', (code) => gone(new Error(`the store's thread ended with code ${code}`)));
  return {
    store: remoteStore(link),
    open: () => link.call('open'),
    send: (request) => link.post('request', request, [request.body]),
    drain: () => link.call('drain'),
    async end() {
      ending = true;
      await worker.terminate();
    },
  };
}
