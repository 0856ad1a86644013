import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Retention } from '../src/compute/retention/retention.js';
import { Upkeep } from '../src/compute/retention/upkeep.js';
import { HourExports } from '../src/compute/warm/hour-exports.js';
import { pricerOf } from '../src/ingest/price/pricer.js';
import { Rederiver } from '../src/ingest/rederive/rederiver.js';
import { Pipelines } from '../src/ingest/write/pipelines.js';
import { inflate } from '../src/ingest/receive/inflate.js';
import { DeadLetterDesk } from '../src/ingest/write/dead-letter-desk.js';
import { forgetLetters } from '../src/ingest/write/forget-letters.js';
import { DeadLetters } from '../src/ingest/write/dead-letters.js';
import type { CheckedRequest } from '../src/ingest/write/ingest-buffer.js';
import { RedactionDesk } from '../src/ingest/redact/redaction-desk.js';
import { standardProfile } from '../src/ingest/redact/standard-profile.js';
import { SettingsDesk } from '../src/ingest/write/settings-desk.js';
import type { IngestHealth } from '../src/model/ingest-health.js';
import type { ObservationRow } from '../src/model/observation.js';
import type { Project } from '../src/model/project.js';
import type { Score } from '../src/model/score.js';
import { type LiveEvent, LiveFeed } from '../src/runtime/live-feed.js';
import { Jobs } from '../src/runtime/jobs.js';
import { makeLog } from '../src/runtime/log.js';
import { backupDesk } from '../src/store/backup/back-up.js';
import { bodyRemoval } from '../src/store/bodies/body-removal.js';
import { BodySizes } from '../src/store/bodies/body-sizes.js';
import { RemovableBodies } from '../src/store/bodies/removable-bodies.js';
import { lexicalEmbedder } from '../src/llm/lexical-embedder.js';
import { openBodyFiles } from '../src/store/bodies/body-files.js';
import { ProjectKeys } from '../src/store/bodies/project-keys.js';
import { bodyId, prepareSealing, sealBody, type BodyContent } from '../src/store/bodies/sealed-body.js';
import { SealedBodies } from '../src/store/bodies/sealed-bodies.js';
import { openControlStore } from '../src/store/control/open.js';
import { openDuckdbStore } from '../src/store/duckdb/open.js';
import { openWarmTier } from '../src/store/warm/warm-tier.js';
import { buildApi } from '../src/surfaces/http/app.js';
import type { SurfaceDeps } from '../src/surfaces/http/deps.js';

export interface Served {
  url: string;
  deps: SurfaceDeps & { liveFeed: LiveFeed };
  project: Project;
  /** Temporary, and gone with it all. */
  folder: string;
  /** Of a body that the default project has: the text `offloaded`. */
  bodyId: string;
  /** Stores observations in the default project, or the one they name, and tells who listens. */
  write(rows: ObservationRow[], scores?: Score[]): Promise<void>;
  /** Seals a body for the default project, or another. */
  putBody(content: BodyContent, projectId?: string): Promise<string>;
  /** Sets a request aside whose span, of the default project or another, could not be stored. @returns the letter's id */
  putLetter(projectId?: string): Promise<string>;
  /** Requests that were sent down the write road again. */
  replayed: CheckedRequest[];
  /** How many follow the live feed. */
  listeners(): number;
  close(): Promise<void>;
}

/** The API on a free port over real stores in a temporary folder. Ingest is left out, so its ledger says what the test gives it. */
export async function serveSurfaces(changes: Partial<SurfaceDeps> = {}, build = buildApi): Promise<Served> {
  const directory = mkdtempSync(join(tmpdir(), 'hfao-surfaces-'));
  const control = await openControlStore({ place: { kind: 'sqlite', path: join(directory, 'control.sqlite') }, defaultProject: 'default' });
  const log = makeLog('silent');
  const store = await openDuckdbStore({ directory: join(directory, 'store'), memoryLimitMb: 256, threads: 1, log });
  const bodyStore = await openBodyFiles(join(directory, 'bodies'));
  const keys = new ProjectKeys(control, Buffer.alloc(32, 7));
  const liveFeed = new CountedFeed();
  const letters = new DeadLetters(join(directory, 'dead-letters'), Buffer.alloc(32, 7));
  const replayed: CheckedRequest[] = [];
  const defaultProjectId = (await control.project('default'))!.id;
  const pipelines = new Pipelines((_, settings) => [pricerOf(settings.price_overrides)]);
  const rederive = new Rederiver({ store, pipelines, keep: async () => {} });
  const settings = new SettingsDesk(control, (projectId, it) => pipelines.put(projectId, it));
  const removal = bodyRemoval({ store, bodies: new RemovableBodies(bodyStore), list: (projectId) => bodyStore.list(projectId), rowsInHand: async () => {} });
  const letterBox = { list: () => letters.list(log), get: (id: string) => letters.get(id, log), remove: (id: string) => letters.remove(id) };
  const hourExports = new HourExports({ store, tier: await openWarmTier({ kind: 'files', directory: join(directory, 'warm') }, join(directory, 'store', 'staging', 'warm')), staging: join(directory, 'store', 'staging', 'out'), now: () => Date.now() * 1000, log });
  const keeping = {
    retention: new Retention({ store, bodies: removal, settings, warm: hourExports, now: () => Date.now() * 1000, log }),
    upkeep: new Upkeep({ store, bodies: removal, elsewhere: [{ name: 'dead_letters', forget: (deletion) => forgetLetters(letterBox, deletion) }, { name: 'warm_observations', forget: (...args) => hourExports.forget(...args) }], isLagging: () => false, log }),
    bodySizes: new BodySizes(bodyStore),
  };
  const deps = {
    control, settings, rederive, forwarding: () => [], jobs: new Jobs(log), embedder: lexicalEmbedder, ...keeping, backups: backupDesk({ dataDir: join(directory, 'data'), version: '0.0.0-test', secretKeyId: '', keyFile: undefined, drain: async () => {}, store, control, bodies: bodyStore }), hourExports, redaction: new RedactionDesk(standardProfile('on')!, Buffer.alloc(32)), store, bodies: new SealedBodies(bodyStore, keys), keys, log, version: '0.0.0-test', host: '127.0.0.1', ready: () => ({ ready: true, waiting_for: [] }),
    deadLetters: new DeadLetterDesk({ letters: letterBox, append: async (it) => { replayed.push(it); }, inflate, defaultProjectId }),
    ingest: { recentRejections: () => [], inHand: async () => ({ requests: 0, receivedAt: null }), receivedFor: () => ['default'], endpoints: () => ({ http: 'http://127.0.0.1:4318', grpc: 'http://127.0.0.1:4317' }) },
    ledger: {
      health: quietHealth,
      metrics: () => ({ projects: [{ project: 'default', received_spans: 5, accepted_spans: 4, rejected_spans: 1, stored_spans: 4, offloaded: 1, received_log_records: 0, rejected_log_records: 0, received_data_points: 0, rejected_data_points: 0, redactions: [] }], received_requests: 2, refused_requests: [{ code: 'undecodable', count: 1 }], backpressure: [{ project_id: 'default', count: 2 }], pending_bytes: 0, pending_age_ms: 0, dead_letters: 0 }),
    },
    ...changes, liveFeed,
  };
  const project = (await control.project('default'))!;
  const putBody = async (content: BodyContent, projectId = project.id) => {
    const { activeId, keys: ring } = await keys.ensure(projectId);
    const id = bodyId(content, ring[activeId]);
    await prepareSealing();
    await bodyStore.put(projectId, id, sealBody(content, { projectId, id }, { id: activeId, dataKey: ring[activeId] }));
    return id;
  };
  const putLetter = async (projectId = defaultProjectId) => {
    const position = ++letterCount;
    const item = { trace_id: 'e'.repeat(32), observation_id: 'f'.repeat(16), name: 'lost step', reason: 'no room' };
    await letters.put({ position, receivedAt: 1_795_420_800_000_000, signal: 'traces', encoding: 'json', body: new Uint8Array(Buffer.from('{"resourceSpans":[]}')).buffer, projectId: defaultProjectId, projects: {} }, 'no room', [{ projectId, item }]);
    return String(position).padStart(16, '0');
  };
  const app = build(deps);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url, deps, project, folder: directory, bodyId: await putBody({ contentType: 'text/plain', bytes: Buffer.from('offloaded') }), putBody, putLetter, replayed, listeners: () => liveFeed.listening,
    async write(rows, scores = []) {
      const placed = rows.map((it) => ({ ...it, project_id: it.project_id ?? project.id }));
      await store.write({ rows: placed, scores });
      for (const project_id of new Set(placed.map((it) => it.project_id))) liveFeed.publish({ project_id, trace_ids: [...new Set(placed.filter((it) => it.project_id === project_id).map((it) => it.trace_id))] });
    },
    async close() {
      await app.close();
      await deps.jobs.close();
      await store.close();
      await control.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

let letterCount = 0;

class CountedFeed extends LiveFeed {
  listening = 0;

  override subscribe(projectId: string, listener: (event: LiveEvent) => void): () => void {
    const end = super.subscribe(projectId, listener);
    this.listening += 1;
    return () => {
      this.listening -= 1;
      end();
    };
  }
}

function quietHealth({ slug }: Project): IngestHealth {
  return {
    project: slug, since: '2026-11-23T08:00:00.000000Z', status: 'ok', received_requests: 1, received_spans: 5, accepted_spans: 4, rejected_spans: 1, stored_spans: 4, offloaded: 1,
    received_log_records: 3, rejected_log_records: 0, stored_log_records: 3, received_data_points: 2, rejected_data_points: 0, stored_data_points: 2,
    rejections: [{ reason: 'trace id is all zero', count: 1, last_at: '2026-11-23T08:00:00.000000Z', example: 'span "x"' }], refused_requests: [], last_received_at: null, last_stored_at: null,
    spans_per_second: 0, pending_bytes: 0, pending_age_ms: 0, dead_letters: 0, redactions: [], dialects: [],
  };
}
