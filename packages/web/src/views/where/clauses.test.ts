import { describe, expect, it } from 'vitest';
import { all, equals, isWords, withClause } from './clauses';

describe('a clause that is added', () => {
  it('stands alone where nothing stood', () => {
    expect(withClause('  ', equals('name', "o'hara"))).toBe("name = 'o''hara'");
  });

  it('follows with AND, once', () => {
    const once = withClause("status = 'error'", equals('tags', 'beta'));

    expect(once).toBe("status = 'error' AND tags = 'beta'");
    expect(withClause(once, equals('tags', 'beta'))).toBe(once);
  });

  it('puts brackets around an OR, but not around one within brackets or quotes', () => {
    expect(withClause('cost > 1 or errors > 0', 'has_errors')).toBe('(cost > 1 or errors > 0) AND has_errors');
    expect(withClause("(cost > 1 OR errors > 0) AND name = 'this or that'", 'has_errors')).toBe("(cost > 1 OR errors > 0) AND name = 'this or that' AND has_errors");
  });
});

it('joins what there is', () => {
  expect(all(['', "status = 'ok'", 'a OR b'])).toBe("status = 'ok' AND (a OR b)");
  expect(all(['a OR b', ''])).toBe('a OR b');
});

it('tells words to look for from a filter', () => {
  expect(isWords('refund order 48-20417')).toBe(true);
  expect(isWords("status = 'error'")).toBe(false);
  expect(isWords('nothing like this is here')).toBe(true);
  expect(isWords('status AND name')).toBe(false);
  expect(isWords("'refund'")).toBe(false);
});
