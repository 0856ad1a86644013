import { expect, it } from 'vitest';
import { expressionOf, filterOf, parseSearch, readTracesSearch, stringifySearch } from './search';

it('keeps an id of digits as text, both ways', () => {
  const search = { step: '1234567890123456', text: 'a b&c' };

  expect(parseSearch(stringifySearch(search))).toEqual(search);
  expect(stringifySearch({ text: undefined, peek: '' })).toBe('');
});

it('reads what it knows of an address and leaves the rest', () => {
  expect(readTracesSearch({ status: 'error', agent: 7, other: 'x', text: '' })).toEqual({ status: 'error' });
});

it('names the filter as the API does', () => {
  expect(filterOf({ status: 'errors', session: 's', text: 'w' })).toEqual({ has_errors: true, session_id: 's', text: 'w' });
  expect(filterOf({ status: 'nonsense' })).toEqual({});
});

it('writes all that narrows the list as one expression', () => {
  expect(expressionOf({ status: 'errors', agent: "o'neil", text: 'two words', where: 'cost > 1 OR errors > 2', range: '7d' })).toBe("has_errors AND agents = 'o''neil' AND 'two words' AND (cost > 1 OR errors > 2)");
  expect(expressionOf({ where: 'cost > 1 OR errors > 2' })).toBe('cost > 1 OR errors > 2');
  expect(expressionOf({})).toBe('');
});

it('keeps the expression beside the names', () => {
  const address = readTracesSearch(parseSearch(stringifySearch({ where: "name = 'a & b' AND cost > 1", status: 'error', cols: 'started,cost' })));

  expect(address).toEqual({ where: "name = 'a & b' AND cost > 1", status: 'error', cols: 'started,cost' });
  expect(filterOf(address)).toEqual({ where: "name = 'a & b' AND cost > 1", status: 'error' });
});
