import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isLike } from './like.js';

it('agrees with the regular expression that a pattern stands for', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '𝒳', '%', '_'), maxLength: 8 });

  fc.assert(fc.property(letters, letters, (text, pattern) => {
    const expression = new RegExp(`^${pattern.replaceAll('%', '.*').replaceAll('_', '.')}$`, 'su');
    expect(isLike(text, pattern)).toBe(expression.test(text));
  }), { numRuns: 2_000 });
});

it('is done with a pattern of a thousand wildcards in no time', () => {
  expect(isLike('a'.repeat(20_000), `${'%a_'.repeat(1_000)}b`)).toBe(false);
});
