import { z } from 'zod';
import { Failure } from '../runtime/errors.js';
import { likeness, type Embedder } from '../llm/embedder.js';
import type { ObservationRow } from '../model/observation.js';
import { isoTime } from '../model/time.js';
import type { SearchHit } from '../store/store.js';
import { operation, type OperationContext } from './operation.js';
import { ProjectRef } from './projects.js';
import { SearchHit as Hit } from './search.js';
import { compareWith, type Comparison } from './similar/candidates.js';
import { spokenText } from './similar/spoken-text.js';
import { TimeInput } from './time-input.js';
import { rangeOf } from './traces.js';
import { filterOf, Where } from './where.js';

export const SimilarObservation = Hit.omit({ highlights: true, field: true }).extend({
  similarity: z.number().describe('1 is the same, 0 nothing in common; comparable only within one answer'),
  excerpt: z.string().describe('the beginning of its output, or else of its input'),
});

export const searchSimilar = operation({
  name: 'search_similar',
  http: ['GET', '/api/v1/projects/:project/similar'],
  scope: 'traces:read',
  summary: 'Observations that are like a text or like another observation, nearest first.',
  description: 'Give `query`, or `trace_id` and `observation_id` of a step to find others like it. `method` says what likeness means: semantic, by an embeddings model when the operator has '
    + 'configured one, or lexical, by spelling, otherwise. Not every stored observation is compared: those that share a rare word with the text, and the newest; `compared` says how many. '
    + 'Narrow with `where` about observations and a time range. For exact words use search_traces.',
  untrusted: true,
  input: z.strictObject({
    project: ProjectRef,
    query: z.string().trim().min(1).max(4_000).optional().describe('what to look for, in any words'),
    trace_id: z.string().optional().describe('with observation_id: like this step'),
    observation_id: z.string().optional(),
    where: Where.optional(),
    from: TimeInput.optional().describe('observations that began at or after: ISO 8601, epoch ms, or 30m, 1h, 7d before now'),
    to: TimeInput.optional().describe('observations that began before'),
    limit: z.number().int().min(1, 'at least 1').max(100, 'at most 100').default(10).describe('at most this many, up to 100'),
  }),
  output: z.object({
    results: z.array(SimilarObservation),
    method: z.enum(['lexical', 'semantic']),
    model: z.string(),
    compared: z.int().describe('observations that were looked at'),
  }),
  async run(context, { limit, where, from, to, ...asked }) {
    const { embedder, now, signal } = context;
    const { text, self } = await questionOf(context, asked);
    const range = { ...rangeOf({ from, to }, now()), where: filterOf(where, 'observation', now()) };
    const candidates = (await compareWith(context, text, range)).filter((it) => it.observation_id !== self?.observation_id || it.trace_id !== self.trace_id);
    const nearest = await nearestOf(embedder, text, candidates, signal);
    return { results: nearest.slice(0, limit).map(shown), method: embedder.method, model: embedder.model, compared: candidates.length };
  },
});

type Asked = { query?: string; trace_id?: string; observation_id?: string };

async function questionOf({ store, project }: Pick<OperationContext, 'store'> & { project: { id: string; slug: string } }, { query, trace_id, observation_id }: Asked): Promise<{ text: string; self?: ObservationRow }> {
  if (query !== undefined) {
    if (trace_id !== undefined || observation_id !== undefined) throw new Failure('invalid_input', 'Give a query, or a trace_id and an observation_id, not both.', { field: 'query' });
    return { text: query };
  }
  if (trace_id === undefined || observation_id === undefined) throw new Failure('invalid_input', 'Give a query, or a trace_id and an observation_id.', { field: trace_id === undefined ? 'query' : 'observation_id' });
  const self = await store.observation(project.id, trace_id, observation_id);
  if (self === undefined) throw new Failure('not_found', `Trace ${trace_id} has no observation ${observation_id} in project "${project.slug}". get_trace lists those it has.`, { field: 'observation_id' });
  return { text: spokenText({ ...self, input: self.input ?? self.input_preview, output: self.output ?? self.output_preview }), self };
}

interface Near { hit: Comparison; similarity: number }

async function nearestOf(embedder: Embedder, text: string, candidates: readonly Comparison[], signal: AbortSignal): Promise<Near[]> {
  if (candidates.length === 0) return [];
  const [question, ...vectors] = await embedder.embed([text, ...candidates.map((it) => it.spoken)], signal);
  return candidates.map((hit, i) => ({ hit, similarity: likeness(question, vectors[i]) })).filter((it) => it.similarity > 0).sort((a, b) => b.similarity - a.similarity || b.hit.start_time - a.hit.start_time);
}

function shown({ hit, similarity }: Near): z.input<typeof SimilarObservation> {
  const { trace_id, observation_id, name, type, status, start_time } = hit;
  return { trace_id, observation_id, name, type, status, start_time: isoTime(start_time), similarity: Math.round(similarity * 10_000) / 10_000, excerpt: excerptOf(hit) };
}

function excerptOf({ texts, name }: SearchHit): string {
  return (texts?.output ?? texts?.input ?? name).slice(0, 240);
}
