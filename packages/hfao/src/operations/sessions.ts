import { z } from 'zod';
import { Failure } from '../runtime/errors.js';
import type { Filter } from '../model/filter/filter.js';
import { SessionSummary } from '../model/session.js';
import { TraceSummary } from '../model/trace.js';
import { Cursor, decodeCursor, encodeCursor, endOf, Limit, NextCursor, pageEnd } from './cursor.js';
import { operation } from './operation.js';
import { ProjectRef } from './projects.js';
import { TimeInput } from './time-input.js';
import { rangeOf } from './traces.js';
import { filterOf, Where } from './where.js';

const SessionId = z.string().min(1).max(500);

export const listSessions = operation({
  name: 'list_sessions',
  http: ['GET', '/api/v1/projects/:project/sessions'],
  scope: 'traces:read',
  summary: 'Conversations, newest activity first, with totals over their traces.',
  description: 'One summary a session: its traces, errors, users, models, agents, tokens and cost taken together. With from and to only traces that began between them count. '
    + 'Narrow with `where` (fields of the summary, score(\'name\'), has(…), text). Then read one with get_session.',
  untrusted: true,
  input: z.strictObject({
    project: ProjectRef,
    from: TimeInput.optional().describe('count traces that began at or after: ISO 8601, epoch ms, or 30m, 1h, 7d before now'),
    to: TimeInput.optional().describe('count traces that began before'),
    where: Where.optional(),
    limit: Limit,
    cursor: Cursor.optional(),
  }),
  output: z.object({ sessions: z.array(SessionSummary), ...pageEnd }),
  async run({ store, project, now }, { where, limit, cursor, ...range }) {
    const after = decodeCursor(cursor, z.strictObject({ last_trace: z.int(), session_id: z.string() }));
    const page = await store.listSessions(project.id, { ...rangeOf(range, now()), where: filterOf(where, 'session', now()), limit, after });
    return { sessions: page.sessions, ...endOf(page) };
  },
});

export const getSession = operation({
  name: 'get_session',
  http: ['GET', '/api/v1/projects/:project/sessions/:session_id'],
  scope: 'traces:read',
  summary: 'One conversation: its totals and its traces, newest first.',
  description: 'A session\'s summary over all of its traces, and these page by page, newest first. Read one of them with get_trace.',
  untrusted: true,
  input: z.strictObject({ project: ProjectRef, session_id: SessionId, limit: Limit, cursor: Cursor.optional() }),
  output: z.object({ session: SessionSummary, traces: z.array(TraceSummary), next_cursor: NextCursor }),
  async run({ store, project }, { session_id, limit, cursor }) {
    const after = decodeCursor(cursor, z.strictObject({ start: z.int(), trace_id: z.string() }));
    const where: Filter = { kind: 'compare', field: { kind: 'column', name: 'session_id', type: 'text' }, op: '=', value: session_id };
    const [{ sessions: [session] }, page] = await Promise.all([
      store.listSessions(project.id, { where, limit: 1 }),
      store.listTraces(project.id, { where, limit, after }),
    ]);
    if (session === undefined) throw new Failure('not_found', `No trace in project "${project.slug}" has the session_id "${session_id}". list_sessions shows those that there are.`, { field: 'session_id' });
    return { session, traces: page.traces, next_cursor: encodeCursor(page.next) };
  },
});
