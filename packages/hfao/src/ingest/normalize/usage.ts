import type { ObservationRow, ObservationType } from '../../model/observation.js';
import { USAGE_REPEATED, type Usage } from '../../model/usage.js';
import type { Evidence } from './evidence.js';
import { FIELD } from './field.js';
import { isImpossible, SUM_MISMATCH, usageDetails } from './usage-details.js';

export type UsageColumns = Usage & Pick<ObservationRow, 'cost_source' | 'usage_counted' | 'usage_details' | 'warnings'>;

const NONE: UsageColumns = {
  input_tokens: null, output_tokens: null, cache_read_tokens: null, cache_creation_tokens: null, reasoning_tokens: null, total_tokens: null,
  input_cost_usd: null, output_cost_usd: null, total_cost_usd: null, cost_source: 'none', usage_counted: false, usage_details: null, warnings: null,
};

/** Tokens and money as reported. A total that was reported stands, even where it is not the sum: providers count what they do not itemise. */
export function usageOf(evidence: Evidence, type: ObservationType): UsageColumns {
  // A response fetched again was paid for before: its figures stay attributes, where no total finds them.
  if (evidence.raw(FIELD.type) === 'fetch_response') return NONE;
  const cacheRead = evidence.takeNumber(FIELD.cache_read_tokens);
  const cacheCreation = evidence.takeNumber(FIELD.cache_creation_tokens);
  const output = evidence.takeNumber(FIELD.output_tokens);
  const reported = evidence.takeNumber(FIELD.total_tokens);
  const input = inclusive(evidence, output ?? 0, (cacheRead ?? 0) + (cacheCreation ?? 0), reported);
  const total = reported ?? sum(input, output);

  const inputCost = evidence.takeNumber(FIELD.input_cost_usd);
  const outputCost = evidence.takeNumber(FIELD.output_cost_usd);
  const totalCost = evidence.takeNumber(FIELD.total_cost_usd) ?? (inputCost === null || outputCost === null ? null : inputCost + outputCost);
  const hasCost = totalCost !== null || inputCost !== null || outputCost !== null;
  const reports = total !== null || hasCost;
  // Known from the span alone, also where the calls it repeats are in another trace, or never come.
  const isRepeated = reports && evidence.get(FIELD.usage_repeated) === true;
  const columns: UsageColumns = {
    input_tokens: input, output_tokens: output, cache_read_tokens: cacheRead, cache_creation_tokens: cacheCreation,
    reasoning_tokens: evidence.takeNumber(FIELD.reasoning_tokens), total_tokens: total,
    input_cost_usd: inputCost, output_cost_usd: outputCost, total_cost_usd: totalCost,
    cost_source: hasCost ? 'reported' : 'none',
    usage_counted: (type === 'GENERATION' || type === 'EMBEDDING' || evidence.get(FIELD.usage_counts) === true) && reports && !isRepeated,
    usage_details: null,
    warnings: null,
  };
  // No copy of the columns with more in it: that costs as much as all the rest here.
  columns.usage_details = usageDetails(evidence, columns);
  const isOdd = total !== null && isImpossible(columns, evidence.get(FIELD.input_tokens) as number | undefined);
  if (isRepeated || isOdd) columns.warnings = [...(isRepeated ? [USAGE_REPEATED] : []), ...(isOdd ? [SUM_MISMATCH] : [])];
  return columns;
}

/**
 * Input tokens include those from and to the cache. Some emitters leave them out: dialects know it, or it shows where the total only adds up
 * with them, or where the cache alone is more than the input.
 */
function inclusive(evidence: Evidence, output: number, cache: number, total: number | null): number | null {
  const input = evidence.takeNumber(FIELD.input_tokens);
  if (input === null || cache === 0) return input;
  const isExclusive = evidence.take(FIELD.input_excludes_cache) === true || cache > input || (total !== null && total === input + output + cache);
  if (!isExclusive) return input;
  evidence.conclude(FIELD.input_tokens, input + cache);
  return input + cache;
}

function sum(input: number | null, output: number | null): number | null {
  return input === null && output === null ? null : (input ?? 0) + (output ?? 0);
}
