import { expect, it } from 'vitest';
import { wildcard } from './wildcard.js';

it.each<[string, string, boolean]>([
  ['gpt-4o', 'gpt-4o', true], ['gpt-4o', 'gpt-4o-mini', false], ['GPT-*', 'gpt-4o', true], ['*', '', true], ['*-mini', 'gpt-4o-mini', true], ['*-mini', 'mini', false],
  ['a*b*c', 'aXbYc', true], ['a*b*c', 'acb', false], ['ab*ba', 'aba', false], ['a*a', 'a', false], ['a**b', 'ab', true], ['*x*', 'yyy', false], ['a.c', 'abc', false], ['a*bc*c', 'abc', false],
])('%s says %s: %s', (pattern, text, expected) => {
  expect(wildcard(pattern)(text)).toBe(expected);
});
