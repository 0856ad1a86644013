import { describe, expect, it } from 'vitest';
import { normalizedSpan, rolesAndParts } from '../../../test/normalized-span.js';
import type { AttributeValue } from '../../model/attribute-value.js';
import type { Observation } from '../../model/observation.js';

describe('Mastra', () => {
  it.each<[string, Record<string, AttributeValue>, string]>([
    ['agent_run', {}, 'AGENT'], ['workflow_run', {}, 'SPAN'], ['workflow_step', {}, 'SPAN'], ['model_inference', {}, 'GENERATION'], ['model_step', {}, 'SPAN'], ['model_chunk', {}, 'SPAN'],
    ['tool_call', {}, 'TOOL'], ['mcp_tool_call', {}, 'TOOL'],
    ['model_generation', { 'gen_ai.operation.name': 'model_generation' }, 'SPAN'], ['model_generation', { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm' }, 'GENERATION'],
    ['model_generation', { 'gen_ai.operation.name': 'model_generation', 'gen_ai.request.model': 'm' }, 'GENERATION'],
  ])('%s with %j is a %s', (spanType, attributes, type) => {
    expect(shown({ 'mastra.span.type': spanType, ...attributes })).toMatchObject({ type, dialect: 'mastra' });
  });

  it('reads the payloads of each kind of span', () => {
    const { input, output, tool_calls: calls } = shown({
      'mastra.span.type': 'model_step', 'mastra.model_step.input': '[{"role":"user","content":"hi"}]',
      'mastra.model_step.output': '{"text":"ok","toolCalls":[{"toolCallId":"c","toolName":"t","args":{"q":1}}]}',
    });

    expect(rolesAndParts(input)).toEqual(['user:text']);
    expect(rolesAndParts(output)).toEqual(['assistant:text+tool_call']);
    expect(calls).toEqual([{ id: 'c', name: 't', arguments: { q: 1 } }]);
  });

  it('measures the first token only where it comes after the start', () => {
    expect(shown({ 'mastra.completion_start_time': '2026-09-21T14:13:20.002Z' }).time_to_first_token_ms).toBe(2);
    expect(shown({ 'mastra.completion_start_time': '2026-09-21T14:13:19.002Z' }).time_to_first_token_ms).toBeNull();
  });

  it('knows tools of which only the name is told, the thread and the user', () => {
    expect(shown({ 'mastra.span.type': 'agent_run', 'gen_ai.tool.definitions': '["t"]', 'mastra.metadata.threadId': 's', 'mastra.metadata.userId': 'u', 'mastra.metadata.runId': 'r' }))
      .toMatchObject({ tool_definitions: [{ name: 't' }], session_id: 's', user_id: 'u', metadata: { runId: 'r' } });
  });
});

function shown(attributes: Record<string, AttributeValue>, name = 'span', scope = ''): Observation {
  return normalizedSpan({ name, scope, attributes }).observation;
}
