import { z } from 'zod';
import { findings } from './missing/find.js';
import { Finding } from './missing/finding.js';
import { operation } from './operation.js';
import { ProjectRef } from './projects.js';
import { TimeInput, timeOf } from './time-input.js';

export const explainMissing = operation({
  name: 'explain_missing',
  http: ['GET', '/api/v1/projects/:project/explain-missing'],
  scope: 'ingest:read',
  summary: 'Why is my trace not here? Ranked findings with their evidence and what to do.',
  description: 'Give what you look for: a trace_id (best), an observation_id, a session_id or a service_name; with none of them it looks at the project as a whole. '
    + 'It looks at what is stored here and in other projects, what is acknowledged and not yet visible, what was refused and why, what was set aside, and what has not arrived; where nothing like it was ever received, '
    + 'it gives the exporter settings of this server.',
  untrusted: true,
  input: z.strictObject({
    project: ProjectRef,
    trace_id: z.string().toLowerCase().regex(/^[0-9a-f]{32}$/, '32 hex digits').optional(),
    observation_id: z.string().toLowerCase().regex(/^[0-9a-f]{16}$/, '16 hex digits').optional(),
    session_id: z.string().min(1).max(500).optional(),
    service_name: z.string().min(1).max(500).optional(),
    since: TimeInput.default('1h').describe('where an observation or a service is looked for without a trace id, and how far back refusals matter'),
  }),
  output: z.object({ findings: z.array(Finding).describe('most telling first; never empty') }),
  run: async (context, { since, ...wanted }) => ({ findings: await findings(context, wanted, timeOf(since, context.now())) }),
});
