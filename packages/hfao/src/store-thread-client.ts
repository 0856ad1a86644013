import { Worker } from 'node:worker_threads';
import type { LetterBox } from './ingest/write/dead-letter-desk.js';
import type { Rederivation } from './ingest/rederive/rederivation.js';
import type { Settled, WriteRequest } from './ingest/write/write-request.js';
import type { InHand } from './ingest/write/writer.js';
import type { ProjectSettings } from './model/project-settings.js';
import { Failure } from './runtime/errors.js';
import { linkThread, type Port } from './runtime/thread-rpc.js';
import type { MainNotices, StoreThreadMethods, StoreThreadNotices, StoreThreadOptions } from './store-thread.js';
import type { ProjectKeyring } from './store/bodies/project-keys.js';
import type { BodyRemoval } from './store/bodies/body-removal.js';
import { remoteStore } from './store/remote-store.js';
import type { TelemetryStore } from './store/store.js';

/**
 * Rows live until their batch is committed, a quarter of a second later and more. With V8's usual young generation (48 MB) every collection in between copies them,
 * on four helper threads; with this most are dead before the first: 79 us of CPU a span instead of 105, 283,000 spans stored instead of 221,000 in 12 s.
 */
const YOUNG_MB = 192;

/** The thread that owns the store, as main sees it. It starts to load and to open at once. */
export class StoreThread {
  /** Closed by {@link end}. */
  readonly store: TelemetryStore;
  readonly rederive: Rederivation;
  readonly bodyRemoval: BodyRemoval;
  /** Rejects with Failure `data_dir_unusable` when the store cannot be opened. */
  readonly opened: Promise<{ position: number; deadLetters: number }>;
  /** Resolves with the reason when the thread stops without having been asked to. */
  readonly died: Promise<unknown>;
  /** Called, in order, when requests are visible or set aside. */
  onSettled: (what: Settled) => void = () => {};
  readonly #worker: Worker;
  readonly #link;

  constructor(options: StoreThreadOptions) {
    this.#worker = new Worker(new URL('./store-thread.js', import.meta.url), { workerData: options, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
    this.#link = linkThread<StoreThreadMethods, StoreThreadNotices, object, MainNotices>(this.#worker as unknown as Port, {
      methods: {}, notices: { settled: (what) => this.onSettled(what) },
    });
    this.store = remoteStore(this.#link);
    const link = this.#link;
    this.rederive = {
      repricePage: (...args) => link.call('repricePage', ...args), remapPage: (...args) => link.call('remapPage', ...args), remapTrace: (...args) => link.call('remapTrace', ...args),
      tryRules: (...args) => link.call('tryRules', ...args), priceOf: (...args) => link.call('priceOf', ...args),
    };
    this.bodyRemoval = { removeBodies: (...args) => link.call('removeBodies', ...args), removeOldBodies: (...args) => link.call('removeOldBodies', ...args) };
    this.died = new Promise((resolve) => {
      const gone = (error: unknown) => {
        this.#link.break(new Failure('unavailable', 'The store has stopped.', { cause: error }));
        if (!this.#isEnding) resolve(error);
      };
      this.#worker.on('error', gone);
      this.#worker.on('exit', (code) => gone(new Error(`the store's thread ended with code ${code}`)));
    });
    this.opened = this.#link.call('open');
    this.opened.catch(() => {});   // awaited later; what fails before that is the first thing to say
  }

  /** The request's memory moves over. */
  send(request: WriteRequest): void {
    this.#link.post('request', request, [request.body]);
  }

  /** For the requests that are sent from now on. */
  putSettings(projectId: string, settings: ProjectSettings): void {
    this.#link.post('settings', { projectId, settings });
  }

  /** Likewise. */
  putKeys(projectId: string, keyring: ProjectKeyring): void {
    this.#link.post('keys', { projectId, keyring });
  }

  /** What could not be stored. */
  readonly letters: LetterBox = {
    list: () => this.#link.call('deadLetters'),
    get: (letterId) => this.#link.call('deadLetter', letterId),
    remove: (letterId) => this.#link.call('removeDeadLetter', letterId),
  };

  /** See Writer. */
  inHand(id: string): Promise<InHand> {
    return this.#link.call('inHand', id);
  }

  /** Resolves when everything sent is stored or set aside. */
  drain(): Promise<void> {
    return this.#link.call('drain');
  }

  /** Closes the store, which gives up what is not stored yet (the ingest log has it), and ends the thread. */
  async end(): Promise<void> {
    this.#isEnding = true;
    try {
      // A thread that is ended within a call of DuckDB takes the process with it (SIGABRT), even while the store only opens.
      await this.opened.then(() => this.store.close(), () => {});
    } finally {
      await this.#worker.terminate();
    }
  }

  #isEnding = false;
}
