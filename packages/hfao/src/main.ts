import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Elsewhere } from './compute/retention/upkeep.js';
import type { HourExports } from './compute/warm/hour-exports.js';
import type { Config } from './config.js';
import type { WrittenBatch } from './model/ingest-health.js';
import type { Project } from './model/project.js';
import { DAY_MICROS } from './model/time.js';
import { openDiskThread } from './ingest/log/disk-thread-client.js';
import type { IngestLedger } from './ingest/receive/ledger.js';
import type { ExportReceiver } from './ingest/receive/receive-export.js';
import type { DeadLetterDesk } from './ingest/write/dead-letter-desk.js';
import type { IngestBuffer } from './ingest/write/ingest-buffer.js';
import type { SettingsDesk } from './ingest/write/settings-desk.js';
import type { UnpackDeps } from './ingest/write/unpack.js';
import type { BodyStore } from './store/bodies/body-store.js';
import { prepareDataDirectory } from './runtime/data-directory.js';
import { Jobs } from './runtime/jobs.js';
import { LeasedWorkers } from './runtime/leased-workers.js';
import { LiveFeed } from './runtime/live-feed.js';
import type { Log } from './runtime/log.js';
import { SECRET_KEY_FILE, secretKey } from './runtime/secret-key.js';
import { writeServerFile } from './server-file.js';
import { Opened } from './shutdown.js';
import { StoreThread } from './store-thread-client.js';

export const VERSION = (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version;

export interface RunningServer {
  /** With the ports that were really taken, of what this process does. Base URLs, but for MCP its endpoint. */
  url?: string;
  otlpHttpUrl?: string;
  otlpGrpcUrl?: string;
  mcpUrl?: string;
  /** Resolves with the reason when a part that cannot be replaced has died: the process should end. What was acknowledged is in the log. */
  died: Promise<unknown>;
  /** Stops accepting, stores what was accepted, closes everything in reverse. Takes a bounded time and never rejects. */
  close(): Promise<void>;
}

const DRAIN_MS = 10_000;
const CHECKPOINT_MS = 15_000;
const WORKERS_MS = 5_000;
const HOUR_MS = 60 * 60 * 1000;
const UPKEEP_MS = 30_000;
/** What came in is stored within half a second; when it is not, files wait. */
const LAG_MS = 2000;

/**
 * Opens the parts of the house in order, joins them, and listens. The only file that knows everybody.
 * @throws Failure `data_dir_unusable`, `port_in_use` or `invalid_input`; whatever was opened is closed again then
 */
export async function up(config: Config, { log }: { log: Log }): Promise<RunningServer> {
  const opened = new Opened(log);
  try {
    return await (config.roles.includes('writer') ? openHouse(config, log, opened) : openReceiver(config, log, opened));
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** Everything around the store; telemetry comes in here, or by Redis from receivers, or both. */
async function openHouse(config: Config, log: Log, opened: Opened): Promise<RunningServer> {
  await prepareDataDirectory(config.dataDir);
  const { lockDirectory } = await import('./store/directory-lock.js');
  opened.add('data directory', lockDirectory(config.dataDir));
  const key = await secretKey(config.dataDir, config.secretKey);

  // The store's thread loads and opens its files while this one loads what it needs itself.
  const clickhouse = config.clickhouse && { ...config.clickhouse, writer: await nameOf(config.dataDir) };
  const thread = new StoreThread({ dataDir: config.dataDir, clickhouse, secretKey: key, bodies: config.bodies, warm: config.warm, redaction: config.redaction, logLevel: config.logLevel });
  opened.add('store', () => thread.end(), CHECKPOINT_MS);
  const house: House = { config, log, opened, key, thread, parts: await heavyParts() };
  const road = await openWriteRoad(house);
  const server = await listenOn(house, road);
  startWorkers(house, road);
  return server;
}

/** As which Redis and ClickHouse know this writer. */
async function nameOf(dataDir: string): Promise<string> {
  return (await import('./ingest/log/consumer-name.js')).consumerName(dataDir);
}

interface House { config: Config; log: Log; opened: Opened; key: Buffer; thread: StoreThread; parts: Parts }
type Parts = Awaited<ReturnType<typeof heavyParts>>;
type WriteRoad = Awaited<ReturnType<typeof openWriteRoad>>;

/** Control plane, buffer and store, joined; what the last run acknowledged and did not store is on its way already. */
async function openWriteRoad(house: House) {
  const { config, log, opened, key, thread, parts } = house;
  const control = await parts.openControlStore({ place: config.controlPlane, defaultProject: config.project });
  opened.add('control plane', () => control.close());
  const ledger = new parts.IngestLedger(config.project);
  const keys = new parts.ProjectKeys(control, key, (projectId, it) => thread.putKeys(projectId, it));
  await keys.load();
  const bodyStore = await parts.openBodyStore(config.bodies);
  const bodies = new parts.SealedBodies(bodyStore, keys);
  const meet = async (project: Project) => {
    ledger.named(project);
    await keys.ensure(project.id);
  };
  for (const project of await control.listProjects()) await meet(project);
  const { id: defaultProjectId } = await control.ensureProject(config.project, config.project);
  const forwarders = new parts.Forwarders(log);
  opened.add('forwarding', () => forwarders.close());
  const settings = new parts.SettingsDesk(control, (projectId, it) => {
    thread.putSettings(projectId, it);
    forwarders.apply(projectId, it);
  });
  await settings.load();
  const { buffer, died, deadLetters } = await openBuffer(house, defaultProjectId, { projects: new parts.ProjectIds(control, meet), inflate: parts.inflate, log });
  opened.add('what is pending', () => thread.drain(), DRAIN_MS);
  const liveFeed = new LiveFeed();
  const batchListeners: ((batch: WrittenBatch) => void)[] = [];
  const deadLetterDesk = new parts.DeadLetterDesk({ letters: thread.letters, append: (it) => buffer.append(it), inflate: parts.inflate, defaultProjectId }, deadLetters);
  thread.onSettled = (what) => {
    buffer.settled(what.position);
    deadLetterDesk.count += what.deadLetters;
    if (what.written !== undefined) for (const listener of batchListeners) listener(what.written);
    for (const it of what.projects) {
      ledger.stored(it);
      liveFeed.publish({ project_id: it.projectId, trace_ids: it.traceIds });
    }
  };
  const consumeFailed = new Promise<unknown>((resolve) => { buffer.consume((it) => { forwarders.offer(it); thread.send(it); }).catch(resolve); });
  opened.add('ingest buffer, reading', () => buffer.stop());
  const hourExports = await openHourExports(house);
  const backups = parts.backupDesk({
    dataDir: config.dataDir, version: VERSION, secretKeyId: parts.secretKeyId(key), keyFile: config.secretKey === undefined ? join(config.dataDir, SECRET_KEY_FILE) : undefined,
    drain: () => Promise.race([thread.drain(), sleep(DRAIN_MS)]), store: thread.store, control, bodies: bodyStore,
  });
  const pending = () => ({ ...buffer.pending(), deadLetters: deadLetterDesk.count });
  const keeping = openKeeping(house, { settings, deadLetterDesk, bodyStore, hourExports, isLagging: () => buffer.pending().ageMs > LAG_MS });
  return { control, settings, keys, bodies, forwarders, buffer, deadLetterDesk, batchListeners, ledger, liveFeed, pending, hourExports, backups, keeping, died: Promise.race([thread.died, died, consumeFailed]) };
}

/** What forgets: on time, and on demand. */
function openKeeping({ thread, log, parts }: House, { settings, deadLetterDesk, bodyStore, hourExports, isLagging }: { settings: SettingsDesk; deadLetterDesk: DeadLetterDesk; bodyStore: BodyStore; hourExports: HourExports; isLagging: () => boolean }) {
  const { store, bodyRemoval: bodies } = thread;
  const retention = new parts.Retention({ store, bodies, settings, warm: hourExports, now: () => Date.now() * 1000, log });
  const deadLetters: Elsewhere = {
    name: 'dead_letters',
    async forget(deletion) {
      const gone = await parts.forgetLetters(thread.letters, deletion);
      deadLetterDesk.count = Math.max(0, deadLetterDesk.count - gone);
      return gone;
    },
  };
  const upkeep = new parts.Upkeep({ store, bodies, elsewhere: [deadLetters, { name: 'warm_observations', forget: (...args) => hourExports.forget(...args) }], isLagging, log });
  return { retention, upkeep, bodySizes: new parts.BodySizes(bodyStore) };
}

/** The store writes its files below its own folder alone; from there they go where they are wanted. */
async function openHourExports({ config, log, thread, parts }: House) {
  const staging = join(config.dataDir, 'telemetry', 'staging');
  const tier = config.warm === undefined ? undefined : await (await import('./store/warm/warm-tier.js')).openWarmTier(config.warm, join(staging, 'warm'));
  return new parts.HourExports({ store: thread.store, tier, staging: join(staging, 'out'), now: () => Date.now() * 1000, log });
}

/** The log in the data directory; with Redis, what that log still holds goes first. */
async function openBuffer({ config, log, opened, key, thread, parts }: House, defaultProjectId: string, unpacking: UnpackDeps): Promise<{ buffer: IngestBuffer; died: Promise<unknown>; deadLetters: number }> {
  const disk = openDiskThread();
  opened.add('disk thread', () => disk.end());
  const ingestLog = await parts.openIngestLog({ directory: join(config.dataDir, 'ingest-log'), secretKey: key, log, disk });
  opened.add('ingest log', () => ingestLog.close());
  const stored = await thread.opened;
  await ingestLog.forget(stored.position);
  const local = new parts.LocalBuffer({ ...unpacking, ingestLog, defaultProjectId, storedPosition: stored.position });
  const { deadLetters } = stored;
  if (config.redis === undefined) return { buffer: local, died: disk.died, deadLetters };
  const buffer = await openRedis(config, key, log, { ...unpacking, leftBehind: local, consumerName: await nameOf(config.dataDir) });
  opened.add('Redis', () => buffer.close());
  return { buffer, died: disk.died, deadLetters };
}

/** What is done by itself, now and then: of all processes that share a control plane one at a time does each (runtime/leased-workers.ts). */
function startWorkers({ config, log, opened }: House, { control, settings, hourExports, keeping }: WriteRoad): void {
  if (!config.roles.includes('worker')) return;
  const workers = new LeasedWorkers(control.leases, log);
  opened.add('workers', () => workers.stop(), WORKERS_MS);
  workers.start({ name: 'upkeep', everyMs: UPKEEP_MS, step: (signal) => keeping.upkeep.step(signal) });
  workers.start({ name: 'retention', everyMs: 24 * HOUR_MS, step: async (signal) => {
    await keeping.retention.runAll(await control.listProjects(), signal);
    return 'idle';
  } });
  if (config.warm !== undefined) {
    workers.start({ name: 'warm export', everyMs: HOUR_MS, step: async (signal) => {
      const keptSince = async (projectId: string) => {
        const { warm_days } = (await settings.of(projectId)).retention;
        return warm_days === 0 ? 0 : Date.now() * 1000 - warm_days * DAY_MICROS;
      };
      await hourExports.run((await control.listProjects()).map((it) => it.id), keptSince, signal);
      return 'idle';
    } });
  }
}

async function listenOn({ config, log, opened, thread, parts, key }: House, { control, settings, keys, bodies, forwarders, buffer, deadLetterDesk, batchListeners, ledger, liveFeed, pending, hourExports, backups, keeping, died }: WriteRoad): Promise<RunningServer> {
  const { host, dataDir } = config;
  const jobs = new Jobs(log);
  opened.add('jobs', () => jobs.close());
  const receives = config.roles.includes('ingest');
  const receiver = receiverOf(config, buffer, ledger, log);
  const endpoints: { http: string | undefined; grpc: string | undefined } = { http: undefined, grpc: undefined };
  const deps = {
    ingest: {
      recentRejections: (slug: string) => ledger.recentRejections(slug), inHand: (id: string) => thread.inHand(id),
      receivedFor: () => ledger.metrics(pending()).projects.map((it) => it.project), endpoints: () => endpoints,
    },
    deadLetters: deadLetterDesk,
    control, settings, keys, bodies, forwarding: (it: Project) => forwarders.status(it.id), jobs, embedder: parts.openEmbedder(config.embeddings), backups, hourExports, ...keeping, redaction: new parts.RedactionDesk(config.redaction, key), rederive: thread.rederive, store: thread.store, liveFeed, log, version: VERSION, host, mcpReadOnly: config.mcpReadOnly,
    ledger: { health: (it: Project) => ledger.health(it, pending()), metrics: () => ledger.metrics(pending()), onBatch: (listener: (batch: WrittenBatch) => void) => { batchListeners.push(listener); } },
    ready: readinessOf(buffer),
    registerIngest: receives ? registerOtlp(receiver, parts) : undefined,
  };
  const url = await open('HFAO_PORT', '--port', config.port, parts.buildApi(deps));
  const otlpHttpUrl = receives ? await open('HFAO_OTLP_HTTP_PORT', '--otlp-http-port', config.otlpHttpPort, parts.buildOtlpApp(deps)) : undefined;
  const otlpGrpcUrl = receives ? await openGrpc(config, receiver, buffer, opened, parts) : undefined;
  Object.assign(endpoints, { http: otlpHttpUrl, grpc: otlpGrpcUrl });
  const mcpUrl = `${await open('HFAO_MCP_PORT', '--mcp-port', config.mcpPort, parts.buildMcpApp(deps))}/mcp`;
  opened.add('server.json', await writeServerFile(dataDir, { pid: process.pid, url, otlp_http_url: otlpHttpUrl, otlp_grpc_url: otlpGrpcUrl, mcp_url: mcpUrl, version: VERSION }));
  return { url, otlpHttpUrl, otlpGrpcUrl, mcpUrl, died, close: () => opened.close() };

  async function open(variable: string, flag: string, port: number, app: FastifyInstance): Promise<string> {
    opened.add(`port of ${variable}`, () => app.close());
    return parts.listen(app, { host, port, variable, flag });
  }
}

/** Telemetry into Redis and nothing else: no data directory, no store, no control plane. There may be many. */
async function openReceiver(config: Config, log: Log, opened: Opened): Promise<RunningServer> {
  const parts = await receivingParts();
  const buffer = await openRedis(config, Buffer.from(config.secretKey!, 'hex'), log);
  opened.add('Redis', () => buffer.close());
  const ledger = new parts.IngestLedger(config.project);
  const metrics = () => ledger.metrics({ ...buffer.pending(), deadLetters: 0 });
  const receiver = receiverOf(config, buffer, ledger, log);
  const app = parts.buildOtlpApp({ log, version: VERSION, host: config.host, ready: readinessOf(buffer), registerIngest: registerOtlp(receiver, parts), metrics });
  opened.add('port of HFAO_OTLP_HTTP_PORT', () => app.close());
  const otlpHttpUrl = await parts.listen(app, { host: config.host, port: config.otlpHttpPort, variable: 'HFAO_OTLP_HTTP_PORT', flag: '--otlp-http-port' });
  const otlpGrpcUrl = await openGrpc(config, receiver, buffer, opened, parts);
  return { otlpHttpUrl, otlpGrpcUrl, died: new Promise(() => {}), close: () => opened.close() };
}

/** OTLP in, by HTTP and gRPC alike: checked, into the buffer, and only then acknowledged. */
function receiverOf(config: Config, buffer: IngestBuffer, ledger: IngestLedger, log: Log): ExportReceiver {
  return {
    maxBodyBytes: config.maxBodyBytes, observer: ledger, log, requireRoom: () => buffer.requireRoom(),
    accept: ({ raw, check, ...it }) => buffer.append({ ...it, body: raw, projectNames: check.projectNames }),
  };
}

function registerOtlp(receiver: ExportReceiver, { otlpHttp }: Pick<Parts, 'otlpHttp'>) {
  return async (app: FastifyInstance) => { await app.register(otlpHttp, receiver); };
}

async function openGrpc({ host, otlpGrpcPort: port }: Config, receiver: ExportReceiver, buffer: IngestBuffer, opened: Opened, parts: Pick<Parts, 'OtlpGrpc' | 'listen'>): Promise<string> {
  const grpc = new parts.OtlpGrpc({ receiver, ready: () => readinessOf(buffer)().ready });
  opened.add('port of HFAO_OTLP_GRPC_PORT', () => grpc.close());
  return parts.listen(grpc, { host, port, variable: 'HFAO_OTLP_GRPC_PORT', flag: '--otlp-grpc-port' });
}

function readinessOf(buffer: IngestBuffer) {
  return () => {
    const waiting_for = buffer.waitingFor();
    return { ready: waiting_for.length === 0, waiting_for };
  };
}

async function openRedis({ redis, project }: Config, key: Uint8Array, log: Log, writer?: Parameters<typeof import('./ingest/write/redis-buffer.js').openRedisBuffer>[0]['writer']): Promise<IngestBuffer> {
  const { openRedisBuffer } = await import('./ingest/write/redis-buffer.js');
  return openRedisBuffer({ ...redis!, secretKey: key, defaultProject: project, log, writer });
}

/** What takes its time to load: side by side, and only once the data directory is known to be ours. */
async function heavyParts() {
  const [receiving, letters, redaction, control, ingestLog, buffer, ids, settings, forwarders, inflate, keys, sealed, bodyStore, hourExports, backup, keyWrap, retention, upkeep, letterForgetting, bodySizes, embedder] = await Promise.all([
    receivingParts(), import('./ingest/write/dead-letter-desk.js'), import('./ingest/redact/redaction-desk.js'), import('./store/control/open.js'), import('./ingest/log/ingest-log.js'), import('./ingest/write/local-buffer.js'), import('./ingest/write/project-ids.js'),
    import('./ingest/write/settings-desk.js'), import('./ingest/forward/forwarders.js'), import('./ingest/receive/inflate.js'), import('./store/bodies/project-keys.js'), import('./store/bodies/sealed-bodies.js'), import('./store/bodies/open.js'),
    import('./compute/warm/hour-exports.js'), import('./store/backup/back-up.js'), import('./store/bodies/key-wrap.js'),
    import('./compute/retention/retention.js'), import('./compute/retention/upkeep.js'), import('./ingest/write/forget-letters.js'), import('./store/bodies/body-sizes.js'), import('./llm/open-embedder.js'),
  ]);
  return { ...receiving, ...letters, ...redaction, ...control, ...ingestLog, ...buffer, ...ids, ...settings, ...forwarders, ...inflate, ...keys, ...sealed, ...bodyStore, ...hourExports, ...backup, ...keyWrap, ...retention, ...upkeep, ...letterForgetting, ...bodySizes, ...embedder };
}

async function receivingParts() {
  const [ledger, http, grpc, app, listen] = await Promise.all([
    import('./ingest/receive/ledger.js'), import('./ingest/receive/otlp-http.js'), import('./ingest/receive/otlp-grpc.js'), import('./surfaces/http/app.js'), import('./listen.js'),
  ]);
  return { ...ledger, ...http, ...grpc, ...app, ...listen };
}
