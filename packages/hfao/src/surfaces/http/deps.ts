import type { FastifyInstance } from 'fastify';
import type { Retention } from '../../compute/retention/retention.js';
import type { Upkeep } from '../../compute/retention/upkeep.js';
import type { HourExports } from '../../compute/warm/hour-exports.js';
import type { RedactionDesk } from '../../ingest/redact/redaction-desk.js';
import type { Rederivation } from '../../ingest/rederive/rederivation.js';
import type { IngestEvidence } from '../../ingest/receive/ingest-evidence.js';
import type { DeadLetterDesk } from '../../ingest/write/dead-letter-desk.js';
import type { SettingsDesk } from '../../ingest/write/settings-desk.js';
import type { ForwardingStatus } from '../../model/forwarding-rule.js';
import type { IngestHealth, IngestMetrics, WrittenBatch } from '../../model/ingest-health.js';
import type { Project } from '../../model/project.js';
import type { Embedder } from '../../llm/embedder.js';
import type { Jobs } from '../../runtime/jobs.js';
import type { Log } from '../../runtime/log.js';
import type { BackupDesk } from '../../store/backup/back-up.js';
import type { ControlStore } from '../../store/control/control-store.js';
import type { BodySizes } from '../../store/bodies/body-sizes.js';
import type { ProjectKeys } from '../../store/bodies/project-keys.js';
import type { SealedBodies } from '../../store/bodies/sealed-bodies.js';
import type { TelemetryStore } from '../../store/store.js';

/** What the surfaces need of the rest of the house; `main.ts` joins it. They start nothing and close nothing of it. */
export interface SurfaceDeps {
  /** MCP offers no operation that changes anything. */
  mcpReadOnly?: boolean;
  control: ControlStore;
  store: TelemetryStore;
  bodies: Pick<SealedBodies, 'open'>;
  keys: Pick<ProjectKeys, 'rotate'>;
  settings: SettingsDesk;
  forwarding: (project: Project) => ForwardingStatus[];
  redaction: RedactionDesk;
  jobs: Jobs;
  embedder: Embedder;
  backups: BackupDesk;
  hourExports: HourExports;
  retention: Pick<Retention, 'plan' | 'run'>;
  upkeep: Pick<Upkeep, 'finish'>;
  bodySizes: Pick<BodySizes, 'of'>;
  rederive: Rederivation;
  ledger: IngestLedgerView;
  ingest: IngestEvidence;
  deadLetters: DeadLetterDesk;
  liveFeed: LiveSubscription;
  log: Log;
  version: string;
  /** The address that the server is bound to: besides the loopback names the only host that a request may name. */
  host: string;
  /** `waiting_for` names what is missing, for people: `["store", "replay of the ingest log"]`. */
  ready(): Readiness;
  /** Adds the OTLP routes, so that one port has everything. */
  registerIngest?(app: FastifyInstance): void | Promise<void>;
  /** The folder of the built cockpit; default: `web` beside the compiled server. */
  webDir?: string;
}

export interface Readiness {
  ready: boolean;
  waiting_for: string[];
}

export interface IngestLedgerView {
  health(project: Project): IngestHealth;
  metrics(): IngestMetrics;
  /** Calls the listener after each batch that the store took. */
  onBatch?(listener: (batch: WrittenBatch) => void): void;
}

export interface LiveSubscription {
  /** Calls the listener after each stored batch with traces of this project; the returned function ends it. */
  subscribe(projectId: string, listener: (event: { trace_ids: string[] }) => void): () => void;
}
