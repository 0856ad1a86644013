import { describe, expect, it } from 'vitest';
import { normalizedSpan } from '../../../test/normalized-span.js';

describe('MCP', () => {
  it.each([['tools/call', 'TOOL'], ['tools/list', 'SPAN'], ['resources/read', 'SPAN'], ['prompts/get', 'SPAN'], ['sampling/createMessage', 'SPAN']])('takes %s for a %s', (method, type) => {
    expect(normalizedSpan({ attributes: { 'mcp.method.name': method } }).observation.type).toBe(type);
    expect(normalizedSpan({ attributes: { 'rpc.system': 'jsonrpc', 'rpc.method': method } }).observation.type).toBe(type);
  });

  it('reads a tool call from the messages of the protocol', () => {
    const { observation } = normalizedSpan({
      name: 'MCP request: tools/call add',
      attributes: { 'rpc.method': 'tools/call', request: '{"method":"tools/call","params":{"name":"add","arguments":{"a":1}}}', response: '{"content":[{"type":"text","text":"4"}],"isError":false}' },
    });

    expect(observation).toMatchObject({ type: 'TOOL', status: 'unset', tool_calls: [{ name: 'add', arguments: { a: 1 }, result: { content: [{ type: 'text', text: '4' }], isError: false } }] });
  });

  it('knows the messages of other methods for input and output', () => {
    const { observation } = normalizedSpan({ name: 'MCP request: ping', attributes: { 'rpc.method': 'ping', 'rpc.jsonrpc.version': '2.0', request: '{"method":"ping","params":null}', response: '{"meta":null}' } });

    expect(observation).toMatchObject({ type: 'SPAN', input: { method: 'ping' }, output: { meta: null }, attributes: { 'rpc.method': 'ping', 'rpc.jsonrpc.version': '2.0' } });
  });

  it.each([
    ['gen_ai.tool.call.result', '{"content":[],"isError":true}'], ['gen_ai.tool.call.result', { isError: true }],
  ])('fails the tool whose result says so', (key, value) => {
    expect(normalizedSpan({ attributes: { 'mcp.method.name': 'tools/call', 'gen_ai.tool.name': 't', [key]: value } }).observation.status).toBe('error');
  });

  it('takes no session of the transport for a session', () => {
    expect(normalizedSpan({ attributes: { 'mcp.method.name': 'ping', 'mcp.session.id': 's' } }).observation).toMatchObject({ session_id: null, attributes: { 'mcp.session.id': 's' } });
  });

  it('leaves requests of others alone', () => {
    expect(normalizedSpan({ attributes: { request: '{"method":"GET"}', response: '{}' } }).observation).toMatchObject({ input: null, output: null, dialect: 'plain' });
  });
});

describe('A2A', () => {
  it('is a step of a context', () => {
    const { observation } = normalizedSpan({ name: 'SendMessage', attributes: { 'a2a.method.name': 'SendMessage', 'a2a.context_id': 'c', 'a2a.task.id': 't', 'a2a.message.id': 'm', 'gen_ai.agent.name': 'remote' } });

    expect(observation).toMatchObject({ type: 'SPAN', dialect: 'a2a', session_id: 'c', agent_name: 'remote', metadata: { 'a2a.task.id': 't' }, attributes: { 'a2a.message.id': 'm' } });
  });

  it('is an agent where a run of one wraps it', () => {
    expect(normalizedSpan({ attributes: { 'a2a.method.name': 'SendMessage', 'gen_ai.operation.name': 'invoke_agent' } }).observation.type).toBe('AGENT');
  });
});
