import type { Dialect } from './dialect.js';
import type { Evidence } from './evidence.js';
import { FIELD } from './field.js';
import { anything, text } from './read.js';
import { rankOf } from './precedence.js';

const TYPE = rankOf('type', 'span name (strands)');
const EXCLUDES = rankOf('input_excludes_cache', 'strands');

/** Bedrock's model ids: `anthropic.claude-…`, with a region in front or as a resource name. */
const BEDROCK_MODEL = /^(?:arn:aws[\w-]*:bedrock:|(?:(?:us|eu|apac|us-gov|global|jp|au|ca|sa)\.)?(?:anthropic|amazon|meta|mistral|cohere|ai21|deepseek|qwen|openai|writer|stability|twelvelabs|moonshot|nvidia|minimax|zai|google)\.[a-z])/;

/** Strands Agents. Messages are span events, as the conventions had them; early versions wrote indexed attributes. */
export const strands: Dialect = {
  name: 'strands',
  ownsScope: (scopeName) => scopeName.startsWith('strands') || scopeName === 'opentelemetry.instrumentation.strands' || scopeName.startsWith('@strands-agents'),
  marks: ['event_loop.', 'agent_loop.', 'gen_ai.agent.tools'],
  claims: [
    { field: 'user_id', key: 'user_id', own: true },
    { field: 'tool_result', key: 'tool.result', read: anything },
    { field: 'error_type', key: 'tool.status', read: (status) => (text(status)?.toLowerCase() === 'error' ? 'tool_error' : undefined), write: () => undefined },
  ],
  settle(evidence) {
    readName(evidence);
    if (evidence.get(FIELD.cache_read_tokens) || evidence.get(FIELD.cache_creation_tokens)) {
      const model = evidence.get(FIELD.model);
      if (typeof model === 'string' && BEDROCK_MODEL.test(model)) evidence.offer(FIELD.input_excludes_cache, EXCLUDES, true);
    }
  },
};

/** Early versions name no operation: the span's name tells it. */
function readName(evidence: Evidence): void {
  const { name } = evidence.span;
  if (name === 'Model invoke') evidence.offer(FIELD.type, TYPE, 'GENERATION');
  else if (name.startsWith('Tool: ')) evidence.offer(FIELD.type, TYPE, 'TOOL');
  else if (name.startsWith('Cycle ')) evidence.offer(FIELD.type, TYPE, 'SPAN');
  else if (evidence.attribute('agent.tools') !== undefined || evidence.attribute('gen_ai.agent.tools') !== undefined) evidence.offer(FIELD.type, TYPE, 'AGENT');
}
