import type { AttributeValue } from '../../model/attribute-value.js';
import type { Dialect } from './dialect.js';
import type { Evidence } from './evidence.js';
import { FIELD } from './field.js';
import { rankOf } from './precedence.js';
import { text } from './read.js';

const RAW_REQUEST = 'raw_gen_ai_request';
const PROXY_REQUEST = 'Received Proxy Server Request';
const TYPE = rankOf('type', 'litellm span name');
const REPEATED = rankOf('usage_repeated', RAW_REQUEST);

/** Python's word for nothing, as every value is written as text. */
function unlessNone(value: AttributeValue): string | undefined {
  return value === 'None' ? undefined : text(value);
}

/**
 * LiteLLM's own spans. A call is told up to three times: the request that the proxy received (which copies its attributes), the call, and below it the raw
 * request to the provider (`llm.{provider}.*`), which never counts. Where the call has no span of its own, the proxy's tells its usage.
 */
export const litellm: Dialect = {
  name: 'litellm',
  ownsScope: (scopeName) => scopeName === 'litellm',
  marks: ['hidden_params', 'gen_ai.cost.', 'metadata.user_api_key_', 'litellm.'],
  spanNames: [RAW_REQUEST, PROXY_REQUEST],
  claims: [
    { field: 'input_cost_usd', key: 'gen_ai.cost.input_cost' },
    { field: 'output_cost_usd', key: 'gen_ai.cost.output_cost' },
    { field: 'total_cost_usd', key: 'gen_ai.cost.total_cost' },
    { field: 'user_id', key: 'metadata.user_api_key_user_id', rule: 'litellm_python_none', read: unlessNone },
  ],
  settle(this: void, evidence: Evidence): void {
    const { name } = evidence.span;
    if (name !== RAW_REQUEST && name !== PROXY_REQUEST) return;
    evidence.offer(FIELD.type, TYPE, 'SPAN');
    if (name === RAW_REQUEST) evidence.offer(FIELD.usage_repeated, REPEATED, true);
  },
};
