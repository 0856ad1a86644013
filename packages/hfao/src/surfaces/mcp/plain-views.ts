import { z } from 'zod';
import type { Operation } from '../../operations/operation.js';
import type { OverviewBucket, Totals } from '../../operations/overview.js';
import { cutNotes, fit, howManyFit, roundUsd } from './budget.js';
import type { View } from './view.js';

const count = z.number().nullable().optional();
const BucketBrief = z.object({ start_time: z.string(), traces: count, failed_traces: count, total_tokens: count, total_cost_usd: count, duration_p95_ms: count });

/** Totals, and of the buckets only those in which something happened. */
export const overviewView: View = {
  output: z.object({
    from: z.string(), to: z.string(), bucket_ms: z.number(),
    totals: z.record(z.string(), z.number().nullable()),
    buckets: z.array(BucketBrief).describe('oldest first, empty ones left out'),
  }),
  async present({ input, maxChars, run }) {
    const result = await run(input) as { from: string; to: string; bucket_ms: number; totals: z.infer<typeof Totals>; buckets: z.infer<typeof OverviewBucket>[] };
    const busy = result.buckets.filter((it) => it.traces > 0)
      .map(({ start_time, traces, failed_traces, total_tokens, total_cost_usd, duration_p95_ms }) => ({ start_time, traces, failed_traces, total_tokens, total_cost_usd: roundUsd(total_cost_usd), duration_p95_ms }));
    const buckets = busy.slice(-Math.max(1, howManyFit(busy.toReversed(), maxChars - 1_500)));
    const notes = buckets.length < busy.length ? [`The latest ${buckets.length} of ${busy.length} busy buckets; narrow from and to, or give a larger max_tokens.`] : [];
    const { from, to, bucket_ms } = result;
    const totals = { ...result.totals, total_cost_usd: roundUsd(result.totals.total_cost_usd) };
    const rate = totals.error_rate === null ? '' : `, ${(totals.error_rate * 100).toFixed(1)} % failed`;
    const latency = totals.duration_p50_ms === null ? '' : `, p50 ${Math.round(totals.duration_p50_ms)} ms, p95 ${Math.round(totals.duration_p95_ms ?? 0)} ms`;
    const lines = buckets.map((it) => `${it.start_time} ${it.traces} traces, ${it.failed_traces} failed, ${it.total_tokens} tokens, $${it.total_cost_usd}`);
    return {
      structured: { from, to, bucket_ms, totals, buckets }, notes,
      text: `${from} to ${to}: ${totals.traces} traces${rate}${latency}, ${totals.total_tokens} tokens, $${totals.total_cost_usd}\n${lines.join('\n')}`,
    };
  },
};

/** The operation's own answer, without what is absent, its long texts and lists cut where it would not fit. */
export function plainView(operation: Operation): View {
  return {
    output: loosened(operation.output),
    async present({ input, maxChars, run }) {
      const { value, cuts } = fit(await run(input), maxChars - 1_100);
      const notes = cutNotes(cuts, '', () => 'give a larger max_tokens');
      return { structured: value as Record<string, unknown>, notes, text: JSON.stringify(value, null, 1).slice(0, maxChars - 1_100) };
    },
  };
}

/** Its shape with every field optional, as `fit` leaves out what is empty. */
function loosened(output: z.ZodObject): z.ZodObject {
  return z.looseObject(Object.fromEntries(Object.entries(output.shape).map(([name, field]) => [name, loosenedField(field as z.ZodType)])));
}

function loosenedField(field: z.ZodType): z.ZodType {
  if (field instanceof z.ZodOptional || field instanceof z.ZodDefault || field instanceof z.ZodPrefault) return loosenedField(field.unwrap() as z.ZodType);
  if (field instanceof z.ZodNullable) return loosenedField(field.unwrap() as z.ZodType).nullable();
  if (field instanceof z.ZodObject) return loosened(field).optional();
  if (field instanceof z.ZodArray) return z.array(field.element instanceof z.ZodObject ? loosened(field.element) : field.element as z.ZodType).optional();
  return field.optional();
}
