import { describe, expect, it } from 'vitest';
import { normalizedSpan, rolesAndParts } from '../../../test/normalized-span.js';
import type { AttributeValue } from '../../model/attribute-value.js';
import type { Observation } from '../../model/observation.js';

describe('MLflow', () => {
  it.each([
    ['"LLM"', 'GENERATION'], ['CHAT_MODEL', 'GENERATION'], ['"CHAIN"', 'SPAN'], ['"AGENT"', 'AGENT'], ['"TOOL"', 'TOOL'], ['"EMBEDDING"', 'EMBEDDING'], ['"RETRIEVER"', 'RETRIEVAL'], ['"RERANKER"', 'RETRIEVAL'],
    ['"PARSER"', 'SPAN'], ['"UNKNOWN"', 'SPAN'],
  ])('%s is a %s', (told, type) => {
    expect(shown({ 'mlflow.spanType': told })).toMatchObject({ type, dialect: 'mlflow' });
  });

  it('reads a call whose values are encoded as JSON once more', () => {
    const observation = shown({
      'mlflow.spanType': '"CHAT_MODEL"', 'mlflow.spanInputs': '{"messages":[{"role":"user","content":"hi"}],"model":"m"}',
      'mlflow.spanOutputs': '{"choices":[{"message":{"role":"assistant","content":"yes"},"finish_reason":"stop"}]}',
      'mlflow.chat.tokenUsage': '{"input_tokens":5,"output_tokens":6,"total_tokens":11}', 'mlflow.llm.model': '"gpt-4o"', 'mlflow.llm.provider': '"openai"', 'mlflow.llm.cost': '{"input_cost":0.25,"output_cost":0.5,"total_cost":0.75}',
    });

    expect(observation).toMatchObject({ model: 'gpt-4o', provider: 'openai', input_tokens: 5, output_tokens: 6, total_tokens: 11, total_cost_usd: 0.75, finish_reasons: ['stop'], usage_counted: true });
    expect([rolesAndParts(observation.input), rolesAndParts(observation.output)]).toEqual([['user:text'], ['assistant:text']]);
  });

  it('reads a retriever\'s documents', () => {
    expect(shown({ 'mlflow.spanType': '"RETRIEVER"', 'mlflow.spanOutputs': '[{"page_content":"d","metadata":{},"id":"1"}]' }).documents).toEqual([{ id: '1', content: 'd', metadata: {} }]);
  });
});

function shown(attributes: Record<string, AttributeValue>, name = 'span', scope = ''): Observation {
  return normalizedSpan({ name, scope, attributes }).observation;
}
