import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AttributeValue } from '../../model/attribute-value.js';
import type { ObservationRow } from '../../model/observation.js';
import { newSpan } from '../decode/new-span.js';
import { DIALECTS } from '../normalize/dialects.js';
import { normalize } from '../normalize/normalize.js';
import { remapRow } from './remap-row.js';

/** Twice, because the first time may move what was never mapped before. */
it('mapping again comes to rest at once, and loses no attribute value, whatever the attributes', () => {
  fc.assert(fc.property(attributeList(), (attributes) => {
    const row = normalized(attributes);

    const once = remapRow(row, undefined).row;
    const twice = remapRow(once, undefined);

    expect(twice.changed).toEqual([]);
    expect(lostOf(row, once)).toEqual([]);
  }), { numRuns: 1500 });
});

const KEYS = DIALECTS.flatMap((dialect) => dialect.claims).flatMap((claim) => {
  if ('key' in claim) return [claim.key];
  if ('entriesBelow' in claim) return Object.keys(claim.only ?? { temperature: '', seed: '' }).map((tail) => claim.entriesBelow + tail);
  return Object.keys(claim.leaves).map((leaf) => `${claim.listBelow}0.${leaf.replace('*', '0')}`);
});

function attributeList(): fc.Arbitrary<[string, AttributeValue][]> {
  const key = fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...KEYS) }, { weight: 1, arbitrary: fc.constantFrom('custom', 'resource.a', 'otel.flags', '__proto__', 'span.otel.x', 'gen_ai.request.model') });
  return fc.uniqueArray(fc.tuple(key, value()), { selector: ([it]) => it, maxLength: 25 });
}

function value(): fc.Arbitrary<AttributeValue> {
  const words = fc.constantFrom('chat', 'execute_tool', 'invoke_agent', 'LLM', 'TOOL', 'AGENT', 'openai', 'gpt-4o', 'user', 'text', 'x', '24', '0', '', 'true', '{"role":"user","content":"hi"}', '[{"role":"user","content":"hi"}]', '{"a":1}', '[]', '["a"]', '{"messages":[1]}');
  return fc.oneof(words, fc.string(), fc.nat(500), fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }), fc.boolean(), fc.array(words, { maxLength: 2 }), fc.dictionary(fc.constantFrom('role', 'content', 'a'), words));
}

function normalized(attributes: readonly [string, AttributeValue][]): ObservationRow {
  const time = 1_790_000_000_000_000;
  const span = {
    ...newSpan(), traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', name: 'span', start: time, end: time + 5, durationNs: 5000,
    attributeCount: attributes.length, keys: attributes.map(([it]) => it), values: attributes.map(([, it]) => it),
  };
  return normalize(span, { attributes: { 'service.name': 'agent', a: 1 }, schemaUrl: '' }, { name: 's', version: '', attributes: {}, schemaUrl: '' }, { projectId: 'p', receivedAt: 1_800_000_000_000_000, scores: [] });
}

/** Attributes of the one that the other has nowhere, be it as JSON within JSON. */
function lostOf(before: ObservationRow, after: ObservationRow): string[] {
  const all = JSON.stringify(after);
  const escaped = (text: string) => JSON.stringify(text).slice(1, -1);
  return (before.attributes ?? []).flatMap((key, i, flat) => {
    if (i % 2 === 1) return [];
    const value = escaped(flat[i + 1].trim());
    return all.includes(value) || all.includes(escaped(value)) ? [] : [`${key}: ${flat[i + 1]}`];
  });
}
