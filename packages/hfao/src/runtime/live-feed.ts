export interface LiveEvent { trace_ids: string[] }

/** Tells who listens that traces of a project have just become visible. Nothing is kept for those who come later. */
export class LiveFeed {
  readonly #listeners = new Map<string, Set<(event: LiveEvent) => void>>();

  publish({ project_id, trace_ids }: { project_id: string; trace_ids: string[] }): void {
    if (trace_ids.length === 0) return;
    for (const listener of this.#listeners.get(project_id) ?? []) listener({ trace_ids });
  }

  /** Calls the listener after each stored batch with traces of this project; the returned function ends it. */
  subscribe(projectId: string, listener: (event: LiveEvent) => void): () => void {
    const listeners = this.#listeners.get(projectId) ?? new Set();
    this.#listeners.set(projectId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(projectId) === listeners) this.#listeners.delete(projectId);
    };
  }
}
