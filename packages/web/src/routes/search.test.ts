import { expect, it } from 'vitest';
import { filterOf, parseSearch, readTracesSearch, stringifySearch } from './search';

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
