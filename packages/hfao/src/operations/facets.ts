import { z } from 'zod';
import { operation } from './operation.js';
import { ProjectRef } from './projects.js';
import { TimeInput } from './time-input.js';
import { rangeOf } from './traces.js';
import { filterOf, Where } from './where.js';

const values = z.array(z.object({ value: z.string(), count: z.number().int() })).describe('most frequent first');

export const listFacets = operation({
  name: 'list_facets',
  http: ['GET', '/api/v1/projects/:project/facets'],
  scope: 'traces:read',
  summary: 'The values that the filters of list_traces can take, most frequent first.',
  description: 'Which names, models, agents, tags, environments, sessions and users occur in a range of time (all of it unless from and to are given), with the number of traces of each. Use the values as filters of list_traces.',
  untrusted: true,
  input: z.strictObject({
    project: ProjectRef,
    from: TimeInput.optional().describe('ISO 8601, epoch ms, or 30m, 1h, 7d before now'),
    to: TimeInput.optional().describe('exclusive'),
    where: Where.optional().describe('only of traces that pass, as in list_traces'),
    limit: z.number().int().min(1).max(500).default(50).describe('at most this many values of each'),
  }),
  output: z.object({ names: values, models: values, agents: values, tags: values, environments: values, sessions: values, users: values }),
  run: ({ store, project, now }, { from, to, where, limit }) => {
    const range = rangeOf({ from, to }, now());
    return store.facets(project.id, { from: range.from ?? 0, to: range.to ?? Number.MAX_SAFE_INTEGER, where: filterOf(where, 'trace', now()), limit });
  },
});
