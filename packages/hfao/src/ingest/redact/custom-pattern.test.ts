import { expect, it } from 'vitest';
import { RedactionProfile } from '../../model/redaction.js';
import { UNANCHORED_CHARACTERS } from './custom-pattern.js';
import { redactorOf } from './redactor.js';
import { requiredLiteral } from './required-literal.js';

const clean = (pattern: string, text: string) => redactorOf(RedactionProfile.parse({ kinds: [], custom: [{ kind: 'mine', pattern }] }), Buffer.alloc(32)).text(text, {});

it('replaces what a pattern matches', () => {
  expect(clean('EMP-\\d{4}', 'asked by EMP-1234 and EMP-99')).toBe('asked by [REDACTED:mine] and EMP-99');
});

it.each([
  ['"name":"[^"]*"', '{"name":"Jane","n":1}', { name: '[REDACTED:mine]', n: 1 }],
  ['.+', '{"a":"b\\nc","n":-1.5e3,"t":true,"l":["x",{}]}', { a: '[REDACTED:mine]', n: '[REDACTED:mine]', t: true, l: ['[REDACTED:mine]', {}] }],
  ['n', '{"a":"x\\ny n","n":[1]}', { a: 'x\ny [REDACTED:mine]', n: [1] }],
  ['5', '[15, "5\\u0035"]', ['[REDACTED:mine]', '[REDACTED:mine]5']],
])('keeps JSON what it is under %s', (pattern, text, value) => {
  expect(JSON.parse(clean(pattern, text))).toEqual(value);
});

it.each(['(', 'a(?=b)', '(a)\\1', '[z-a]'])('refuses %s, which is no RE2 syntax, and names it', (pattern) => {
  expect(() => clean(pattern, '')).toThrowError(expect.objectContaining({ code: 'invalid_input', field: 'redaction.custom.0.pattern', message: expect.stringContaining('RE2') }));
});

it('refuses what matches everywhere', () => {
  expect(() => clean('a*', '')).toThrowError(expect.objectContaining({ code: 'invalid_input', message: expect.stringContaining('empty text') }));
});

it('looks at the beginning of a long text only, where no text must occur in a match', () => {
  const text = `${'x'.repeat(UNANCHORED_CHARACTERS - 1)}1${'x'.repeat(100)}2 id-3`;

  expect(clean('[0-9]', text)).toBe(text.replace('1', '[REDACTED:mine]'));
  expect(clean('id-[0-9]', text)).toBe(text.replace('id-3', '[REDACTED:mine]'));
});

it.each<[string, string | undefined]>([
  ['EMP-\\d{4}', 'EMP-'], ['\\bACME\\.[a-z]+', 'ACME.'], ['a?bc+d*ef{2}', 'bc'], ['(?i)abc', undefined], ['abc|def', undefined], ['[abc]+', undefined], ['x(?:abc|def)yz', 'yz'], ['(?P<a>q)rs', 'rs'], ['\\Qa.b\\E', undefined],
  ['[]a]bc', 'bc'], ['[[:alpha:]]bc', 'bc'], ['\\x{41}bc', 'bc'], ['\\pLbc', 'bc'], ['ab{0,2}c', 'a'], ['ab{0}', 'a'],
])('knows what must occur in a match of %s', (pattern, literal) => {
  expect(requiredLiteral(pattern)).toBe(literal);
});
