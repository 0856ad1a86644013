import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { likeness } from './embedder.js';
import { endpointEmbedder } from './endpoint-embedder.js';
import { lexicalEmbedder } from './lexical-embedder.js';

const { signal } = new AbortController();

describe('the lexical embedder', () => {
  it('puts near what is spelt alike', async () => {
    const [question, near, far] = await lexicalEmbedder.embed(['rate limits exceeded for the orders API', 'orders api: rate limit exceed', 'a poem on autumn leaves'], signal);

    expect(likeness(question, near)).toBeGreaterThan(0.5);
    expect(likeness(question, far)).toBeLessThan(0.3);
    expect(likeness(question, question)).toBeCloseTo(1, 5);
  });

  it('gives the same vector every time, and none for a text without words', async () => {
    const [a, b, nothing] = await lexicalEmbedder.embed(['žluťoučký kůň', 'žluťoučký kůň', '— …'], signal);

    expect(a).toEqual(b);
    expect(likeness(nothing, nothing)).toBe(0);
  });
});

describe('an endpoint', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  interface Seen { url: string; authorization: string | undefined; body: { model: string; input: string[] } }
  type Answer = (seen: Seen, call: number) => { status?: number; headers?: Record<string, string>; body?: unknown };

  /** A server that speaks the embeddings API, and what it was asked. */
  async function serve(answer: Answer): Promise<{ baseUrl: string; seen: Seen[] }> {
    const seen: Seen[] = [];
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        seen.push({ url: request.url!, authorization: request.headers.authorization, body: JSON.parse(Buffer.concat(parts).toString()) as Seen['body'] });
        const { status = 200, headers = {}, body } = answer(seen.at(-1)!, seen.length);
        response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(typeof body === 'string' ? body : JSON.stringify(body ?? {}));
      });
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/`, seen };
  }

  /** Vectors by the length of a text, in reverse order, as an endpoint may. */
  const vectors: Answer = ({ body }) => ({ body: { data: body.input.map((text, index) => ({ index, embedding: [text.length, 1, 0] })).reverse() } });

  it('is asked for each text once, in calls of a bounded size, with its key', async () => {
    const { baseUrl, seen } = await serve(vectors);
    const embedder = endpointEmbedder({ baseUrl, model: 'small', apiKey: 'sk-test' });
    const texts = ['', ...Array.from({ length: 100 }, (_, i) => 'x'.repeat(i + 1)), 'x', 'y'.repeat(50_000)];

    const first = await embedder.embed(texts, signal);
    const second = await embedder.embed(texts, signal);

    expect(seen.map(({ url, authorization, body }) => [url, authorization, body.model, body.input.length])).toEqual([['/v1/embeddings', 'Bearer sk-test', 'small', 64], ['/v1/embeddings', 'Bearer sk-test', 'small', 37]]);
    expect(Math.max(...seen.flatMap((it) => it.body.input.map((text) => text.length)))).toBe(6000);
    expect(first[0]).toEqual(new Float32Array(3));
    expect(first[3][0] / first[3][1]).toBeCloseTo(3, 4);
    expect(likeness(first[5], first[5])).toBeCloseTo(1, 5);
    expect(second).toEqual(first);
  });

  it('is asked once more when it has too much to do', async () => {
    const { baseUrl, seen } = await serve((it, call) => (call === 1 ? { status: 429, headers: { 'retry-after': '0' } } : vectors(it, call)));

    const found = await endpointEmbedder({ baseUrl, model: 'small', apiKey: undefined }).embed(['one'], signal);

    expect(found).toHaveLength(1);
    expect(seen.map((it) => it.authorization)).toEqual([undefined, undefined]);
  });

  it.each<[string, Answer, RegExp]>([
    ['refuses the key', () => ({ status: 401, body: { error: 'sk-test is wrong' } }), /answered 401\. Check HFAO_EMBEDDINGS_API_KEY/],
    ['does not know the model', () => ({ status: 404 }), /serves the model "small"/],
    ['stays busy', () => ({ status: 503, headers: { 'retry-after': '0' } }), /answered 503/],
    ['sends one elsewhere', () => ({ status: 302, headers: { location: 'http://127.0.0.1:1/' } }), /cannot be reached/],
    ['gives no JSON', () => ({ body: '<html>' }), /no JSON/],
    ['gives too few', () => ({ body: { data: [] } }), /one vector for each of 1 texts/],
    ['numbers them wrongly', () => ({ body: { data: [{ index: 7, embedding: [1] }] } }), /numbered/],
    ['gives no numbers', () => ({ body: { data: [{ index: 0, embedding: ['a'] }] } }), /one vector/],
  ])('that %s is named, without the key', async (_, answer, message) => {
    const { baseUrl } = await serve(answer);

    const failure: unknown = await endpointEmbedder({ baseUrl, model: 'small', apiKey: 'sk-test' }).embed(['one'], signal).catch((error: unknown) => error);

    expect(failure).toMatchObject({ code: 'unavailable', message: expect.stringMatching(message) as string });
    expect((failure as Error).message).not.toContain('sk-test');
  });

  it('that is not there is named', async () => {
    const asking = endpointEmbedder({ baseUrl: 'http://127.0.0.1:1', model: 'small', apiKey: undefined }).embed(['one'], signal);

    await expect(asking).rejects.toThrow(/HFAO_EMBEDDINGS_BASE_URL/);
  });

  it('is not waited for when the caller has gone', async () => {
    const { baseUrl } = await serve(() => ({ status: 429, headers: { 'retry-after': '60' } }));
    const leaving = new AbortController();

    const asking = endpointEmbedder({ baseUrl, model: 'small', apiKey: undefined }).embed(['one'], leaving.signal);
    setTimeout(() => leaving.abort(), 50);

    await expect(asking).rejects.toThrow(/abort/i);
  });
});
