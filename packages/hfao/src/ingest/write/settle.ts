import type { ReadRequest } from './read-request.js';
import { MOST_TRACE_IDS, type Settled, type StoredInProject } from './write-request.js';

/** What main is told of requests that are stored now. */
export function settledBy(requests: readonly ReadRequest[]): Settled {
  const projects = new Map<string, StoredInProject & { seen: Set<string> }>();
  for (const { rows, tally } of requests) {
    for (const { project_id, trace_id, dialect } of rows) {
      let project = projects.get(project_id);
      if (project === undefined) projects.set(project_id, project = { projectId: project_id, spans: 0, offloaded: 0, dialects: {}, traceIds: [], seen: new Set() });
      project.spans++;
      project.dialects[dialect] = (project.dialects[dialect] ?? 0) + 1;
      if (project.seen.size < MOST_TRACE_IDS) project.seen.add(trace_id);
    }
    for (const [projectId, count] of tally.bodies?.counts ?? []) {
      const project = projects.get(projectId);   // none where none of its rows could be stored
      if (project !== undefined) project.offloaded += count;
    }
  }
  return {
    position: requests[requests.length - 1].request.position,
    projects: [...projects.values()].map(({ seen, ...it }) => ({ ...it, traceIds: [...seen] })),
    deadLetters: 0,
  };
}
