import { firstTraceOf, seedHistory, type HistoryOptions } from './history.js';
import { sendTraces, type Sent, type Server } from './send.js';

export interface SeedOptions {
  project: string;
  traces: number;
  hours: number;
  seed: string;
  nowMs: number;
}

export interface Seeded extends Sent {
  project: string;
  /** ISO, UTC: the span of time that the history covers. */
  from: string;
  to: string;
}

/**
 * Fills a project with the demo history. The same arguments on the same day (UTC) send the very same spans again, which
 * replace themselves: where the history is there already, it is told with the end that it had.
 */
export async function seedProject({ project, nowMs, ...story }: SeedOptions, server: Server, onProgress: (sent: Sent, of: number) => void): Promise<Seeded> {
  const fresh: HistoryOptions = { ...story, day: new Date(nowMs).toISOString().slice(0, 10), endMs: nowMs };
  const history = { ...fresh, endMs: (await endOfEarlierRun(fresh, project, server)) ?? nowMs };
  const traces = seedHistory(history);
  const sent = await sendTraces(traces, project, server, (it) => onProgress(it, traces.length));
  return { ...sent, project, from: new Date(traces[0].startMs).toISOString(), to: new Date(history.endMs).toISOString() };
}

/** Asks for one trace of the history; from its start follows where the history ended. */
async function endOfEarlierRun(fresh: HistoryOptions, project: string, { baseUrl, apiKey }: Server): Promise<number | undefined> {
  const first = firstTraceOf(fresh);
  const authorization: Record<string, string> = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
  try {
    const response = await fetch(`${baseUrl}/api/v1/projects/${project}/traces/${first.traceId}?detail=skeleton`, { headers: authorization });
    if (!response.ok) return undefined;
    const { trace } = (await response.json()) as { trace: { start_time: string } };
    return fresh.endMs + (Date.parse(trace.start_time) - first.startMs);
  } catch {
    return undefined;   // nobody there: sending will say so
  }
}
