import type { ForwardingStatus } from '../../model/forwarding-rule.js';
import type { ProjectSettings } from '../../model/project-settings.js';
import type { Log } from '../../runtime/log.js';
import { ForwardQueue, type ForwardedRequest } from './forward-queue.js';
import type { WriteRequest } from '../write/write-request.js';
import { partOfProject } from './part-of-project.js';

/** The forwarding rules of all projects, each with its queue. A request without a rule costs one look-up. */
export class Forwarders {
  readonly #queues = new Map<string, ForwardQueue[]>();

  constructor(readonly log: Log) {}

  /** A rule that did not change keeps its queue; one that did starts over with what is offered from now on. */
  apply(projectId: string, { forwarding_rules }: ProjectSettings): void {
    const old = this.#queues.get(projectId) ?? [];
    const kept = new Set<ForwardQueue>();
    const queues = forwarding_rules.map((rule) => {
      const same = old.find((it) => JSON.stringify(it.rule) === JSON.stringify(rule));
      if (same !== undefined) kept.add(same);
      return same ?? new ForwardQueue(rule, this.log);
    });
    for (const queue of old) if (!kept.has(queue)) void queue.close();
    if (queues.length > 0) this.#queues.set(projectId, queues);
    else this.#queues.delete(projectId);
  }

  /** Before the request's memory moves on. Gives each project's rules what of the request is the project's: all of it, or its resources alone. Never waits. */
  offer(request: WriteRequest): void {
    if (this.#queues.size === 0) return;
    for (const projectId of new Set([request.projectId, ...Object.values(request.projects)])) {
      const queues = this.#queues.get(projectId);
      const part = queues === undefined ? undefined : this.#partOf(request, projectId);
      if (part !== undefined) for (const queue of queues!) queue.offer(part);
    }
  }

  /** A request that cannot be read any more is the dead letters' business. */
  #partOf(request: WriteRequest, projectId: string): ForwardedRequest | undefined {
    try {
      return partOfProject(request, projectId);
    } catch (error) {
      this.log.warn({ error, position: request.position }, 'a request cannot be read and is not forwarded');
      return undefined;
    }
  }

  status(projectId: string): ForwardingStatus[] {
    return (this.#queues.get(projectId) ?? []).map((it) => it.status());
  }

  async close(): Promise<void> {
    await Promise.all([...this.#queues.values()].flat().map((it) => it.close()));
  }
}
