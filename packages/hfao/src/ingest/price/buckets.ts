import type { ObservationRow } from '../../model/observation.js';

/** The tokens of one observation in disjoint buckets, each with a price of its own. */
export interface Buckets {
  uncached_input: number; cache_read: number; cache_creation: number; input_audio: number;
  output: number; reasoning: number; output_audio: number;
  /** Whether anything was reported for the side at all. */
  hasInput: boolean;
  hasOutput: boolean;
}

const buckets: Buckets = { uncached_input: 0, cache_read: 0, cache_creation: 0, input_audio: 0, output: 0, reasoning: 0, output_audio: 0, hasInput: false, hasOutput: false };

const INPUTS = new Set(['uncached_input', 'cache_read', 'cache_creation', 'input_audio']);
const OUTPUTS = new Set(['output', 'reasoning', 'output_audio']);

/**
 * What an observation used. As `usage_details` says it; else from the columns, where input includes the cache and output the reasoning.
 * The result is one object, filled again by the next call.
 */
export function bucketsOf(row: ObservationRow): Buckets {
  buckets.uncached_input = buckets.cache_read = buckets.cache_creation = buckets.input_audio = buckets.output = buckets.reasoning = buckets.output_audio = 0;
  buckets.hasInput = buckets.hasOutput = false;
  if (row.usage_details !== null) readDetails(row.usage_details);
  if (!buckets.hasInput && !buckets.hasOutput) readColumns(row);
  return buckets;
}

function readDetails(details: readonly string[]): void {
  for (let i = 0; i < details.length; i += 2) {
    const name = details[i] as keyof Buckets;
    const isInput = INPUTS.has(name);
    if (!isInput && !OUTPUTS.has(name)) continue;
    const tokens = Number(details[i + 1]);
    if (!(tokens >= 0)) continue;
    buckets[name] = tokens as never;
    if (isInput) buckets.hasInput = true;
    else buckets.hasOutput = true;
  }
}

function readColumns({ type, input_tokens, output_tokens, cache_read_tokens, cache_creation_tokens, reasoning_tokens, total_tokens }: ObservationRow): void {
  // An embedding has nothing but input, and some senders report only the total.
  const input = input_tokens ?? (output_tokens === null && type === 'EMBEDDING' ? total_tokens : null);
  buckets.cache_read = cache_read_tokens ?? 0;
  buckets.cache_creation = cache_creation_tokens ?? 0;
  buckets.uncached_input = Math.max(0, (input ?? 0) - buckets.cache_read - buckets.cache_creation);
  buckets.reasoning = reasoning_tokens ?? 0;
  // More reasoning than output: it was counted beside the output.
  buckets.output = buckets.reasoning > (output_tokens ?? 0) ? (output_tokens ?? 0) : (output_tokens ?? 0) - buckets.reasoning;
  buckets.hasInput = input !== null || cache_read_tokens !== null || cache_creation_tokens !== null;
  buckets.hasOutput = output_tokens !== null || reasoning_tokens !== null;
}
