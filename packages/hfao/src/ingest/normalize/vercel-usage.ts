import type { AttributeValue } from '../../model/attribute-value.js';
import type { Evidence } from './evidence.js';
import { FIELD } from './field.js';
import { leafOf, recordOf } from './json-leaf.js';
import { rankOf } from './precedence.js';
import { count } from './read.js';

export const PROVIDER_METADATA = 'ai.response.providerMetadata';
const EXCLUDES = rankOf('input_excludes_cache', PROVIDER_METADATA);

/** Where providers say what the SDK's own figures leave out. Five-minute and one-hour writes are parts of the writes told here. */
const PATHS = {
  cache_read: [
    ['anthropic', 'usage', 'cache_read_input_tokens'], ['anthropic', 'cacheReadInputTokens'], ['bedrock', 'usage', 'cacheReadInputTokens'], ['bedrock', 'cacheReadInputTokens'],
    ['openai', 'cachedPromptTokens'], ['azure', 'cachedPromptTokens'], ['google', 'usageMetadata', 'cachedContentTokenCount'], ['vertex', 'usageMetadata', 'cachedContentTokenCount'],
    ['deepseek', 'promptCacheHitTokens'],
  ],
  cache_creation: [
    ['anthropic', 'usage', 'cache_creation_input_tokens'], ['anthropic', 'cacheCreationInputTokens'], ['bedrock', 'usage', 'cacheWriteInputTokens'], ['bedrock', 'usage', 'cacheCreationInputTokens'],
  ],
  reasoning: [['openai', 'reasoningTokens'], ['azure', 'reasoningTokens'], ['google', 'usageMetadata', 'thoughtsTokenCount'], ['vertex', 'usageMetadata', 'thoughtsTokenCount']],
} as const;

export function inProviderMetadata(figure: keyof typeof PATHS): (value: AttributeValue) => number | undefined {
  return (value) => {
    if (recordOf(value) === undefined) return undefined;
    for (const path of PATHS[figure]) {
      const found = count(leafOf(value, ...path) ?? null);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

export function providerTotal(value: AttributeValue): number | undefined {
  return count(leafOf(value, 'bedrock', 'usage', 'totalTokens') ?? null);
}

/** Up to version 5 the SDK hands on the input that Anthropic and Bedrock count, without the cache; since version 6 it adds the cache itself. */
export function settleVercelUsage(evidence: Evidence): void {
  const metadata = evidence.attribute(PROVIDER_METADATA);
  if (metadata === undefined) return;
  if (excludesCache(evidence, metadata)) evidence.offer(FIELD.input_excludes_cache, EXCLUDES, true);
}

function excludesCache(evidence: Evidence, metadata: AttributeValue): boolean {
  const input = evidence.get(FIELD.input_tokens);
  const anthropic = recordOf(leafOf(metadata, 'anthropic'));
  // The API's own number never includes the cache: where it is the input's, the input does not either.
  const own = count(leafOf(anthropic, 'usage', 'input_tokens') ?? null) ?? count(leafOf(metadata, 'bedrock', 'usage', 'inputTokens') ?? null);
  if (own !== undefined) return own === input;
  const tellsCache = inProviderMetadata('cache_read')(metadata) !== undefined || inProviderMetadata('cache_creation')(metadata) !== undefined;
  const isTheirs = anthropic !== undefined || recordOf(leafOf(metadata, 'bedrock')) !== undefined;
  return isTheirs && tellsCache && versionOf(evidence) < 6;
}

/** As the request's header says; without one by the names of the figures, which changed with version 5. */
function versionOf(evidence: Evidence): number {
  const agent = evidence.attribute('ai.request.headers.user-agent');
  const version = typeof agent === 'string' ? /\bai\/(\d{1,3})\./.exec(agent) : null;
  if (version !== null) return Number(version[1]);
  return evidence.attribute('ai.usage.promptTokens') !== undefined ? 4 : 6;
}
