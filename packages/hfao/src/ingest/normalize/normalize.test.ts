import { describe, expect, it } from 'vitest';
import type { AttributeValue } from '../../model/attribute-value.js';
import { toObservation, type Observation } from '../../model/observation.js';
import type { Score } from '../../model/score.js';
import { newSpan } from '../decode/new-span.js';
import type { DecodedEvent, Span } from '../decode/span.js';
import { explainLast, normalize } from './normalize.js';

const START = 1_790_000_000_000_000;
const RECEIVED = 1_790_000_100_000_000;

type Attributes = Record<string, AttributeValue>;
interface Given { attributes?: Attributes; events?: DecodedEvent[]; resource?: Attributes; scope?: string; span?: Partial<Span> }

describe('two conventions on one span', () => {
  it('believes each field from its best source, whatever came first', () => {
    const { observation } = normalized({
      attributes: {
        'openinference.span.kind': 'LLM', 'gen_ai.operation.name': 'invoke_agent', 'llm.model_name': 'gpt-4o-mini', 'gen_ai.response.model': 'gpt-4o-mini-2024-07-18',
        'llm.token_count.prompt': 81, 'gen_ai.usage.input_tokens': 80, 'llm.provider': 'google', 'gen_ai.system': 'gcp.vertex.agent',
      },
    });

    expect(observation).toMatchObject({ type: 'GENERATION', model: 'gpt-4o-mini-2024-07-18', input_tokens: 80, provider: 'gcp.gen_ai', dialect: 'openinference' });
    expect(observation.attributes).toEqual({
      'gen_ai.operation.name': 'invoke_agent', 'llm.model_name': 'gpt-4o-mini', 'llm.token_count.prompt': 81, 'llm.provider': 'google', 'gen_ai.system': 'gcp.vertex.agent',
    });
  });

  it('drops what both say alike', () => {
    const { observation } = normalized({
      attributes: { 'gen_ai.usage.input_tokens': 5, 'llm.token_count.prompt': 5, 'gen_ai.usage.prompt_tokens': '5', 'gen_ai.request.model': 'm', 'llm.model_name': 'm', 'session.id': 's', 'gen_ai.conversation.id': 's' },
    });

    expect(observation).toMatchObject({ input_tokens: 5, model: 'm', session_id: 's', attributes: {} });
  });

  it('says which rule gave which field', () => {
    normalized({ attributes: { 'gen_ai.request.model': 'm', 'llm.model_name': 'other', 'gen_ai.request.seed': 1, custom: true } });

    expect(explainLast()).toEqual({
      origins: [{ field: 'model', key: 'gen_ai.request.model', rule: 'gen_ai.request.model' }, { field: 'model_parameters', key: 'gen_ai.request.seed', rule: 'gen_ai.request.seed' }],
      leftover: ['llm.model_name', 'custom'],
    });
  });
});

describe('odd values', () => {
  it.each([
    ['gen_ai.usage.input_tokens', -1], ['gen_ai.usage.input_tokens', 'NaN'], ['gen_ai.usage.input_tokens', 1.5], ['gen_ai.usage.input_tokens', [1]],
    ['gen_ai.request.model', ''], ['gen_ai.request.model', { name: 'm' }], ['session.id', true], ['tag.tags', [1, 2]], ['llm.cost.total', '-0.1'], ['metadata', '[1]'],
    ['gen_ai.conversation.id', 'resp_123'], ['llm.input_messages.0.message.role', ['user']], ['llm.input_messages.x.message.role', 'user'], ['llm.tools.0.tool.json_schema', ''],
  ])('keeps %s = %j as an attribute', (key, value) => {
    const { observation } = normalized({ attributes: { [key]: value } });

    expect(observation.attributes).toEqual({ [key]: value });
    expect(observation).toMatchObject({ input_tokens: null, model: null, session_id: null, tags: [], total_cost_usd: null, input: null });
  });

  it('reads numbers that were sent as text', () => {
    const { observation } = normalized({ attributes: { 'gen_ai.usage.input_tokens': '11', 'gen_ai.usage.output_tokens': '0', 'llm.cost.total': '0.02' } });

    expect(observation).toMatchObject({ input_tokens: 11, output_tokens: 0, total_tokens: 11, total_cost_usd: 0.02, cost_source: 'reported', attributes: {} });
  });

  it('keeps the last of a key that comes twice', () => {
    const { observation } = normalized({ span: { attributeCount: 4, keys: ['session.id', 'custom', 'session.id', 'custom'], values: ['first', 1, 'last', 2] } });

    expect(observation.session_id).toBe('last');
    expect(observation.attributes).toEqual({ custom: 2 });
  });

  it('keeps truncated JSON as the text it is', () => {
    const truncated = '[{"role":"user","parts":[{"type":"text","con';

    const { observation } = normalized({ attributes: { 'gen_ai.input.messages': truncated, 'gen_ai.tool.definitions': '[{"name"', 'llm.invocation_parameters': '{"temperature":' } });

    expect(observation.input).toBe(truncated);
    expect(observation.attributes).toEqual({ 'gen_ai.tool.definitions': '[{"name"', 'llm.invocation_parameters': '{"temperature":' });
  });

  it('keeps JSON whose numbers a double cannot hold, beside the field that shows it about', () => {
    const parameters = '{"seed":12345678901234567890}';

    const { observation } = normalized({ attributes: { 'llm.invocation_parameters': parameters } });

    expect(observation.attributes).toEqual({ 'llm.invocation_parameters': parameters });
  });

  it('takes 10,000 attributes and a megabyte of text', () => {
    const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`llm.input_messages.${(i * 7919) % 10_007}.message.content`, `${i}`]));

    const { observation } = normalized({ attributes: { ...many, 'output.value': 'x'.repeat(1_000_000) } });

    expect((observation.input as { messages: unknown[] }).messages).toHaveLength(10_000);
    expect(observation.output).toHaveLength(1_000_000);
  });

  it('survives JSON that is nested too deeply to be written', () => {
    const deep = '['.repeat(50_000) + ']'.repeat(50_000);

    const { observation, row } = normalized({ attributes: { 'gen_ai.tool.call.arguments': deep, 'gen_ai.tool.name': 't', metadata: `{"a":${deep}}`, 'gen_ai.retrieval.documents': `[{"a":${deep}}]` } });

    expect(row.input).toBe(deep);
    expect(JSON.stringify(observation)).toContain(deep);
    expect(Object.keys(observation.attributes)).toEqual(['metadata', 'gen_ai.retrieval.documents']);
  });
});

describe('conversations', () => {
  it('joins flattened messages by index, however large and in whatever order', () => {
    const { observation } = normalized({
      attributes: {
        'llm.input_messages.4294967296.message.content': 'last', 'llm.input_messages.7.message.role': 'model', 'llm.input_messages.7.message.content': 'second',
        'llm.input_messages.0.message.role': 'user', 'llm.input_messages.0.message.content': 'first',
      },
    });

    expect(observation.input).toEqual({ messages: [text('user', 'first'), text('assistant', 'second'), text('user', 'last')] });
  });

  it('reads every kind of flattened content', () => {
    const message = 'llm.output_messages.0.message';
    const { observation } = normalized({
      attributes: {
        [`${message}.role`]: 'assistant',
        [`${message}.contents.0.message_content.type`]: 'reasoning', [`${message}.contents.0.message_content.text`]: 'hm', [`${message}.contents.0.message_content.signature`]: 's',
        [`${message}.contents.1.message_content.type`]: 'image', [`${message}.contents.1.message_content.image.image.url`]: 'data:image/png;base64,AAAA',
        [`${message}.contents.2.message_content.type`]: 'audio', [`${message}.contents.2.message_content.audio.audio.url`]: 'https://a/b.mp3', [`${message}.contents.2.message_content.audio.audio.transcript`]: 'beep',
        [`${message}.contents.3.message_content.type`]: 'tool_use', [`${message}.contents.3.tool_call.id`]: 'c1', [`${message}.contents.3.tool_call.function.name`]: 'f',
        [`${message}.tool_calls.0.tool_call.id`]: 'c1', [`${message}.tool_calls.0.tool_call.function.name`]: 'f', [`${message}.tool_calls.0.tool_call.function.arguments`]: '{"a":1}',
        [`${message}.tool_calls.1.tool_call.function.name`]: 'g', [`${message}.tool_calls.1.tool_call.function.arguments`]: 'not json',
      },
    });

    expect((observation.output as { messages: unknown[] }).messages).toEqual([{
      role: 'assistant',
      parts: [
        { type: 'reasoning', content: 'hm', signature: 's' },
        { type: 'blob', modality: 'image', mime_type: 'image/png', content: 'AAAA' },
        { type: 'uri', modality: 'audio', uri: 'https://a/b.mp3', transcript: 'beep' },
        { type: 'tool_call', id: 'c1', name: 'f', arguments: { a: 1 } },
        { type: 'tool_call', name: 'g', arguments: 'not json' },
      ],
    }]);
    expect(observation.tool_calls).toEqual([{ id: 'c1', name: 'f', arguments: { a: 1 } }, { id: null, name: 'g', arguments: 'not json' }]);
    expect(observation.tool_call_names).toEqual(['f', 'g']);
    expect(observation.attributes).toEqual({});
  });

  it.each([
    ['OpenAI', { role: 'assistant', content: null, tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }] }],
    ['Anthropic', { role: 'assistant', content: [{ type: 'tool_use', id: 'c', name: 'f', input: { a: 1 } }] }],
    ['Bedrock', { role: 'assistant', content: [{ toolUse: { toolUseId: 'c', name: 'f', input: { a: 1 } } }] }],
    ['Gemini', { role: 'model', parts: [{ functionCall: { id: 'c', name: 'f', args: { a: 1 } } }] }],
    ['Vercel AI SDK', { role: 'assistant', content: [{ type: 'tool-call', toolCallId: 'c', toolName: 'f', input: { a: 1 } }] }],
    ['OTel with JSON inside JSON', { role: 'assistant', parts: [{ type: 'tool_call', id: 'c', name: 'f', arguments: '{"a":1}' }] }],
  ])('reads the tool call of a message as %s writes it', (_, message) => {
    const { observation } = normalized({ attributes: { 'gen_ai.output.messages': JSON.stringify([message]) } });

    expect(observation.output).toEqual({ messages: [{ role: 'assistant', parts: [{ type: 'tool_call', id: 'c', name: 'f', arguments: { a: 1 } }] }] });
    expect(observation.tool_calls).toEqual([{ id: 'c', name: 'f', arguments: { a: 1 } }]);
    expect(observation.attributes).toEqual({});
  });

  it('keeps canonical JSON as it came, twice encoded too', () => {
    const json = JSON.stringify([text('user', 'hello')]);

    expect(normalized({ attributes: { 'gen_ai.input.messages': json } }).observation.input).toEqual({ messages: [text('user', 'hello')] });
    expect(normalized({ attributes: { 'gen_ai.input.messages': JSON.stringify(json) } }).observation.input).toEqual({ messages: [text('user', 'hello')] });
  });

  it('puts instructions in front unless they are there', () => {
    const beside = normalized({ attributes: { 'gen_ai.system_instructions': '[{"type":"text","content":"Be brief."}]', 'gen_ai.input.messages': JSON.stringify([text('user', 'hello')]) } });
    const twice = normalized({ attributes: { 'gen_ai.system_instructions': 'Be brief.', 'gen_ai.input.messages': JSON.stringify([text('system', 'Be brief.'), text('user', 'hello')]) } });

    for (const { observation } of [beside, twice]) {
      expect(observation.input).toEqual({ messages: [text('system', 'Be brief.'), text('user', 'hello')] });
      expect(observation.attributes).toEqual({});
    }
  });

  it('reads the messages of events, with the blocks and calls in them', () => {
    const { observation } = normalized({
      attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.system': 'strands-agents' },
      events: [
        event('gen_ai.user.message', { content: '[{"text":"Weather?"}]' }),
        event('gen_ai.assistant.message', { content: '[{"toolUse":{"toolUseId":"c","name":"f","input":{}}}]' }),
        event('gen_ai.tool.message', { content: '[{"toolResult":{"toolUseId":"c","content":[{"text":"21"}]}}]' }),
        event('gen_ai.choice', { message: '[{"text":"It is 21."}]', finish_reason: 'endTurn' }),
      ],
    });

    expect(observation.input).toEqual({
      messages: [
        text('user', 'Weather?'), { role: 'assistant', parts: [{ type: 'tool_call', id: 'c', name: 'f', arguments: {} }] },
        { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c', response: [{ text: '21' }] }] },
      ],
    });
    expect(observation.output).toEqual({ messages: [{ ...text('assistant', 'It is 21.'), finish_reason: 'endTurn' }] });
    expect(observation).toMatchObject({ finish_reasons: ['endTurn'], provider: null });
    expect(observation.events).toHaveLength(4);
  });

  it('shows raw input and output as they are, and their MIME type only where it is news', () => {
    const { observation } = normalized({ attributes: { 'input.value': '{"q":1}', 'input.mime_type': 'application/json', 'output.value': 'done', 'output.mime_type': 'text/markdown' } });

    expect(observation).toMatchObject({ input: { q: 1 }, output: 'done', attributes: { 'output.mime_type': 'text/markdown' } });
  });
});

describe('tools, agents, handoffs', () => {
  it('shows what a tool was asked and what it answered', () => {
    const { observation } = normalized({
      attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'f', 'gen_ai.tool.call.id': 'c', 'gen_ai.tool.call.arguments': { a: 1 }, 'gen_ai.tool.call.result': '["x"]' },
    });

    expect(observation).toMatchObject({ type: 'TOOL', input: { a: 1 }, output: ['x'], tool_calls: [{ id: 'c', name: 'f', arguments: { a: 1 }, result: ['x'] }], tool_call_names: ['f'], attributes: {} });
  });

  it('takes tool.parameters for arguments, but not a schema', () => {
    const schema = '{"type":"object","properties":{"a":{"type":"number"}}}';
    const { observation: called } = normalized({ attributes: { 'openinference.span.kind': 'TOOL', 'tool.name': 'f', 'tool.parameters': '{"a":1}' } });
    const { observation: described } = normalized({ attributes: { 'openinference.span.kind': 'TOOL', 'tool.name': 'f', 'tool.parameters': schema, 'input.value': '{"a":2}' } });

    expect(called.tool_calls).toEqual([{ id: null, name: 'f', arguments: { a: 1 } }]);
    expect(described.tool_calls).toEqual([{ id: null, name: 'f', arguments: { a: 2 } }]);
    expect(described.attributes).toEqual({ 'tool.parameters': schema });
  });

  it('notes why a tool failed', () => {
    const { observation } = normalized({ attributes: { 'gen_ai.tool.name': 'f', 'error.type': 'timeout' }, span: { statusMessage: 'no answer' } });

    expect(observation).toMatchObject({ type: 'TOOL', status: 'error', status_message: 'no answer', tool_calls: [{ name: 'f', error: 'no answer' }] });
  });

  it('believes a tool that says it failed', () => {
    const { observation } = normalized({ attributes: { 'gen_ai.tool.name': 'f', 'gen_ai.tool.status': 'error' } });

    expect(observation).toMatchObject({ status: 'error', attributes: { 'gen_ai.tool.status': 'error' } });
  });

  it('leaves a result of more than 64 KiB to the output', () => {
    const { observation } = normalized({ attributes: { 'gen_ai.tool.name': 'f', 'gen_ai.tool.call.result': 'x'.repeat(70_000) } });

    expect(observation.output).toHaveLength(70_000);
    expect(observation.tool_calls).toEqual([{ id: null, name: 'f' }]);
  });

  it('tells a handoff from a tool', () => {
    const openai = normalized({ attributes: { 'openinference.span.kind': 'TOOL', 'input.value': 'Triage', 'output.value': 'Weather' }, span: { name: 'handoff to Weather' } });
    const adk = normalized({ attributes: { 'openinference.span.kind': 'TOOL', 'tool.name': 'transfer_to_agent', 'tool.parameters': '{"agent_name":"weather"}' } });
    const traceloop = normalized({ attributes: { 'gen_ai.operation.name': 'handoff', 'gen_ai.handoff.from_agent': 'a', 'gen_ai.handoff.to_agent': 'b' } });

    expect(openai.observation).toMatchObject({ type: 'HANDOFF', handoff_target_agent_id: 'Weather', agent_name: 'Triage' });
    expect(adk.observation).toMatchObject({ type: 'HANDOFF', handoff_target_agent_id: 'weather' });
    expect(traceloop.observation).toMatchObject({ type: 'HANDOFF', handoff_target_agent_id: 'b', agent_name: 'a' });
  });

  it.each([
    ['invoke_agent Support', {}, 'Support'], ['invoke_agent gpt-4', { 'gen_ai.request.model': 'gpt-4' }, null], ['agent_run [hello]', {}, 'hello'], ["Agent run: 'x'", {}, 'x'],
    ['step', { 'graph.node.id': 'node' }, 'node'], ['step', { 'graph.node.id': 'node', 'agent.name': 'named' }, 'named'],
  ])('finds the name of the agent of %s %j', (name, attributes, agent) => {
    const { observation } = normalized({ attributes: { 'openinference.span.kind': 'AGENT', ...attributes }, span: { name } });

    expect(observation.agent_name).toBe(agent);
  });
});

describe('usage', () => {
  it('never recomputes a reported total', () => {
    const { observation } = normalized({ attributes: { 'openinference.span.kind': 'LLM', 'llm.token_count.prompt': 5, 'llm.token_count.completion': 845, 'llm.token_count.total': 2023 } });

    expect(observation).toMatchObject({ input_tokens: 5, output_tokens: 845, total_tokens: 2023, usage_counted: true });
  });

  it.each([
    ['the cache is more than the input', { 'gen_ai.usage.input_tokens': 2, 'gen_ai.usage.cache_read.input_tokens': 100, 'gen_ai.usage.cache_creation.input_tokens': 10, 'gen_ai.usage.output_tokens': 5 }, 112, 117],
    ['the total only adds up with it', { 'gen_ai.usage.input_tokens': 200, 'gen_ai.usage.cache_read_input_tokens': 100, 'gen_ai.usage.output_tokens': 5, 'gen_ai.usage.total_tokens': 305 }, 300, 305],
    ['nothing says that it is missing', { 'gen_ai.usage.input_tokens': 200, 'gen_ai.usage.cache_read_input_tokens': 100, 'gen_ai.usage.output_tokens': 5, 'gen_ai.usage.total_tokens': 205 }, 200, 205],
  ])('adds the cache to the input where %s', (_, attributes, input, total) => {
    const { observation } = normalized({ attributes });

    expect(observation).toMatchObject({ input_tokens: input, total_tokens: total });
    expect(observation.attributes['gen_ai.usage.input_tokens']).toBe(input === attributes['gen_ai.usage.input_tokens'] ? undefined : attributes['gen_ai.usage.input_tokens']);
  });

  it('does not count a response that was fetched again, nor containers', () => {
    const fetched = normalized({ attributes: { 'gen_ai.operation.name': 'fetch_response', 'gen_ai.request.model': 'm', 'gen_ai.usage.input_tokens': 5 } });
    const agent = normalized({ attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.usage.input_tokens': 5 } });
    const silent = normalized({ attributes: { 'openinference.span.kind': 'LLM' } });

    expect(fetched.observation).toMatchObject({ type: 'SPAN', input_tokens: null, total_tokens: null, usage_counted: false, attributes: { 'gen_ai.usage.input_tokens': 5 } });
    expect(agent.observation).toMatchObject({ input_tokens: 5, usage_counted: false });
    expect(silent.observation.usage_counted).toBe(false);
  });

  it('takes costs as reported', () => {
    const { observation } = normalized({ attributes: { 'llm.cost.prompt': 0.5, 'llm.cost.completion': 0.25 } });

    expect(observation).toMatchObject({ input_cost_usd: 0.5, output_cost_usd: 0.25, total_cost_usd: 0.75, cost_source: 'reported' });
    expect(normalized({}).observation).toMatchObject({ total_cost_usd: null, cost_source: 'none' });
  });
});

describe('what surrounds the attributes', () => {
  it('takes context from the span, then from the resource, and keeps the rest of both', () => {
    const { observation } = normalized({
      attributes: { 'session.id': 'mine', 'deployment.environment': 'test' },
      resource: { 'service.name': 'agent', 'service.version': '2', 'deployment.environment.name': 'production', 'session.id': 'theirs', 'tag.tags': ['a', 'b'], metadata: '{"team":"x"}', 'host.name': 'h' },
    });

    expect(observation).toMatchObject({ service_name: 'agent', release: '2', environment: 'test', session_id: 'mine', tags: ['a', 'b'], metadata: { team: 'x' } });
    expect(observation.attributes).toEqual({ 'resource.deployment.environment.name': 'production', 'resource.session.id': 'theirs', 'resource.host.name': 'h' });
  });

  it('keeps the envelope where it is unusual', () => {
    const { observation } = normalized({ span: { kind: 3, traceState: 'a=b', flags: 769, droppedAttributes: 2 }, attributes: { 'otel.span.kind': 'mine' } });

    expect(observation.attributes).toEqual({ 'span.otel.span.kind': 'mine', 'otel.span.kind': 'client', 'otel.trace_state': 'a=b', 'otel.flags': 769, 'otel.dropped_attributes_count': 2 });
  });

  it.each([
    ['no start', { start: 0 }, RECEIVED, RECEIVED],
    ['no end', { end: 0 }, START, START],
    ['an end before the start', { end: START - 1 }, START, START],
    ['a start beyond 2255', { start: 2 ** 53 + 2 }, RECEIVED, RECEIVED],
    ['an end beyond 2255', { end: 2 ** 53 + 2 }, START, RECEIVED],
  ])('gives a span with %s a time', (_, times, start, end) => {
    const span = { start: START, end: START + 5, ...times };
    const raw = { start: `${span.start}000`, end: `${span.end}000` };

    const { row } = normalized({ span: { ...span, durationNs: 0, rawTimes: { start: span.start === 0 ? '0' : raw.start, end: span.end === 0 ? '0' : raw.end } } });

    expect([row.start_time, row.end_time, row.duration_ns]).toEqual([start, end, (end - start) * 1000]);
    const kept = Object.keys(toObservation(row).attributes);
    expect(kept).toEqual([...(span.start === 0 ? [] : ['otel.start_time_unix_nano']), ...(span.end === 0 ? [] : ['otel.end_time_unix_nano'])]);
  });

  it('fails a span with an exception or an error type, and keeps what the sender had set', () => {
    const exception = normalized({ events: [event('exception', { 'exception.type': 'ValueError', 'exception.message': 'bad' })] });
    const typed = normalized({ attributes: { 'error.type': 'timeout' }, span: { status: 1 } });

    expect(exception.observation).toMatchObject({ status: 'error', level: 'ERROR', status_message: 'bad', attributes: { 'otel.status_code': 'unset' } });
    expect(typed.observation).toMatchObject({ status: 'error', status_message: 'timeout', attributes: { 'error.type': 'timeout', 'otel.status_code': 'ok' } });
    expect(normalized({ span: { status: 2, statusMessage: 'no' } }).observation).toMatchObject({ status: 'error', status_message: 'no', attributes: {} });
    expect(normalized({ span: { status: 1 } }).observation).toMatchObject({ status: 'ok', level: 'DEFAULT' });
  });

  it('measures the time to the first token in milliseconds from whatever said it', () => {
    expect(normalized({ attributes: { 'gen_ai.response.time_to_first_chunk': 0.25 } }).observation).toMatchObject({ time_to_first_token_ms: 250, attributes: {} });
    expect(normalized({ attributes: { 'gen_ai.server.time_to_first_token': 250 } }).observation.time_to_first_token_ms).toBe(250);
    expect(normalized({ events: [{ name: 'First Token Stream Event', time: START + 2500, attributes: {} }] }).observation.time_to_first_token_ms).toBe(2.5);
  });

  it('names a span without marks plain', () => {
    const { observation } = normalized({ attributes: { 'http.method': 'GET', custom: [1, { a: null }] }, span: { parentId: 'b7ad6b7169203332' } });

    expect(observation).toMatchObject({ dialect: 'plain', type: 'SPAN', name: 'span', parent_observation_id: 'b7ad6b7169203332', attributes: { 'http.method': 'GET', custom: [1, { a: null }] } });
  });
});

describe('scores', () => {
  it('makes one of each evaluation event, the same when it is sent again', () => {
    const given: Given = { events: [event('gen_ai.evaluation.result', { 'gen_ai.evaluation.name': 'quality', 'gen_ai.evaluation.score.value': 0, 'gen_ai.evaluation.score.label': 'bad', 'gen_ai.evaluation.explanation': 'why' })] };

    const { scores } = normalized(given);

    expect(scores).toMatchObject([{ name: 'quality', value: 0, string_value: 'bad', data_type: 'NUMERIC', comment: 'why', source: 'EXTERNAL', observation_id: 'b7ad6b7169203331', session_id: null }]);
    expect(normalized(given).scores).toEqual(scores);
  });

  it('aims annotations at the span, its trace, its session, or the one span an evaluator links to', () => {
    const attributes = {
      'openinference.span.kind': 'EVALUATOR', 'session.id': 's', 'annotations.0.annotation.name': 'a', 'annotations.0.annotation.label': 'good', 'annotations.0.annotation.annotator_kind': 'HUMAN',
      'evaluations.0.evaluation.name': 'a', 'evaluations.0.evaluation.label': 'good', 'evaluations.0.evaluation.annotator_kind': 'HUMAN',
      'trace.annotations.0.annotation.name': 'b', 'trace.annotations.0.annotation.score': 1, 'session.evaluations.0.evaluation.name': 'c', 'session.evaluations.0.evaluation.score': -1,
    };
    const links = [{ traceId: '11111111111111111111111111111111', spanId: '2222222222222222', attributes: {} }];

    const { scores } = normalized({ attributes, span: { links } });

    expect(scores).toHaveLength(3);
    expect(scores).toMatchObject([
      { name: 'a', string_value: 'good', value: null, data_type: 'CATEGORICAL', source: 'ANNOTATION', trace_id: links[0].traceId, observation_id: links[0].spanId },
      { name: 'b', value: 1, observation_id: null, session_id: null },
      { name: 'c', value: -1, observation_id: null, session_id: 's' },
    ]);
  });
});

function normalized({ attributes = {}, events, resource = {}, scope = '', span = {} }: Given): { observation: Observation; scores: Score[]; row: ReturnType<typeof normalize> } {
  const scores: Score[] = [];
  const given: Span = {
    ...newSpan(), traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', name: 'span', start: START, end: START + 5, durationNs: 5000,
    attributeCount: Object.keys(attributes).length, keys: Object.keys(attributes), values: Object.values(attributes), events: events ?? null, ...span,
  };
  const row = normalize(given, { attributes: resource, schemaUrl: '' }, { name: scope, version: '', attributes: {}, schemaUrl: '' }, { projectId: 'p', receivedAt: RECEIVED, scores });
  return { observation: toObservation(row), scores, row };
}

function event(name: string, attributes: Attributes): DecodedEvent {
  return { time: START + 1, name, attributes };
}

function text(role: string, content: string) {
  return { role, parts: [{ type: 'text', content }] };
}
