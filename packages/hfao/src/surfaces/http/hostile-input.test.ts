import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aRow } from '../../../test/a-row.js';
import { serveSurfaces, type Served } from '../../../test/served-surfaces.js';
import { operations } from '../../operations/all.js';

let served: Served;
beforeAll(async () => {
  served = await serveSurfaces();
  await served.write([aRow({ name: 'x', input: "it's 100% \\ fine" })]);
});
afterAll(() => served.close());

const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.constantFrom('%', '_', "'", '"', '\\', '\u0000', "' OR 1=1 --", '%00', '1e308', '-1', 'NaN', '9007199254740993', '999999w', '../..', '*', '('));
const anyCursor = fc.record({ start: fc.oneof(fc.maxSafeInteger(), fc.double(), anyText), trace_id: anyText, observation_id: anyText }, { requiredKeys: [] })
  .map((it) => Buffer.from(JSON.stringify(it)).toString('base64url'));

it.each(operations.map((it) => [it.name, it] as const))('%s answers any input with an answer or a refusal that says why', async (_, operation) => {
  const names = Object.keys(operation.input.shape);
  const anyInput = fc.dictionary(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...names, 'other') }, { weight: 1, arbitrary: anyText }), fc.oneof({ weight: 3, arbitrary: anyText }, { weight: 1, arbitrary: anyCursor }), { maxKeys: 4 });

  await fc.assert(fc.asyncProperty(anyInput, anyText, fc.boolean(), async (input, word, inDefault) => {
    const path = operation.http[1].replace(/:(\w+)/g, (_match, name: string) => encodeURIComponent(name === 'project' && inDefault ? 'default' : word));
    const query = Object.entries(input).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');

    const response = await fetch(`${served.url}${path}?${query}`);
    const body = await response.json() as { error?: { code: string; message: string } };

    expect(response.status).toBeLessThan(500);
    expect(response.ok ? 'sentence' : typeof body.error?.message).toMatch(/sentence|string/);
  }), { numRuns: 60 });
});
