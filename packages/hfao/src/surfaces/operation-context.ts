import type { OperationContext } from '../operations/operation.js';
import type { SurfaceDeps } from './http/deps.js';

/** What an operation needs, from what a surface has. */
export function operationContext(deps: SurfaceDeps, signal: AbortSignal): OperationContext {
  return { store: deps.store, bodies: deps.bodies, keys: deps.keys, control: deps.control, ingestHealth: (project) => deps.ledger.health(project), ingest: deps.ingest, deadLetters: deps.deadLetters, settings: deps.settings, forwarding: deps.forwarding, redaction: deps.redaction, jobs: deps.jobs, embedder: deps.embedder, backups: deps.backups, hourExports: deps.hourExports, retention: deps.retention, upkeep: deps.upkeep, bodySizes: deps.bodySizes, rederive: deps.rederive, signal, now: Date.now };
}
