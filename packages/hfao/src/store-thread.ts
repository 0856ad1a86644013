import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { DeadLetters, type LetterHead } from './ingest/write/dead-letters.js';
import { Offloader } from './ingest/offload/collected-bodies.js';
import { largeStage } from './ingest/offload/large-stage.js';
import { logLargeStage, logMediaStage } from './ingest/offload/log-stages.js';
import { mediaStage } from './ingest/offload/media-stage.js';
import { ProjectRedaction } from './ingest/redact/project-redaction.js';
import type { RedactionProfile } from './model/redaction.js';
import { pricerOf } from './ingest/price/pricer.js';
import type { ProjectSettings } from './model/project-settings.js';
import type { Rederivation } from './ingest/rederive/rederivation.js';
import { Rederiver } from './ingest/rederive/rederiver.js';
import { keepBodies } from './ingest/write/keep-bodies.js';
import { Pipelines, type Tally } from './ingest/write/pipelines.js';
import type { Settled, WriteRequest } from './ingest/write/write-request.js';
import { type InHand, Writer } from './ingest/write/writer.js';
import { makeLog } from './runtime/log.js';
import { linkThread, type Port } from './runtime/thread-rpc.js';
import { type BodyRemoval, bodyRemoval } from './store/bodies/body-removal.js';
import { openBodyStore } from './store/bodies/open.js';
import { RemovableBodies } from './store/bodies/removable-bodies.js';
import type { StoragePlace } from './store/s3/storage-place.js';
import type { ProjectKeyring } from './store/bodies/project-keys.js';
import type { ClickhouseOptions } from './store/clickhouse/open.js';
import { writeIndexInThread } from './store/duckdb/words/index-writers.js';
import { storeMethods } from './store/remote-store.js';
import type { TelemetryStore } from './store/store.js';
import { writeDaySummariesInThread } from './store/warm/day-in-thread.js';

/*
 * The store's thread: the only one that ever opens the DuckDB files (a second would silently get a copy of its own), or that writes to ClickHouse.
 * It reads acknowledged requests, writes them in batches, and answers queries in between.
 */
export interface StoreThreadOptions { dataDir: string; /** Absent: telemetry rests in the data directory. */ clickhouse?: Omit<ClickhouseOptions, 'log'>; secretKey: Uint8Array; bodies: StoragePlace; /** Closed hours; absent: nowhere. */ warm?: StoragePlace; redaction: RedactionProfile; logLevel: string }

/** What main may ask for. `close` of the store gives up what is in hand (the log has it); `drain` first waits for it. */
export interface StoreThreadMethods extends TelemetryStore, Rederivation, BodyRemoval {
  /** @returns the position that the store has, and the dead letters that lie there */
  open(): Promise<{ position: number; deadLetters: number }>;
  drain(): Promise<void>;
  deadLetters(): Promise<LetterHead[]>;
  deadLetter(letterId: string): Promise<{ head: LetterHead; body: Uint8Array } | undefined>;
  removeDeadLetter(letterId: string): Promise<void>;
  /** See Writer. */
  inHand(id: string): Promise<InHand>;
}
export interface StoreThreadNotices { request: WriteRequest; settings: { projectId: string; settings: ProjectSettings }; keys: { projectId: string; keyring: ProjectKeyring } }
export interface MainNotices { settled: Settled }

const options = workerData as StoreThreadOptions;
const log = makeLog(options.logLevel);
/** Either takes its time to load, and only one is needed. */
const openStore = options.clickhouse === undefined
  ? loaded(import('./store/duckdb/open.js'), (it) => it.openDuckdbStore({ directory: join(options.dataDir, 'telemetry'), openIndexWriter: writeIndexInThread, warm: options.warm && { place: options.warm, writeSummaries: writeDaySummariesInThread }, log }))
  : loaded(import('./store/clickhouse/open.js'), async (it) => withWarmTier(await it.openClickhouseStore({ ...options.clickhouse!, log })));
let store: TelemetryStore | undefined;
let writer: Writer | undefined;
let rederiver: Rederiver | undefined;
let removal: BodyRemoval | undefined;
const closing = new AbortController();
const deadLetters = new DeadLetters(join(options.dataDir, 'dead-letters'), options.secretKey);
/** Main sends a project's keys ahead of its first request. */
const keyrings = new Map<string, ProjectKeyring>();
const offloaderOf = (projectId: string) => new Offloader(projectId, () => keyrings.get(projectId));
const redactionOf = (projectId: string, settings: ProjectSettings) => new ProjectRedaction(projectId, settings.redaction ?? options.redaction, options.secretKey);
const pipelines = new Pipelines(
  (projectId, settings) => [mediaStage(offloaderOf(projectId)), pricerOf(settings.price_overrides), ...redactionOf(projectId, settings).observations<Tally>([largeStage(offloaderOf(projectId))])],
  (projectId, settings) => {
    const redaction = redactionOf(projectId, settings);
    return { logs: [logMediaStage(offloaderOf(projectId)), ...redaction.logs<Tally>([logLargeStage(offloaderOf(projectId))])], metricPoints: redaction.metricPoints(), scores: redaction.scores() };
  },
);

const methods: StoreThreadMethods = {
  ...storeMethods(() => store!),
  async open() {
    store = await openStore();
    const bodyStore = await openBodyStore(options.bodies);
    const bodies = new RemovableBodies(bodyStore);
    removal = bodyRemoval({ store, bodies, list: (projectId) => bodyStore.list(projectId), rowsInHand: async () => writer?.stored() });
    const settled = (what: Settled) => link.post('settled', what);
    // Thrown outside of any promise, a bug ends the thread, and with it the process: the log replays what was in hand.
    writer = new Writer({ store, bodies, deadLetters, pipelines, log, settled }, (error) => setImmediate(() => { throw error; }));
    const keeping = { bodies, log, sleep: (ms: number) => sleep(ms, null, { signal: closing.signal }) };
    const keep = async (tally: Tally) => {
      await tally.reviews?.run(keeping);
      await keepBodies(tally.bodies === undefined ? [] : [tally.bodies], keeping);
    };
    rederiver = new Rederiver({ store, pipelines, keep });
    return { position: await store.position(), deadLetters: await deadLetters.count() };
  },
  repricePage: (...args) => rederiver!.repricePage(...args),
  remapPage: (...args) => rederiver!.remapPage(...args),
  remapTrace: (...args) => rederiver!.remapTrace(...args),
  tryRules: (...args) => rederiver!.tryRules(...args),
  priceOf: (...args) => rederiver!.priceOf(...args),
  removeBodies: (...args) => removal!.removeBodies(...args),
  removeOldBodies: (...args) => removal!.removeOldBodies(...args),
  drain: async () => writer?.drain(),
  deadLetters: () => deadLetters.list(log),
  deadLetter: (letterId) => deadLetters.get(letterId, log),
  removeDeadLetter: (letterId) => deadLetters.remove(letterId),
  inHand: async (id) => writer!.inHand(id),
  async close() {
    closing.abort();
    await writer?.stop();
    await store?.close();
  },
};

async function withWarmTier(clickhouse: TelemetryStore): Promise<TelemetryStore> {
  if (options.warm === undefined) return clickhouse;
  const { withWarmTraces } = await import('./store/duckdb/warm/warm-traces.js');
  return withWarmTraces(clickhouse, { place: options.warm, directory: join(options.dataDir, 'telemetry', 'warm-reads'), writeSummaries: writeDaySummariesInThread, log });
}

function loaded<Module>(loading: Promise<Module>, open: (module: Module) => Promise<TelemetryStore>): () => Promise<TelemetryStore> {
  loading.catch(() => {});   // awaited when the store is opened
  return async () => open(await loading);
}

const link = linkThread<object, MainNotices, StoreThreadMethods, StoreThreadNotices>(parentPort as unknown as Port, {
  methods,
  notices: { request: (request) => writer!.push(request), settings: ({ projectId, settings }) => pipelines.put(projectId, settings), keys: ({ projectId, keyring }) => { keyrings.set(projectId, keyring); } },
});
