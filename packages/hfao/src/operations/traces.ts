import { z } from 'zod';
import { Failure } from '../runtime/errors.js';
import { CausalEdge } from '../model/causal-edge.js';
import { namedFilters } from '../model/filter/named-filters.js';
import { Observation, ObservationId, Status, toObservation, TraceId } from '../model/observation.js';
import { Score } from '../model/score.js';
import { TraceSummary } from '../model/trace.js';
import { settleUsage } from '../model/usage.js';
import { Cursor, decodeCursor, endOf, Limit, pageEnd } from './cursor.js';
import { operation } from './operation.js';
import { ProjectRef } from './projects.js';
import { TimeInput, timeOf } from './time-input.js';
import { filterOf, Where } from './where.js';

/** More than any trace that a person reads; beyond it a trace is cut, and says so. */
const MAX_OBSERVATIONS = 10_000;

const word = z.string().min(1).max(500);

export const listTraces = operation({
  name: 'list_traces',
  http: ['GET', '/api/v1/projects/:project/traces'],
  scope: 'traces:read',
  summary: 'Traces, newest first, with totals; filtered and page by page.',
  description: 'One summary a trace, newest first: name, status, duration, errors, models, agents, tokens, cost, and the beginnings of its input and output. '
    + 'Narrow with `where` (fields of the summary, score(\'name\'), attributes["key"], has(TOOL step conditions), text) and with the filters by name, all combined by AND. Then read one with get_trace.',
  untrusted: true,
  input: z.strictObject({
    project: ProjectRef,
    from: TimeInput.optional().describe('traces that began at or after: ISO 8601, epoch ms, or 30m, 1h, 7d before now'),
    to: TimeInput.optional().describe('traces that began before'),
    where: Where.optional(),
    status: Status.optional().describe("the root's status"),
    has_errors: z.boolean().optional().describe('true: only traces with a failed observation'),
    text: word.optional().describe('every word occurs in the name, ids, session, user, previews, error, models, agents or tags'),
    session_id: word.optional(),
    user_id: word.optional(),
    environment: word.optional(),
    model: word.optional().describe('a model that the trace used'),
    agent: word.optional().describe('an agent that took part'),
    tag: word.optional(),
    name: word.optional().describe("the trace's whole name"),
    limit: Limit,
    cursor: Cursor.optional(),
  }),
  output: z.object({ traces: z.array(TraceSummary), ...pageEnd }),
  async run({ store, project, now }, { limit, cursor, ...input }) {
    const where = namedFilters(input, filterOf(input.where, 'trace', now()));
    const after = decodeCursor(cursor, z.strictObject({ start: z.int(), trace_id: z.string() }));
    const page = await store.listTraces(project.id, { ...rangeOf(input, now()), where, limit, after });
    return { traces: page.traces, ...endOf(page) };
  },
});

export const getTrace = operation({
  name: 'get_trace',
  http: ['GET', '/api/v1/projects/:project/traces/:trace_id'],
  scope: 'traces:read',
  summary: 'One trace: its summary, every observation oldest first, scores and causal edges.',
  description: 'Everything known of one trace. Observations come oldest first and name their parents; detail=skeleton leaves out inputs, outputs and attributes, for a first look at a long trace. '
    + 'Read one observation whole with get_observation. What retention has moved to the warm tier is found, too (trace.tier is warm). Causal edges are hypotheses unless a replay verified them.',
  untrusted: true,
  input: z.strictObject({
    project: ProjectRef,
    trace_id: TraceId,
    detail: z.enum(['full', 'skeleton']).default('full').describe('skeleton: without inputs, outputs, attributes and events'),
  }),
  output: z.object({
    trace: TraceSummary,
    observations: z.array(Observation),
    scores: z.array(Score),
    causal_edges: z.array(CausalEdge),
    truncated: z.boolean().describe(`true when the trace has more than ${MAX_OBSERVATIONS} observations; the earliest are given`),
  }),
  async run({ store, project }, { trace_id, detail }) {
    const found = await store.wholeTrace(project.id, trace_id, { payloads: detail === 'full', limit: MAX_OBSERVATIONS + 1 });
    if (found === undefined) throw noTrace(trace_id, project.slug);
    const { trace, observations: rows } = found;
    const observations = settleUsage(rows.slice(0, MAX_OBSERVATIONS).map(toObservation));
    return { trace, observations, scores: trace.scores, causal_edges: [], truncated: rows.length > MAX_OBSERVATIONS };
  },
});

export const getObservation = operation({
  name: 'get_observation',
  http: ['GET', '/api/v1/projects/:project/traces/:trace_id/observations/:observation_id'],
  scope: 'traces:read',
  summary: 'One observation with its whole input, output, attributes and events.',
  description: 'One step of a trace in full: input, output, tool calls, tokens, cost, events and every attribute that arrived. Ids come from get_trace and search_traces.',
  untrusted: true,
  input: z.strictObject({ project: ProjectRef, trace_id: TraceId, observation_id: ObservationId }),
  output: z.object({ observation: Observation }),
  async run({ store, project }, { trace_id, observation_id }) {
    const row = await store.observation(project.id, trace_id, observation_id);
    if (row === undefined) {
      throw new Failure('not_found', `Trace ${trace_id} has no observation ${observation_id} in project "${project.slug}". get_trace lists those it has.`, { field: 'observation_id' });
    }
    return { observation: toObservation(row) };
  },
});

/** @throws Failure `invalid_input` when the range is empty */
export function rangeOf({ from, to }: { from?: TimeInput; to?: TimeInput }, nowMs: number): { from?: number; to?: number } {
  const range = { from: from === undefined ? undefined : timeOf(from, nowMs), to: to === undefined ? undefined : timeOf(to, nowMs) };
  if (range.from !== undefined && range.to !== undefined && range.from >= range.to) throw new Failure('invalid_input', 'from must be earlier than to.', { field: 'from' });
  return range;
}

function noTrace(traceId: string, slug: string): Failure {
  return new Failure('not_found', `No trace ${traceId} in project "${slug}". If it was just sent, it shows within a second: check that its spans name this project, `
    + 'and ask get_ingest_health whether they were accepted or rejected.', { field: 'trace_id' });
}
