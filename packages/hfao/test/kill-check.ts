import type { Observation } from '../src/model/observation.js';
import type { TraceSummary } from '../src/model/trace.js';
import { TOKENS, type KillReport, type SentRequest } from './kill-load.js';
import type { ServerProcess } from './server-process.js';

/** Every span of every acknowledged request must be there exactly once: in its trace and in the totals of the list. */
export async function check(server: ServerProcess, requests: SentRequest[], report: KillReport): Promise<void> {
  const queue = [...tracesOf(requests)];
  await Promise.all(Array.from({ length: 8 }, async () => {
    for (let trace = queue.pop(); trace !== undefined; trace = queue.pop()) await checkTrace(server, trace, report);
  }));
}

/** What was sent of one trace, in one request or several. */
interface SentTrace { project: string; traceId: string; sent: Map<string, string>; acknowledged: Set<string> }

function tracesOf(requests: SentRequest[]): Iterable<SentTrace> {
  const traces = new Map<string, SentTrace>();
  for (const { project, traceId, spans, acknowledged } of requests) {
    const trace = traces.get(traceId) ?? { project, traceId, sent: new Map(), acknowledged: new Set() };
    traces.set(traceId, trace);
    for (const [id, name] of spans) {
      trace.sent.set(id, name);
      if (acknowledged) trace.acknowledged.add(id);
    }
  }
  return traces.values();
}

async function checkTrace(server: ServerProcess, { project, traceId, sent, acknowledged }: SentTrace, report: KillReport): Promise<void> {
  const fault = (what: string) => report.faults.push(`trace ${traceId} of ${project}: ${what}`);
  const response = await fetch(new URL(`/api/v1/projects/${project}/traces/${traceId}?detail=skeleton`, server.at.url));
  if (response.status === 404) {
    await response.arrayBuffer();
    if (acknowledged.size > 0) fault(`all of its ${acknowledged.size} acknowledged spans are lost`);
    return;
  }
  const { trace, observations } = await response.json() as { trace: TraceSummary; observations: Observation[] };
  const ids = new Set(observations.map((it) => it.observation_id));
  const lost = [...acknowledged].filter((id) => !ids.has(id)).length;
  if (lost > 0) fault(`${lost} of ${acknowledged.size} acknowledged spans are lost`);
  if (ids.size !== observations.length) fault(`${observations.length - ids.size} spans are there twice`);
  if (trace.observation_count !== ids.size) fault(`its summary counts ${trace.observation_count} spans, there are ${ids.size}`);
  const tokens = TOKENS * observations.filter((it) => it.parent_observation_id !== null).length;
  if ((trace.input_tokens ?? 0) !== tokens) fault(`its summary counts ${trace.input_tokens} tokens, not ${tokens}`);
  for (const { observation_id, name } of observations) if (sent.get(observation_id) !== name) fault(`span ${observation_id} "${name}" was never sent`);
  report.presentUnacknowledgedSpans += ids.size - acknowledged.size + lost;
}
