import { expect, it } from 'vitest';
import { endpointsOf, LANGUAGES, snippetsFor } from './snippets';

it('names the neighbours of the usual port, and itself on any other', () => {
  expect(endpointsOf('http://127.0.0.1:7860')).toEqual({ otlp: 'http://127.0.0.1:4318', mcp: 'http://127.0.0.1:4319/mcp' });
  expect(endpointsOf('http://127.0.0.1:41877')).toEqual({ otlp: 'http://127.0.0.1:41877', mcp: 'http://127.0.0.1:41877/mcp' });
  expect(endpointsOf('https://user-hfao.hf.space')).toEqual({ otlp: 'https://user-hfao.hf.space', mcp: 'https://user-hfao.hf.space/mcp' });
});

it('tells the SDK where to send only where its default would not find it', () => {
  const [, usual] = snippetsFor('TypeScript', 'my-agent', 'http://127.0.0.1:4318');
  const [, other] = snippetsFor('TypeScript', 'my-agent', 'http://127.0.0.1:41877');

  expect(usual.code).not.toContain('baseUrl');
  expect(other.code).toContain('baseUrl: "http://127.0.0.1:41877"');
});

it('names the project in every language', () => {
  for (const language of LANGUAGES) expect(snippetsFor(language, 'my-agent', 'http://x').map((it) => it.code).join()).toContain('my-agent');
});

it('has a curl whose body is JSON once the shell has put in its values', () => {
  const [{ code }] = snippetsFor('Any OTLP', 'my-agent', 'http://x');
  const body = code.slice(code.indexOf("'{") + 1, -1).replaceAll(`'"$(openssl rand -hex 16)"'`, 'a'.repeat(32)).replaceAll(`'"$(openssl rand -hex 8)"'`, 'b'.repeat(16)).replaceAll(`'"$(date +%s)"'`, '1700000000');

  expect(JSON.parse(body).resourceSpans[0].scopeSpans[0].spans[0]).toMatchObject({ name: 'hello', startTimeUnixNano: '1700000000000000000' });
});
