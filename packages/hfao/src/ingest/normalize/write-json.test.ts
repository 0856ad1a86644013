import fc from 'fast-check';
import { expect, it } from 'vitest';
import { writeJson } from './write-json.js';

it('writes what JSON.stringify writes', () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom('a', '"', '\\', '\n', '\t', '\u0000', '\u007f', '\ud800', '\udc00', 'é') }));
  const data = fc.letrec<{ any: unknown }>((tie) => ({
    any: fc.oneof({ maxDepth: 4 }, text, fc.double(), fc.integer(), fc.boolean(), fc.constant(null), fc.constant(undefined), fc.array(tie('any')), fc.dictionary(text, tie('any'))),
  })).any.filter((it) => it !== undefined);

  fc.assert(fc.property(data, (value) => {
    expect(writeJson(value)).toBe(JSON.stringify(value));
  }), { numRuns: 2000 });
});

it('ends on data that is nested too deeply', () => {
  expect(() => writeJson(JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)))).toThrow(RangeError);
});
