import { z } from 'zod';
import { isoTime } from '../model/time.js';
import { ObservationId, ObservationType, Status, TraceId } from '../model/observation.js';
import { Cursor, decodeCursor, endOf, Limit, pageEnd } from './cursor.js';
import { operation } from './operation.js';
import { ProjectRef } from './projects.js';
import { TimeInput } from './time-input.js';
import { rangeOf } from './traces.js';
import { filterOf, Where } from './where.js';

export const SearchHit = z.object({
  trace_id: TraceId,
  observation_id: ObservationId,
  name: z.string(),
  type: ObservationType,
  status: Status,
  start_time: z.string().describe('UTC, ISO 8601, microseconds'),
  field: z.enum(['name', 'input', 'output', 'status_message']).describe('where the excerpt is from'),
  excerpt: z.string().describe('the text around the first match'),
  highlights: z.array(z.tuple([z.int(), z.int()])).describe('where terms stand in the excerpt: begin and end, in UTF-16 code units'),
});

export const searchTraces = operation({
  name: 'search_traces',
  http: ['GET', '/api/v1/projects/:project/search'],
  scope: 'traces:read',
  summary: 'Observations whose name, input, output or error contain every word, newest first.',
  description: 'Full-text search over what agents read and wrote: every term of the query must occur in the name, input, output or status message of one observation. '
    + 'A term is a whole word, case aside (time does not find timeout), a beginning with an asterisk (time*), or a phrase in double quotes ("no seat left"). '
    + 'Each hit has an excerpt with the places of the terms, and the ids for get_observation and get_trace. Narrow with `where` about observations; to filter whole traces use list_traces.',
  untrusted: true,
  input: z.strictObject({
    project: ProjectRef,
    query: z.string().trim().min(1, 'give at least one word').max(500).describe('terms that must all occur: words, beginnings such as time*, and "phrases"'),
    where: Where.optional(),
    from: TimeInput.optional().describe('observations that began at or after: ISO 8601, epoch ms, or 30m, 1h, 7d before now'),
    to: TimeInput.optional().describe('observations that began before'),
    limit: Limit,
    cursor: Cursor.optional(),
  }),
  output: z.object({ hits: z.array(SearchHit), ...pageEnd }),
  async run({ store, project, now }, { query, where, from, to, limit, cursor }) {
    const after = decodeCursor(cursor, z.strictObject({ start: z.int(), observation_id: z.string() }));
    const page = await store.searchObservations(project.id, { text: query, where: filterOf(where, 'observation', now()), ...rangeOf({ from, to }, now()), limit, after });
    return { hits: page.hits.map((it) => ({ ...it, start_time: isoTime(it.start_time) })), ...endOf(page) };
  },
});
