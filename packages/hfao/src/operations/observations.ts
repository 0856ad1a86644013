import { z } from 'zod';
import { Observation, toObservation } from '../model/observation.js';
import { Cursor, decodeCursor, endOf, Limit, pageEnd } from './cursor.js';
import { operation } from './operation.js';
import { ProjectRef } from './projects.js';
import { TimeInput } from './time-input.js';
import { rangeOf } from './traces.js';
import { filterOf, Where } from './where.js';

export const listObservations = operation({
  name: 'list_observations',
  http: ['GET', '/api/v1/projects/:project/observations'],
  scope: 'traces:read',
  summary: 'Steps of all traces, newest first: filtered, without their payloads, page by page.',
  description: 'Single steps (model calls, tool calls, retrievals, …) across traces, newest first, without inputs, outputs and attributes. Narrow with `where`: fields of an observation, '
    + 'attributes["key"], metadata["key"], score(\'name\'), child(…), descendant(…), parent(…), ancestor(…), text. Then read one whole with get_observation, or its trace with get_trace.',
  untrusted: true,
  input: z.strictObject({
    project: ProjectRef,
    from: TimeInput.optional().describe('observations that began at or after: ISO 8601, epoch ms, or 30m, 1h, 7d before now'),
    to: TimeInput.optional().describe('observations that began before'),
    where: Where.optional(),
    limit: Limit,
    cursor: Cursor.optional(),
  }),
  output: z.object({ observations: z.array(Observation), ...pageEnd }),
  async run({ store, project, now }, { where, limit, cursor, ...range }) {
    const after = decodeCursor(cursor, z.strictObject({ start: z.int(), trace_id: z.string(), observation_id: z.string() }));
    const page = await store.listObservations(project.id, { ...rangeOf(range, now()), where: filterOf(where, 'observation', now()), limit, after });
    return { observations: page.observations.map(toObservation), ...endOf(page) };
  },
});
