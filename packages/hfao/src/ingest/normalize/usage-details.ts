import type { FlatMap } from '../../model/attribute-value.js';
import type { Usage } from '../../model/usage.js';
import type { Evidence } from './evidence.js';
import { FIELD } from './field.js';

/** The warning on usage whose figures cannot all be true: a part that is more than the whole. */
export const SUM_MISMATCH = 'usage_sum_mismatch';

/**
 * Usage twice: every reported figure as `reported.KEY`, and buckets of which no token is in two. `uncached_input`, `cache_read`, `cache_creation`
 * and `input_audio` are the input together; `output`, `reasoning` and `output_audio` the output (and more, where the emitter leaves reasoning out of it).
 */
export function usageDetails(evidence: Evidence, usage: Usage): FlatMap | null {
  const details: FlatMap = [];
  evidence.eachReported((key, text) => details.push(`reported.${key}`, text));
  if (usage.input_tokens !== null) pushInput(details, usage, usage.input_tokens, evidence);
  if (usage.output_tokens !== null) pushOutput(details, usage, usage.output_tokens, evidence);
  return details.length === 0 ? null : details;
}

/**
 * Whether a reported total is less than its parts or a part more than the whole. A total that is more than its parts is possible: providers count what they do not itemise.
 * @param reportedInput as the emitter counts it, which may be without the cache
 */
export function isImpossible(usage: Usage, reportedInput: number | undefined): boolean {
  const { input_tokens: input, output_tokens: output, total_tokens: total, cache_read_tokens: read, cache_creation_tokens: created, reasoning_tokens: reasoning } = usage;
  if (total !== null && (total < (reportedInput ?? 0) || total < (output ?? 0))) return true;
  if (input !== null && (read ?? 0) + (created ?? 0) > input) return true;
  return reasoning !== null && output !== null && reasoning > output && !isReasoningBeside(input, output, reasoning, total);
}

/** Gemini counts thoughts beside the answer; the total shows it. */
function isReasoningBeside(input: number | null, output: number, reasoning: number, total: number | null): boolean {
  return reasoning > 0 && total !== null && total === (input ?? 0) + output + reasoning;
}

function pushInput(into: FlatMap, { cache_read_tokens: read, cache_creation_tokens: created }: Usage, input: number, evidence: Evidence): void {
  const cached = (read ?? 0) + (created ?? 0);
  const uncached = Math.max(0, input - cached);
  const audio = evidence.get(FIELD.input_audio_tokens) as number | undefined;
  // Of sound that came from the cache it is known only sometimes; without it, it was none.
  const fresh = Math.min(uncached, Math.max(0, (audio ?? 0) - ((evidence.get(FIELD.cached_audio_tokens) as number | undefined) ?? 0)));
  into.push('uncached_input', String(uncached - fresh));
  if (read !== null) into.push('cache_read', String(read));
  if (created !== null) into.push('cache_creation', String(created));
  if (audio !== undefined) into.push('input_audio', String(fresh));
}

function pushOutput(into: FlatMap, { input_tokens: input, reasoning_tokens: reasoning, total_tokens: total }: Usage, output: number, evidence: Evidence): void {
  const isInside = reasoning !== null && reasoning <= output && !isReasoningBeside(input, output, reasoning, total);
  const plain = isInside ? output - reasoning : output;
  const audio = evidence.get(FIELD.output_audio_tokens) as number | undefined;
  const spoken = Math.min(plain, audio ?? 0);
  into.push('output', String(plain - spoken));
  if (reasoning !== null) into.push('reasoning', String(reasoning));
  if (audio !== undefined) into.push('output_audio', String(spoken));
}
