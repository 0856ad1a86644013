import type { Observation } from '../src/model/observation.js';
import type { TraceSummary } from '../src/model/trace.js';
import { TOKENS, type KillReport, type SentRequest } from './kill-load.js';
import type { ServerProcess } from './server-process.js';

/** What is looked at as a reader of one trace would; of the rest, what its rows and the list say. */
const READ_SINGLY = 40;
const SQL_ROWS = 10_000;
const LIST_ROWS = 500;

/** Every span of every acknowledged request must be there exactly once: in its trace and in the totals of the list. */
export async function check(server: ServerProcess, requests: SentRequest[], report: KillReport): Promise<void> {
  const traces = [...tracesOf(requests)];
  for (const [project, its] of grouped(traces, (it) => it.project)) {
    const from = Math.min(...requests.map((it) => it.sentAt)) - 1000;
    const [rows, summaries] = await Promise.all([rowsOf(server, project, from), summariesOf(server, project, from)]);
    for (const it of its) compare(it, { rows: rows.get(it.traceId) ?? [], summary: summaries.get(it.traceId) }, report);
  }
  for (const it of traces.toSorted(() => Math.random() - 0.5).slice(0, READ_SINGLY)) await readSingly(server, it, report);
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

type StoredRow = [traceId: string, id: string, name: string, isRoot: boolean];
type Summary = Pick<TraceSummary, 'observation_count' | 'input_tokens'>;

/** As they lie in the store, each version of each. */
async function rowsOf(server: ServerProcess, project: string, from: number): Promise<Map<string, StoredRow[]>> {
  const found: StoredRow[] = [];
  for (let after = ''; ;) {
    const sql = `SELECT trace_id, observation_id, name, parent_observation_id IS NULL FROM observations WHERE start_time >= TIMESTAMP '${new Date(from).toISOString().slice(0, -1)}' AND trace_id > '${after}' ORDER BY trace_id, observation_id`;
    const response = await fetch(new URL(`/api/v1/projects/${project}/sql`, server.at.url), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ sql, limit: SQL_ROWS }) });
    if (response.status === 404) return new Map();   // nothing of it was ever acknowledged
    const { rows } = await response.json() as { rows: StoredRow[] };
    const isLast = rows.length < SQL_ROWS;
    const cutTrace = isLast ? undefined : rows[rows.length - 1][0];
    found.push(...rows.filter((it) => it[0] !== cutTrace));
    if (isLast) return grouped(found, ([traceId]) => traceId);
    after = found[found.length - 1][0];
  }
}

async function summariesOf(server: ServerProcess, project: string, from: number): Promise<Map<string, Summary>> {
  const found = new Map<string, Summary>();
  for (let cursor: string | null = ''; cursor !== null;) {
    const response: Response = await fetch(new URL(`/api/v1/projects/${project}/traces?from=${from}&limit=${LIST_ROWS}${cursor && `&cursor=${cursor}`}`, server.at.url));
    if (response.status === 404) return found;
    const page = await response.json() as { traces: TraceSummary[]; next_cursor: string | null };
    for (const it of page.traces) found.set(it.trace_id, it);
    cursor = page.next_cursor;
  }
  return found;
}

async function readSingly(server: ServerProcess, { project, traceId, sent, acknowledged }: SentTrace, report: KillReport): Promise<void> {
  const response = await fetch(new URL(`/api/v1/projects/${project}/traces/${traceId}?detail=skeleton`, server.at.url));
  if (response.status === 404) {
    await response.arrayBuffer();
    compare({ project, traceId, sent, acknowledged }, { rows: [], summary: undefined }, report);
    return;
  }
  const { trace, observations } = await response.json() as { trace: TraceSummary; observations: Observation[] };
  const rows = observations.map((it): StoredRow => [traceId, it.observation_id, it.name, it.parent_observation_id === null]);
  compare({ project, traceId, sent, acknowledged }, { rows, summary: trace }, report);
}

function compare({ project, traceId, sent, acknowledged }: SentTrace, { rows, summary }: { rows: StoredRow[]; summary: Summary | undefined }, report: KillReport): void {
  const fault = (what: string) => report.faults.push(`trace ${traceId} of ${project}: ${what}`);
  const ids = new Set(rows.map(([, id]) => id));
  const lost = [...acknowledged].filter((id) => !ids.has(id)).length;
  if (lost > 0) fault(`${lost} of ${acknowledged.size} acknowledged spans are lost`);
  if (ids.size !== rows.length) fault(`${rows.length - ids.size} spans are there twice`);
  if ((summary?.observation_count ?? 0) !== ids.size) fault(`its summary counts ${summary?.observation_count} spans, there are ${ids.size}`);
  const tokens = TOKENS * rows.filter(([, , , isRoot]) => !isRoot).length;
  if ((summary?.input_tokens ?? 0) !== tokens) fault(`its summary counts ${summary?.input_tokens} tokens, not ${tokens}`);
  for (const [, id, name] of rows) if (sent.get(id) !== name) fault(`span ${id} "${name}" was never sent`);
  report.presentUnacknowledgedSpans += ids.size - acknowledged.size + lost;
}

function grouped<T>(all: readonly T[], keyOf: (it: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const it of all) {
    const key = keyOf(it);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [it]);
    else group.push(it);
  }
  return groups;
}
