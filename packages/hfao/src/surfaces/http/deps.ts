import type { FastifyInstance } from 'fastify';
import type { IngestHealth } from '../../model/ingest-health.js';
import type { Project } from '../../model/project.js';
import type { Log } from '../../runtime/log.js';
import type { ControlStore } from '../../store/control/control-store.js';
import type { TelemetryStore } from '../../store/store.js';

/** What the surfaces need of the rest of the house; `main.ts` joins it. They start nothing and close nothing of it. */
export interface SurfaceDeps {
  control: ControlStore;
  store: TelemetryStore;
  ledger: IngestLedgerView;
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
}

/** The ledger's numbers since the start of the process, for Prometheus. */
export interface IngestMetrics {
  /** By project slug. */
  projects: { project: string; received_spans: number; accepted_spans: number; rejected_spans: number; stored_spans: number }[];
  received_requests: number;
  /** Whole requests answered with an error, by failure code (`backpressure`, `too_large`, …). */
  refused_requests: { code: string; count: number }[];
  pending_bytes: number;
  pending_age_ms: number;
  dead_letters: number;
}

export interface LiveSubscription {
  /** Calls the listener after each stored batch with traces of this project; the returned function ends it. */
  subscribe(projectId: string, listener: (event: { trace_ids: string[] }) => void): () => void;
}
