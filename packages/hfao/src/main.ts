import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Config } from './config.js';
import type { Project } from './model/project.js';
import { openDiskThread } from './ingest/log/disk-thread-client.js';
import { prepareDataDirectory } from './runtime/data-directory.js';
import { Jobs } from './runtime/jobs.js';
import { LiveFeed } from './runtime/live-feed.js';
import type { Log } from './runtime/log.js';
import { secretKey } from './runtime/secret-key.js';
import { writeServerFile } from './server-file.js';
import { Opened } from './shutdown.js';
import { StoreThread } from './store-thread-client.js';

export const VERSION = (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version;

export interface RunningServer {
  /** With the ports that were really taken. Base URLs, but for MCP its endpoint. */
  url: string;
  otlpHttpUrl: string;
  mcpUrl: string;
  /** Resolves with the reason when a part that cannot be replaced has died: the process should end. What was acknowledged is in the log. */
  died: Promise<unknown>;
  /** Stops accepting, stores what was accepted, closes everything in reverse. Takes a bounded time and never rejects. */
  close(): Promise<void>;
}

const DRAIN_MS = 10_000;
const CHECKPOINT_MS = 15_000;

/**
 * Opens the parts of the house in order, joins them, and listens. The only file that knows everybody.
 * @throws Failure `data_dir_unusable`, `port_in_use` or `invalid_input`; whatever was opened is closed again then
 */
export async function up(config: Config, { log }: { log: Log }): Promise<RunningServer> {
  const opened = new Opened(log);
  try {
    return await openAll(config, log, opened);
  } catch (error) {
    await opened.close();
    throw error;
  }
}

async function openAll(config: Config, log: Log, opened: Opened): Promise<RunningServer> {
  await prepareDataDirectory(config.dataDir);
  const { lockDirectory } = await import('./store/directory-lock.js');
  opened.add('data directory', lockDirectory(config.dataDir));
  const key = await secretKey(config.dataDir, config.secretKey);

  // The store's thread loads and opens its files while this one loads what it needs itself.
  const thread = new StoreThread({ dataDir: config.dataDir, secretKey: key, logLevel: config.logLevel });
  opened.add('store', () => thread.end(), CHECKPOINT_MS);
  const house: House = { config, log, opened, key, thread, parts: await heavyParts() };
  return listenOn(house, await openWriteRoad(house));
}

interface House { config: Config; log: Log; opened: Opened; key: Buffer; thread: StoreThread; parts: Parts }
type Parts = Awaited<ReturnType<typeof heavyParts>>;

/** Control plane, log and store, joined; what the last run acknowledged and did not store is on its way already. */
async function openWriteRoad({ config, log, opened, key, thread, parts }: House) {
  const control = await parts.openControlStore({ path: config.controlPlanePath, defaultProject: config.project });
  opened.add('control plane', () => control.close());
  const disk = openDiskThread();
  opened.add('disk thread', () => disk.end());
  const ingestLog = await parts.openIngestLog({ directory: join(config.dataDir, 'ingest-log'), secretKey: key, log, disk });
  opened.add('ingest log', () => ingestLog.close());
  const stored = await thread.opened;
  await ingestLog.forget(stored.position);

  const ledger = new parts.IngestLedger(config.project);
  for (const project of await control.listProjects()) ledger.named(project);
  const { id: defaultProjectId } = await control.ensureProject(config.project, config.project);
  const settings = new parts.SettingsDesk(control, (projectId, it) => thread.putSettings(projectId, it));
  await settings.load();
  const road = new parts.WriteRoad({ ingestLog, projects: new parts.ProjectIds(control, (it) => ledger.named(it)), defaultProjectId, inflate: parts.inflate, send: (it) => thread.send(it), log });
  opened.add('what is pending', () => thread.drain(), DRAIN_MS);
  const liveFeed = new LiveFeed();
  let { deadLetters } = stored;
  thread.onSettled = (what) => {
    road.settled(what);
    deadLetters += what.deadLetters;
    for (const it of what.projects) {
      ledger.stored(it);
      liveFeed.publish({ project_id: it.projectId, trace_ids: it.traceIds });
    }
  };
  const replayed = road.replay(stored.position).then((requests) => { if (requests > 0) log.info({ requests }, 'took up what the last run had acknowledged and not stored'); });
  const replayFailed = new Promise<unknown>((resolve) => { replayed.catch(resolve); });
  opened.add('replay', () => road.stop());
  const pending = () => ({ bytes: road.pendingBytes, ageMs: road.pendingAgeMs, deadLetters });
  return { control, settings, road, ledger, liveFeed, pending, died: Promise.race([thread.died, disk.died, replayFailed]) };
}

async function listenOn({ config, log, opened, thread, parts }: House, { control, settings, road, ledger, liveFeed, pending, died }: Awaited<ReturnType<typeof openWriteRoad>>): Promise<RunningServer> {
  const { host, maxBodyBytes, dataDir } = config;
  const jobs = new Jobs(log);
  opened.add('jobs', () => jobs.close());
  const deps = {
    control, settings, jobs, store: thread.store, liveFeed, log, version: VERSION, host,
    ledger: { health: (it: Project) => ledger.health(it, pending()), metrics: () => ledger.metrics(pending()) },
    ready: () => (road.isReplaying ? { ready: false, waiting_for: ['replay of the ingest log'] } : { ready: true, waiting_for: [] }),
    registerIngest: async (app: FastifyInstance) => {
      await app.register(parts.otlpHttp, {
        maxBodyBytes, requireRoom: () => road.requireRoom(), accept: ({ raw, check, ...it }) => road.accept({ ...it, signal: 'traces', body: raw, projectNames: check.projectNames }), observer: ledger, log,
      });
    },
  };
  const addresses: string[] = [];
  for (const { app, ...choice } of [
    { app: parts.buildApi(deps), port: config.port, variable: 'HFAO_PORT', flag: '--port' },
    { app: parts.buildOtlpApp(deps), port: config.otlpHttpPort, variable: 'HFAO_OTLP_HTTP_PORT', flag: '--otlp-http-port' },
    { app: parts.buildMcpApp(deps), port: config.mcpPort, variable: 'HFAO_MCP_PORT', flag: '--mcp-port' },
  ]) {
    opened.add(`port of ${choice.variable}`, () => app.close());
    addresses.push(await parts.listen(app, { host, ...choice }));
  }
  const [url, otlpHttpUrl, mcpBase] = addresses;
  const mcpUrl = `${mcpBase}/mcp`;
  opened.add('server.json', await writeServerFile(dataDir, { pid: process.pid, url, otlp_http_url: otlpHttpUrl, mcp_url: mcpUrl, version: VERSION }));
  return { url, otlpHttpUrl, mcpUrl, died, close: () => opened.close() };
}

/** What takes its time to load: side by side, and only once the data directory is known to be ours. */
async function heavyParts() {
  const [control, log, road, ids, settings, ledger, inflate, otlp, app, listen] = await Promise.all([
    import('./store/control/open.js'), import('./ingest/log/ingest-log.js'), import('./ingest/write/write-road.js'), import('./ingest/write/project-ids.js'), import('./ingest/write/settings-desk.js'),
    import('./ingest/receive/ledger.js'), import('./ingest/receive/inflate.js'), import('./ingest/receive/otlp-http.js'), import('./surfaces/http/app.js'), import('./listen.js'),
  ]);
  return { ...control, ...log, ...road, ...ids, ...settings, ...ledger, ...inflate, ...otlp, ...app, ...listen };
}
