import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAttribute, encodeAttribute, type AttributeValue } from './attribute-value.js';

describe('attribute values as map text', () => {
  it.each<[AttributeValue, string]>([
    ['gpt-4o', 'gpt-4o'], ['', ''], ['{"a":1}', '{"a":1}'], [5, '5'], [0.25, '0.25'], [true, 'true'],
    ['5', '"5"'], ['true', '"true"'], ['"quoted"', '"\\"quoted\\""'], [['a', 1], ' ["a",1]'], [{ k: null }, ' {"k":null}'], [' leading', '" leading"'],
  ])('writes %j as %s', (value, text) => {
    const encoded = encodeAttribute(value);

    expect(encoded).toBe(text);
  });

  it('reads back what it wrote, types included', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const read = decodeAttribute(encodeAttribute(value as AttributeValue));

      expect(read).toEqual(JSON.parse(JSON.stringify(value)));
    }));
  });

  it('gives text that it did not write as the string it is', () => {
    expect(decodeAttribute('"half')).toBe('"half');
    expect(decodeAttribute(' not json')).toBe(' not json');
  });
});
