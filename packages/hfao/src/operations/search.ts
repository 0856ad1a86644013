import { z } from 'zod';
import { isoTime } from '../model/time.js';
import { ObservationId, ObservationType, Status, TraceId } from '../model/observation.js';
import { Cursor, decodeCursor, encodeCursor, Limit, NextCursor } from './cursor.js';
import { operation } from './operation.js';
import { ProjectRef } from './projects.js';
import { TimeInput } from './time-input.js';
import { rangeOf } from './traces.js';

export const SearchHit = z.object({
  trace_id: TraceId,
  observation_id: ObservationId,
  name: z.string(),
  type: ObservationType,
  status: Status,
  start_time: z.string().describe('UTC, ISO 8601, microseconds'),
  field: z.enum(['name', 'input', 'output', 'status_message']).describe('where the excerpt is from'),
  excerpt: z.string().describe('the text around the first match'),
});

export const searchTraces = operation({
  name: 'search_traces',
  http: ['GET', '/api/v1/projects/:project/search'],
  scope: 'traces:read',
  summary: 'Observations whose name, input, output or error contain every word, newest first.',
  description: 'Full-text search over what agents read and wrote: every word of the query must occur in the name, input, output or status message of one observation; case does not matter. '
    + 'Each hit has an excerpt and the ids for get_observation and get_trace. To filter whole traces by model, agent or status use list_traces.',
  untrusted: true,
  input: z.strictObject({
    project: ProjectRef,
    query: z.string().trim().min(1, 'give at least one word').max(500).describe('words that must all occur'),
    from: TimeInput.optional().describe('observations that began at or after: ISO 8601, epoch ms, or 30m, 1h, 7d before now'),
    to: TimeInput.optional().describe('observations that began before'),
    limit: Limit,
    cursor: Cursor.optional(),
  }),
  output: z.object({ hits: z.array(SearchHit), next_cursor: NextCursor }),
  async run({ store, project, now }, { query, from, to, limit, cursor }) {
    const after = decodeCursor(cursor, z.strictObject({ start: z.int(), observation_id: z.string() }));
    const page = await store.searchObservations(project.id, { text: query, ...rangeOf({ from, to }, now()), limit, after });
    return { hits: page.hits.map((it) => ({ ...it, start_time: isoTime(it.start_time) })), next_cursor: encodeCursor(page.next) };
  },
});
