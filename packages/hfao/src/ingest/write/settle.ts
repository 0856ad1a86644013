import type { ReadRequest } from './read-request.js';
import { MOST_TRACE_IDS, type Settled, type StoredInProject } from './write-request.js';

type Told = StoredInProject & { seen: Set<string> };

/** What main is told of requests that are stored now. An observation that log records tell of is no span, but its trace has changed. */
export function settledBy(requests: readonly ReadRequest[]): Settled {
  const projects = new Map<string, Told>();
  for (const { rows, logs, metricPoints, tally } of requests) {
    for (const { project_id, trace_id, dialect, source } of rows) {
      const project = projectOf(projects, project_id);
      if (source !== 'log') {
        project.spans++;
        project.dialects[dialect] = (project.dialects[dialect] ?? 0) + 1;
      }
      if (project.seen.size < MOST_TRACE_IDS) project.seen.add(trace_id);
    }
    for (const { project_id } of logs ?? []) projectOf(projects, project_id).logs++;
    for (const { project_id } of metricPoints ?? []) projectOf(projects, project_id).points++;
    for (const [projectId, counts] of Object.entries(tally.redactions)) addCounts(projects.get(projectId)?.redactions, counts);
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

function projectOf(projects: Map<string, Told>, projectId: string): Told {
  let project = projects.get(projectId);
  if (project === undefined) projects.set(projectId, project = { projectId, spans: 0, logs: 0, points: 0, offloaded: 0, redactions: {}, dialects: {}, traceIds: [], seen: new Set() });
  return project;
}

/** Nothing is told of a project none of whose rows could be stored. */
function addCounts(into: Record<string, number> | undefined, counts: Readonly<Record<string, number>>): void {
  if (into !== undefined) for (const [kind, count] of Object.entries(counts)) into[kind] = (into[kind] ?? 0) + count;
}
