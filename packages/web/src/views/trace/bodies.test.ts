import { describe, expect, it } from 'vitest';
import type { Observation } from '../../api/model';
import { bodyIdIn, bodyIdsIn, withPayloads } from './bodies';
import { conversationOf, turnsOf } from './conversation';

const [A, B] = ['a'.repeat(40), 'b'.repeat(40)];
const step = (more: object) => ({ observation_id: 's', type: 'GENERATION', input: null, output: null, input_ref: null, output_ref: null, input_preview: null, output_preview: null, ...more }) as unknown as Observation;
const preview = '{"messages":[{"role":"user","parts":[{"type":"text","content":"Where…"}]}],"cut":true}';

describe('a payload that is kept elsewhere', () => {
  it('is told by its beginning until it is read', () => {
    const shown = withPayloads(step({ input_ref: `hfao-body:${A}`, input_preview: preview, output: 'Here.' }));

    expect(conversationOf(shown)?.map((it) => it.blocks)).toEqual([[{ kind: 'text', text: 'Where…' }], [{ kind: 'text', text: 'Here.' }]]);
  });

  it('is the whole once it was read', () => {
    const shown = withPayloads(step({ input_ref: `hfao-body:${A}`, input_preview: preview }), { input: '{"messages":[]}' });

    expect(shown.input).toEqual({ messages: [] });
  });

  it('leaves a step alone that has none', () => {
    const it = step({ input: 'x', output_preview: 'not asked for' });

    expect(withPayloads(it)).toBe(it);
  });
});

it('finds references wherever they stand, each once', () => {
  expect(bodyIdIn(`hfao-body:${A}`)).toBe(A);
  expect(bodyIdIn('hfao-body:short')).toBeUndefined();
  expect(bodyIdIn(null)).toBeUndefined();
  expect(bodyIdsIn({ list: [`start… [hfao-body:${A}, 7 bytes]`, { uri: `hfao-body:${B}` }, `hfao-body:${A}`] })).toEqual([A, B]);
});

it('reads the size of media that was moved aside', () => {
  const [turn] = turnsOf([{ role: 'user', parts: [{ type: 'uri', modality: 'image', mime_type: 'image/png', uri: `hfao-body:${A}`, size: 1234 }] }]);

  expect(turn.blocks).toEqual([{ kind: 'media', modality: 'image', mime: 'image/png', uri: `hfao-body:${A}`, base64: undefined, size: 1234 }]);
});
