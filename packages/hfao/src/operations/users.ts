import { z } from 'zod';
import { UserSummary } from '../model/session.js';
import { Cursor, decodeCursor, endOf, Limit, pageEnd } from './cursor.js';
import { operation } from './operation.js';
import { ProjectRef } from './projects.js';
import { TimeInput } from './time-input.js';
import { rangeOf } from './traces.js';
import { filterOf, Where } from './where.js';

export const listUsers = operation({
  name: 'list_users',
  http: ['GET', '/api/v1/projects/:project/users'],
  scope: 'traces:read',
  summary: 'Users, newest activity first, with totals over their traces.',
  description: 'One summary a user_id: sessions, traces, errors, models, agents, tokens and cost taken together. With from and to only traces that began between them count. '
    + 'Narrow with `where` (fields of the summary, score(\'name\'), has(…), text). The traces of one: list_traces with user_id.',
  untrusted: true,
  input: z.strictObject({
    project: ProjectRef,
    from: TimeInput.optional().describe('count traces that began at or after: ISO 8601, epoch ms, or 30m, 1h, 7d before now'),
    to: TimeInput.optional().describe('count traces that began before'),
    where: Where.optional(),
    limit: Limit,
    cursor: Cursor.optional(),
  }),
  output: z.object({ users: z.array(UserSummary), ...pageEnd }),
  async run({ store, project, now }, { where, limit, cursor, ...range }) {
    const after = decodeCursor(cursor, z.strictObject({ last_trace: z.int(), user_id: z.string() }));
    const page = await store.listUsers(project.id, { ...rangeOf(range, now()), where: filterOf(where, 'user', now()), limit, after });
    return { users: page.users, ...endOf(page) };
  },
});
