import type { z } from 'zod';
import type { Retention } from '../compute/retention/retention.js';
import type { Upkeep } from '../compute/retention/upkeep.js';
import type { HourExports } from '../compute/warm/hour-exports.js';
import type { RedactionDesk } from '../ingest/redact/redaction-desk.js';
import type { Rederivation } from '../ingest/rederive/rederivation.js';
import type { IngestEvidence } from '../ingest/receive/ingest-evidence.js';
import type { DeadLetterDesk } from '../ingest/write/dead-letter-desk.js';
import type { SettingsDesk } from '../ingest/write/settings-desk.js';
import type { Embedder } from '../llm/embedder.js';
import type { Jobs } from '../runtime/jobs.js';
import type { BackupDesk } from '../store/backup/back-up.js';
import type { ControlStore } from '../store/control/control-store.js';
import type { BodySizes } from '../store/bodies/body-sizes.js';
import type { ProjectKeys } from '../store/bodies/project-keys.js';
import type { SealedBodies } from '../store/bodies/sealed-bodies.js';
import type { TelemetryStore } from '../store/store.js';
import type { ForwardingStatus } from '../model/forwarding-rule.js';
import type { IngestHealth } from '../model/ingest-health.js';
import type { Project } from '../model/project.js';

export type Scope = 'traces:read' | 'traces:delete' | 'projects:read' | 'ingest:read' | 'ingest:write' | 'settings:read' | 'settings:write' | 'logs:read' | 'metrics:read' | 'views:read' | 'views:write' | 'sql:read' | 'backup:write';

/** Tools come in sets, so that a client's context is not flooded: `/mcp?toolsets=debug,ingest`. Debug alone unless asked. */
export const TOOLSETS = ['debug', 'ingest', 'query', 'storage'] as const;
export type Toolset = (typeof TOOLSETS)[number];

/** What an operation may use. `project` is resolved from the input before `run`, so none can forget its scope. */
export interface OperationContext {
  store: TelemetryStore;
  bodies: Pick<SealedBodies, 'open'>;
  keys: Pick<ProjectKeys, 'rotate'>;
  control: ControlStore;
  ingestHealth: (project: Project) => IngestHealth;
  ingest: IngestEvidence;
  deadLetters: DeadLetterDesk;
  settings: SettingsDesk;
  forwarding: (project: Project) => ForwardingStatus[];
  redaction: RedactionDesk;
  jobs: Jobs;
  embedder: Embedder;
  retention: Pick<Retention, 'plan' | 'run'>;
  upkeep: Pick<Upkeep, 'finish'>;
  bodySizes: Pick<BodySizes, 'of'>;
  backups: BackupDesk;
  hourExports: HourExports;
  rederive: Rederivation;
  /** Aborted when the caller has gone. */
  signal: AbortSignal;
  /** Milliseconds since 1970. */
  now: () => number;
}

/**
 * One public verb: its schema, its permission and its work. REST route, OpenAPI entry, MCP tool and CLI command follow from it.
 * An operation whose input has `project` acts within that project and is given it.
 */
export interface Operation<In extends z.ZodObject = z.ZodObject, Out extends z.ZodObject = z.ZodObject> {
  /** snake_case, a verb and a noun: the MCP tool's name, and with dashes the command's. */
  name: string;
  http: readonly ['GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', string];
  scope: Scope;
  /** Default: debug. */
  toolset?: Toolset;
  /** One sentence. */
  summary: string;
  /** For a reader who has only this: when to use it, what comes back, what to call next. */
  description: string;
  input: In;
  output: Out;
  /** Set when the result carries text written by an agent or its users. */
  untrusted?: boolean;
  /** Set where it changes nothing although it is no GET: what it takes is too long for an address. */
  readOnly?: boolean;
  run(context: OperationContext & { project: Project }, input: z.output<In>): Promise<z.input<Out>>;
}

export function operation<In extends z.ZodObject, Out extends z.ZodObject>(definition: Operation<In, Out>): Operation<In, Out> {
  return definition;
}
