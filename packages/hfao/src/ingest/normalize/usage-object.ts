import type { Evidence } from './evidence.js';
import { FIELD, type Field } from './field.js';
import { isRecord, parseJson } from './json.js';
import { rankOf } from './precedence.js';
import { count } from './read.js';

/** Where providers' own usage objects keep a figure; the first that is there. A dot goes into an object of it. */
const PATHS: readonly (readonly [field: Field, paths: readonly string[]])[] = [
  ['input_tokens', ['input_tokens', 'prompt_tokens', 'prompt_token_count']],
  ['output_tokens', ['output_tokens', 'completion_tokens', 'candidates_token_count']],
  ['total_tokens', ['total_tokens', 'total_token_count']],
  ['cache_read_tokens', ['cache_read_input_tokens', 'cached_input_tokens', 'input_tokens_details.cached_tokens', 'prompt_tokens_details.cached_tokens', 'cached_content_token_count', 'cache_read_tokens']],
  ['cache_creation_tokens', ['cache_creation_input_tokens', 'input_tokens_details.cache_write_tokens', 'prompt_tokens_details.cache_write_tokens', 'cache_write_input_tokens', 'cache_write_tokens']],
  ['reasoning_tokens', ['output_tokens_details.reasoning_tokens', 'completion_tokens_details.reasoning_tokens', 'thoughts_token_count', 'reasoning_tokens']],
  ['input_audio_tokens', ['prompt_tokens_details.audio_tokens', 'input_tokens_details.audio_tokens']],
  ['output_audio_tokens', ['completion_tokens_details.audio_tokens', 'output_tokens_details.audio_tokens']],
];

/** Reads an attribute that holds a provider's usage object, structured or as JSON, for what no attribute of its own says. */
export function readUsageObject(evidence: Evidence, key: string, given: unknown = evidence.attribute(key)): void {
  const usage = typeof given === 'string' && given.startsWith('{') ? parseJson(given) : given;
  if (!isRecord(usage)) return;
  for (const [field, paths] of PATHS) {
    for (const path of paths) {
      const value = at(usage, path);
      if (value === undefined) continue;
      evidence.offer(FIELD[field], rankOf(field, key), value);
      evidence.report(`${key}.${path}`, value);
      break;
    }
  }
}

function at(record: Record<string, unknown>, path: string): number | undefined {
  const dot = path.indexOf('.');
  if (dot < 0) return count(record[path] as never);
  const inner = record[path.slice(0, dot)];
  return isRecord(inner) ? count(inner[path.slice(dot + 1)] as never) : undefined;
}
