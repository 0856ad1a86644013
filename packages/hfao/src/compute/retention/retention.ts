import type { Project } from '../../model/project.js';
import type { ProjectSettings } from '../../model/project-settings.js';
import type { RetentionOutcome } from '../../model/retention.js';
import type { Micros } from '../../model/time.js';
import type { Log } from '../../runtime/log.js';
import type { BodyRemoval } from '../../store/bodies/body-removal.js';
import type { TelemetryStore } from '../../store/store.js';
import { expiryOf } from './expiry.js';

export interface RetentionDeps {
  store: Pick<TelemetryStore, 'planExpiry' | 'expire'>;
  bodies: Pick<BodyRemoval, 'removeOldBodies'>;
  /** Exported hours. */
  warm: { letGo(projectId: string, before: Micros, dryRun: boolean): Promise<{ hours: number; observations: number; bytes: number }> };
  settings: { of(projectId: string): Promise<ProjectSettings> };
  now: () => Micros;
  log: Log;
}

/** Lets go of what has passed its time, as each project's policy says. */
export class Retention {
  constructor(private readonly deps: RetentionDeps) {}

  /** What a run would let go of now. Changes nothing. */
  plan(project: Project): Promise<RetentionOutcome> {
    return this.#of(project, true);
  }

  /** Resolves when no read shows it any more; files and bodies follow. Safe to repeat. */
  async run(project: Project): Promise<RetentionOutcome> {
    const outcome = await this.#of(project, false);
    if (outcome.observations + outcome.logs + outcome.metric_points + outcome.bodies + outcome.warm_hours > 0) this.deps.log.info({ project: project.slug, ...outcome }, 'what had passed its time is gone');
    return outcome;
  }

  /** A worker's run: all projects. One that fails does not keep the others. */
  async runAll(projects: readonly Project[], signal: AbortSignal): Promise<void> {
    for (const project of projects) {
      if (signal.aborted) return;
      await this.run(project).catch((error: unknown) => this.deps.log.error({ project: project.slug, error }, 'retention of a project failed; it is tried again at the next run'));
    }
  }

  async #of({ id }: Project, dryRun: boolean): Promise<RetentionOutcome> {
    const { store, bodies, settings, warm, now } = this.deps;
    const { retention } = await settings.of(id);
    const hot = expiryOf(id, retention.hot_days, retention, now());
    const [gone] = hot === undefined ? [] : await (dryRun ? store.planExpiry([hot]) : store.expire([hot]));
    const old = expiryOf(id, retention.bodies_days, retention, now());
    const removed = old === undefined ? { bodies: 0, bytes: 0 } : await bodies.removeOldBodies(old, dryRun);
    const cold = expiryOf(id, retention.warm_days, retention, now());
    const exported = cold === undefined ? { hours: 0, observations: 0, bytes: 0 } : await warm.letGo(id, cold.before, dryRun);
    const { traces, observations, scores, logs, metric_points } = gone?.leaving ?? { traces: 0, observations: 0, scores: 0, logs: 0, metric_points: 0 };
    return { traces, observations, scores, logs, metric_points, bytes: gone?.bytes ?? 0, bodies: removed.bodies, body_bytes: removed.bytes, warm_hours: exported.hours, warm_observations: exported.observations, warm_bytes: exported.bytes, kept: gone?.kept ?? { traces: 0, observations: 0 } };
  }
}
