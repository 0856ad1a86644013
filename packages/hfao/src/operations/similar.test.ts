import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aRow } from '../../test/a-row.js';
import { serveSurfaces, type Served } from '../../test/served-surfaces.js';
import { openEmbedder } from '../llm/open-embedder.js';
import { spokenText } from './similar/spoken-text.js';

interface Answer { results: { observation_id: string; name: string; similarity: number; excerpt: string }[]; method: string; model: string; compared: number; error?: { code: string; field?: string } }

const ROWS = [
  aRow({ name: 'orders', status: 'error', output: '{"messages":[{"role":"assistant","parts":[{"type":"text","content":"Too many requests: the orders API throttled us"}]}]}' }),
  aRow({ name: 'travel', output: 'A train from Prague to Oslo leaves at nine' }),
  aRow({ name: 'billing', output: 'The invoice of March was paid twice' }),
];
const THROTTLED = ROWS[0];

let lexical: Served;
let semantic: Served;
let endpoint: Server;
let broken = false;

beforeAll(async () => {
  endpoint = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part)).on('end', () => {
      const { input } = JSON.parse(Buffer.concat(parts).toString()) as { input: string[] };
      response.writeHead(broken ? 500 : 200, { 'content-type': 'application/json', 'retry-after': '0' }).end(JSON.stringify({ data: input.map((text, index) => ({ index, embedding: meaning(text) })) }));
    });
  });
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
  lexical = await serveSurfaces();
  semantic = await serveSurfaces({ embedder: openEmbedder({ baseUrl: `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/v1`, model: 'tiny-meaning', apiKey: undefined }) });
  for (const served of [lexical, semantic]) await served.write(ROWS.map((it) => ({ ...it })));
});
afterAll(async () => {
  endpoint.closeAllConnections();
  endpoint.close();
  await lexical.close();
  await semantic.close();
});

/** A model of three meanings. */
function meaning(text: string): number[] {
  const count = (words: RegExp) => text.match(words)?.length ?? 0;
  return [count(/throttl|too many requests|rate.?limit|overload/gi), count(/train|oslo|journey|trip/gi), count(/invoice|paid|bill/gi)].map((it) => it + 0.01);
}

async function similar(served: Served, input: Record<string, string>): Promise<Answer> {
  return await (await fetch(`${served.url}/api/v1/projects/default/similar?${new URLSearchParams(input).toString()}`)).json() as Answer;
}

describe('search_similar', () => {
  it('compares by spelling where no endpoint is configured, and says so', async () => {
    const { results, method, model, compared } = await similar(lexical, { query: 'was an API throttled by requests' });

    expect({ method, model, compared }).toEqual({ method: 'lexical', model: 'hashed-ngrams-1', compared: 3 });
    expect(results[0]).toMatchObject({ name: 'orders', observation_id: THROTTLED.observation_id });
    expect(results[0].similarity).toBeGreaterThan(results[1]?.similarity ?? 0);
  });

  it('compares by meaning where one is, and says so', async () => {
    const { results, method, model } = await similar(semantic, { query: 'overload', limit: '1' });

    expect({ method, model }).toEqual({ method: 'semantic', model: 'tiny-meaning' });
    expect(results.map((it) => it.name)).toEqual(['orders']);
  });

  it('finds what is like a step, without the step itself', async () => {
    const again = aRow({ name: 'orders', output: 'rate limit of the orders API' });
    await semantic.write([again]);

    const { results } = await similar(semantic, { trace_id: THROTTLED.trace_id, observation_id: THROTTLED.observation_id });

    expect(results[0].observation_id).toBe(again.observation_id);
    expect(results.map((it) => it.observation_id)).not.toContain(THROTTLED.observation_id);
  });

  it('compares only what the filter lets pass', async () => {
    const { results } = await similar(lexical, { query: 'train requests', where: "status = 'error'" });

    expect(results.map((it) => it.name)).toEqual(['orders']);
  });

  it.each<[Record<string, string>, string, string]>([
    [{}, 'invalid_input', 'query'],
    [{ query: 'a', trace_id: '0'.repeat(32) }, 'invalid_input', 'query'],
    [{ trace_id: '0'.repeat(32) }, 'invalid_input', 'observation_id'],
    [{ trace_id: '0'.repeat(32), observation_id: '0'.repeat(16) }, 'not_found', 'observation_id'],
    [{ query: 'a', where: 'nonsense <' }, 'invalid_input', 'where'],
  ])('says what is wrong with %j', async (input, code, field) => {
    expect((await similar(lexical, input)).error).toMatchObject({ code, field });
  });

  it('says that the endpoint does not answer', async () => {
    broken = true;

    const { error } = await similar(semantic, { query: 'something that was not asked before' });

    broken = false;
    expect(error).toMatchObject({ code: 'unavailable' });
  });
});

it('says what an observation says without the frame of JSON, also where it is cut off', () => {
  const spoken = spokenText({ name: 'call', status_message: null, input: '{"messages":[{"role":"user","parts":[{"type":"text","content":"Where is\\nOslo', output: 'plain {text}' });

  expect(spoken).toBe('call\nplain {text}\nWhere is Oslo');
});
