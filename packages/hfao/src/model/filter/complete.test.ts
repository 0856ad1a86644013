import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryFilter } from '../../store/conformance/arbitrary-filter.js';
import { completeFilter } from './complete.js';
import { FilterError } from './filter-error.js';
import { FILTER_SUBJECTS, type FilterSubject } from './filter.js';
import { parseFilter } from './parse.js';
import { printFilter } from './print.js';

const NOW = Date.parse('2026-11-23T12:00:00Z') * 1000;

describe('at the cursor (|) are offered', () => {
  it.each<[string, string[], FilterSubject?]>([
    ['|', ['trace_id', 'name', 'status']],
    ['sta|', ['status', 'start_time']],
    ['lat|', ['duration_ms']],
    ['model|', ['models']],
    ['desc|', ['descendant'], 'observation'],
    ['child(ty|', ['type'], 'observation'],
    ['has(child(|', ['trace_id', 'observation_id']],
    ['status |', ['=', '!=', 'IN', 'IS NULL', 'IS NOT NULL']],
    ['name c|', ['CONTAINS']],
    ['name is |', ['NULL', 'NOT NULL']],
    ['name not |', ['IN', 'LIKE']],
    ['name starts |', ['WITH']],
    ['status = |', ["'ok'", "'error'", "'unset'"]],
    ['status = er|', ["'error'"]],
    ["status = 'er|", ["'error'"]],
    ["status = 'er|'", ["'error'"]],
    ["status in ('ok', |", ["'ok'", "'error'", "'unset'"]],
    ['has(type = t|', ["'TOOL'"]],
    ['has_errors = |', ['true', 'false']],
    ['start_time > |', ['now() - 15m']],
    ['duration > |', ['100ms', '1s']],
    ['cost between 1 |', ['AND']],
    ['cost > 5 |', ['AND', 'OR']],
    ['(cost > 5 |', ['AND', 'OR', ')']],
    ['cost > 5 a|', ['AND']],
    ['start_time > now() - 1h |', ['AND', 'OR']],
    ['start_time > now() - |', ['15m', '1h']],
    ['cost > 5 and not |', ['trace_id', 'name']],
  ])('%s', (written, labels, subject = 'trace') => {
    const { items } = complete(written, subject);

    expect(items.map((it) => it.label).slice(0, labels.length)).toEqual(labels);
  });

  it.each([
    ["model = |", { facet: 'models', text: '' }],
    ["tags in ('a', 'be|", { facet: 'tags', text: 'be' }],
    ["user_id = 'it''s |'", { facet: 'users', text: "it's " }],
    ["session contains 'x|'", { facet: 'sessions', text: 'x' }],
    ['status = |', undefined],
  ])('values of a facet: %s', (written, ask) => {
    expect(complete(written).ask).toEqual(ask);
  });

  it.each(['nonsense = |', "name = 'a' 'b' |", "'some words|", "attributes[|", 'cost > 5|', 'name = ‘|'])('nothing where nothing is known: %s', (written) => {
    expect(complete(written).items).toEqual([]);
  });
});

describe('what is offered', () => {
  it.each([
    ['sta|tus = 1', 'status = 1', 'status'],
    ["status = 'er|'", "status = 'error'", "'error'"],
    ['status = er|', "status = 'error'", "'error'"],
    ['name = 1 and |', 'name = 1 and ', undefined],
  ])('takes the place of the word at the cursor: %s', (written, expected, label) => {
    const { from, to, items } = complete(written);
    const insert = items.find((it) => it.label === label)?.insert ?? '';

    const text = written.replace('|', '');

    expect(text.slice(0, from) + insert + text.slice(to)).toBe(expected);
  });

  it('is never refused by the parser before the filter ends', () => {
    const before = fc.constantFrom(...FILTER_SUBJECTS).chain((subject) => arbitraryFilter(subject).map((it) => ({ subject, text: printFilter(it, subject) })));

    fc.assert(fc.property(before, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(), ({ subject, text }, part, pick) => {
      const { from, items } = completeFilter(text, Math.floor(part * text.length), subject);
      if (items.length === 0) return;
      expect(refusedWithin(text.slice(0, from) + items[pick % items.length].insert, subject)).toBeUndefined();
    }), { numRuns: 1_000 });
  });
});

/** The parser's error, unless it says that the filter is not at its end. */
function refusedWithin(text: string, subject: FilterSubject): string | undefined {
  try {
    parseFilter(text, subject, NOW);
    return undefined;
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    return error.isUnclosed || error.at === text.length ? undefined : error.message;
  }
}

function complete(written: string, subject: FilterSubject = 'trace') {
  return completeFilter(written.replace('|', ''), written.indexOf('|'), subject);
}
