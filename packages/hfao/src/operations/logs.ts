import { z } from 'zod';
import { LogEntry, toLogEntry } from '../model/log-entry.js';
import { ObservationId, TraceId } from '../model/observation.js';
import { Cursor, decodeCursor, encodeCursor, Limit, NextCursor } from './cursor.js';
import { operation } from './operation.js';
import { ProjectRef } from './projects.js';
import { TimeInput } from './time-input.js';
import { rangeOf } from './traces.js';

const word = z.string().min(1).max(500);

/** The least severity_number of each level. */
const LEVELS = { trace: 1, debug: 5, info: 9, warning: 13, error: 17, fatal: 21 } as const;

export const listLogs = operation({
  name: 'list_logs',
  http: ['GET', '/api/v1/projects/:project/logs'],
  scope: 'logs:read',
  summary: 'Log records, newest first; of a project, a trace, a step, a session, or with certain words.',
  description: 'What programs logged beside their spans, whole: with trace_id (and observation_id) what was said while that step ran, with session_id the records of one session. '
    + 'What GenAI log records say of a step is shown on its observation too (get_observation). Filters are combined by AND.',
  untrusted: true,
  input: z.strictObject({
    project: ProjectRef,
    from: TimeInput.optional().describe('records of this time or later: ISO 8601, epoch ms, or 30m, 1h, 7d before now'),
    to: TimeInput.optional().describe('earlier records'),
    trace_id: TraceId.optional(),
    observation_id: ObservationId.optional().describe('16 hex digits: the span that the record is about'),
    session_id: word.optional(),
    service_name: word.optional(),
    event_name: word.optional().describe('the whole name, like gen_ai.choice'),
    level: z.enum(Object.keys(LEVELS) as [keyof typeof LEVELS]).optional().describe('at least this severe'),
    text: word.optional().describe('every word occurs in the event name, the body or an attribute'),
    limit: Limit,
    cursor: Cursor.optional(),
  }),
  output: z.object({ logs: z.array(LogEntry), next_cursor: NextCursor }),
  async run({ store, project, now }, { from, to, level, limit, cursor, trace_id, observation_id, session_id, service_name, event_name, text }) {
    const after = decodeCursor(cursor, z.strictObject({ time: z.int(), log_id: z.string() }));
    const filter = { ...rangeOf({ from, to }, now()), trace_id, observation_id, session_id, service_name, event_name, text, severity_min: level === undefined ? undefined : LEVELS[level] };
    const page = await store.listLogs(project.id, { ...filter, limit, after });
    return { logs: page.logs.map(toLogEntry), next_cursor: encodeCursor(page.next) };
  },
});
