import { z } from 'zod';
import type { LogEntry } from '../../model/log-entry.js';
import { RESOURCE_PREFIX, SCOPE_PREFIX } from '../../model/observation.js';
import type { TraceSummary } from '../../model/trace.js';
import type { SearchHit } from '../../operations/search.js';
import { compact, cutText, fit, howManyFit, roundUsd } from './budget.js';
import { evidenceId } from './evidence.js';
import type { Call, View } from './view.js';

const PREVIEW_CHARS = 160;

/** A trace in a line or two. What is absent is left out. */
export const TraceBrief = z.object({
  trace_id: z.string(),
  name: z.string(),
  status: z.string(),
  start_time: z.string(),
  duration_ms: z.number(),
  observation_count: z.number(),
  error_count: z.number(),
  error_message: z.string().optional(),
  input_preview: z.string().optional(),
  output_preview: z.string().optional(),
  models: z.array(z.string()).optional(),
  agents: z.array(z.string()).optional(),
  tags: z.array(z.string()).optional(),
  session_id: z.string().optional(),
  user_id: z.string().optional(),
  environment: z.string().optional(),
  total_tokens: z.number().optional(),
  total_cost_usd: z.number().optional(),
});
export type TraceBrief = z.infer<typeof TraceBrief>;

export function traceBrief(trace: TraceSummary, previewChars = PREVIEW_CHARS): TraceBrief {
  const short = (text: string | null) => (text === null ? null : cutText(text, previewChars));
  const words = (list: string[]) => list.slice(0, 10).map((it) => cutText(it, 100));
  return compact({
    trace_id: trace.trace_id, name: cutText(trace.name, 200), status: trace.status, start_time: trace.start_time, duration_ms: Math.round(trace.duration_ns / 1e6),
    observation_count: trace.observation_count, error_count: trace.error_count, error_message: short(trace.error_message),
    input_preview: short(trace.input_preview), output_preview: short(trace.output_preview),
    models: words(trace.models), agents: words(trace.agents), tags: words(trace.tags),
    session_id: short(trace.session_id), user_id: short(trace.user_id), environment: short(trace.environment), total_tokens: trace.total_tokens, total_cost_usd: roundUsd(trace.total_cost_usd),
  }) as TraceBrief;
}

export function briefLine(it: TraceBrief): string {
  const numbers = [`${it.duration_ms} ms`, `${it.observation_count} steps`, it.total_tokens === undefined ? '' : `${it.total_tokens} tokens`, it.total_cost_usd === undefined ? '' : `$${it.total_cost_usd}`];
  const errors = it.error_count === 0 ? '' : `; ${it.error_count} failed${it.error_message === undefined ? '' : `: ${it.error_message}`}`;
  return `${it.trace_id} ${it.status} ${JSON.stringify(it.name)} ${it.start_time} (${numbers.filter(Boolean).join(', ')})${errors}`;
}

const next_cursor = z.string().nullable().describe('pass as cursor for the next page; null at the end');

export const tracesView: View = {
  output: z.object({ traces: z.array(TraceBrief), next_cursor }),
  async present(call) {
    const { items, next, notes } = await fittingPage(call, 'traces', (it) => traceBrief(it as TraceSummary));
    return { structured: { traces: items, next_cursor: next }, notes, text: items.length === 0 ? 'No trace matches.' : items.map(briefLine).join('\n') };
  },
};

const HitBrief = z.object({
  evidence: z.string().describe('trace/observation#path'),
  trace_id: z.string(), observation_id: z.string(), name: z.string(), type: z.string(), status: z.string(), start_time: z.string(), field: z.string(), excerpt: z.string(),
});
type HitBrief = z.infer<typeof HitBrief>;

export const hitsView: View = {
  output: z.object({ hits: z.array(HitBrief), next_cursor }),
  async present(call) {
    const { items, next, notes } = await fittingPage(call, 'hits', (it) => hitBrief(it as z.infer<typeof SearchHit>));
    return { structured: { hits: items, next_cursor: next }, notes, text: items.length === 0 ? 'Nothing matches.' : items.map(hitLine).join('\n') };
  },
};

function hitBrief(hit: z.infer<typeof SearchHit>): HitBrief {
  const { highlights: _, ...shown } = hit;
  return { evidence: evidenceId(hit.trace_id, hit.observation_id, `/${hit.field}`), ...shown, name: cutText(hit.name, 200), excerpt: cutText(hit.excerpt, 400) };
}

const hitLine = (it: HitBrief) => `${it.evidence} ${it.type} ${it.status} ${JSON.stringify(it.name)} ${it.start_time}\n    ${JSON.stringify(it.excerpt)}`;

const LogBrief = z.object({
  log_id: z.string(), time: z.string(), severity: z.string(), service_name: z.string().optional(), event_name: z.string().optional(), body: z.string().optional(),
  trace_id: z.string().optional(), observation_id: z.string().optional(), attributes: z.record(z.string(), z.string()).optional(),
});
type LogBrief = z.infer<typeof LogBrief>;

/** Log records, with what is long cut; attributes of resource and scope are left out. */
export const logsView: View = {
  output: z.object({ logs: z.array(LogBrief), next_cursor }),
  async present(call) {
    const { items, next, notes } = await fittingPage(call, 'logs', (it) => logBrief(it as LogEntry));
    return { structured: { logs: items, next_cursor: next }, notes, text: items.length === 0 ? 'No log record matches.' : items.map(logLine).join('\n') };
  },
};

function logBrief(log: LogEntry): LogBrief {
  const text = (value: unknown) => cutText(typeof value === 'string' ? value : JSON.stringify(value), 400);
  const own = Object.entries(log.attributes).filter(([key]) => !key.startsWith(RESOURCE_PREFIX) && !key.startsWith(SCOPE_PREFIX)).slice(0, 20);
  return compact({
    log_id: log.log_id, time: log.time, severity: log.severity_text ?? String(log.severity_number), service_name: log.service_name, event_name: log.event_name, body: log.body === null ? null : text(log.body),
    trace_id: log.trace_id, observation_id: log.observation_id, attributes: Object.fromEntries(own.map(([key, value]) => [cutText(key, 100), text(value)])),
  }) as LogBrief;
}

const logLine = (it: LogBrief) => `${it.time} ${it.severity} ${[it.service_name, it.event_name].filter(Boolean).join(' ')} ${JSON.stringify(it.body ?? it.attributes ?? {})}${it.trace_id === undefined ? '' : ` (trace ${it.trace_id}${it.observation_id === undefined ? '' : `, observation ${it.observation_id}`})`}`;

/** A page that fits: where the first one does not, a shorter one is asked for, so that its cursor goes on where it ends. */
async function fittingPage<T>(call: Call, list: 'traces' | 'hits' | 'logs', brief: (item: unknown) => T): Promise<{ items: T[]; next: string | null; notes: string[] }> {
  const room = call.maxChars - 600;
  const fitted = (item: unknown) => fit(brief(item), room).value as T;
  const page = await call.run(call.input);
  const items = (page[list] as unknown[]).map(fitted);
  const fits = Math.max(1, howManyFit(items, room));
  const partial = typeof page.searched_until === 'string' ? [`Time was up: only what is newer than ${page.searched_until} was looked at. Go on with next_cursor, or narrow the time range.`] : [];
  if (fits >= items.length) return { items, next: page.next_cursor as string | null, notes: partial };
  const shorter = await call.run({ ...call.input, limit: fits });
  return {
    items: (shorter[list] as unknown[]).map(fitted), next: shorter.next_cursor as string | null,
    notes: [`Shortened to ${fits} of ${items.length} to fit the token budget; go on with next_cursor, or give a larger max_tokens.`],
  };
}
