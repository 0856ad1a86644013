import { describe, expect, it } from 'vitest';
import { excerptsFor } from './search-excerpt.js';
import { certainPart, expressionOf, patternOf, searchTerms, wordsIn, wordsOfTerm } from './search-terms.js';

const NOTHING = { name: 'step', input: null, output: null, status_message: null };

describe('a query', () => {
  it('is words and quoted phrases', () => {
    expect(searchTerms(' rate  "no seat left" time* * "a" rate')).toEqual([
      { text: 'rate', isPrefix: false }, { text: 'no seat left', isPrefix: false }, { text: 'time', isPrefix: true }, { text: '*', isPrefix: false }, { text: 'a', isPrefix: false },
    ]);
  });

  it('takes a quote that is not closed as it stands', () => {
    expect(searchTerms('5" disk ""').map((it) => it.text)).toEqual(['5"', 'disk']);
  });
});

describe('a term', () => {
  it.each([
    ['time', 'a TIME to', true], ['time', 'timeout', false], ['time*', 'timeouts', true], ['time*', 'daytime', false],
    ['timeout', 'error:timeout!', true], ['rate-limit', 'a rate-limit.', true], ['rate-limit', 'a rate-limits', false],
    ['100%', 'at 100% now', true], ['100%', '1100%', false], ['😀', 'ab😀cd', true],
    ['漢字', '大漢字列', true], ['word', 'word—dash', true], ['caf', 'café', false], ['ŽLUŤ', 'je žluť', true], ['ΟΔΟΣ', 'ο οδος', true], ['risk', 'riſk', true],
    ['world', 'hello\\nworld', true], ['orld', 'hello\\nworld', false], ['new', 'C:\\new', true], ['"no seat"', 'no \n seat', true], ['"no seat"', 'no seats', false],
    ['$1.*', 'costs $1.50', true], ['a.c', 'abc', false], ['[x]', 'y[x]z', true],
  ])('%s in %s: %s', (query, text, isFound) => {
    const [term] = searchTerms(query);

    expect(expressionOf(term).test(text)).toBe(isFound);
    expect(new RegExp(patternOf(term).replaceAll('\\x{', '\\u{').replace('(?i:', '(?:'), 'iu').test(text)).toBe(isFound);
    expect(!isFound || text.toLowerCase().includes(certainPart(term) ?? '')).toBe(true);
  });

  it('knows the whole words that a text with it has', () => {
    expect(wordsOfTerm(searchTerms('snake_Case-x*')[0])).toEqual(['snake', 'case']);
    expect(wordsOfTerm(searchTerms('漢字abc')[0])).toEqual(['漢', '字', 'abc']);
    expect(wordsOfTerm(searchTerms('😀')[0])).toEqual([]);
    expect(wordsIn('ΟΔΟΣ οδος')).toEqual(['οδοσ', 'οδοσ']);
  });
});

describe('an excerpt', () => {
  it('stands around the first term, with every term marked', () => {
    const input = `${'😀 lead '.repeat(100)}Needle in hay, needle${' tail'.repeat(100)}`;

    const { field, excerpt, highlights } = excerptsFor(searchTerms('needle hay'))({ ...NOTHING, input });

    expect(field).toBe('input');
    expect(Array.from(excerpt)).toHaveLength(240);
    expect(highlights.map(([from, to]) => excerpt.slice(from, to))).toEqual(['Needle', 'hay', 'needle']);
  });

  it('is the name where no term occurs', () => {
    expect(excerptsFor([])({ ...NOTHING, input: 'long' })).toEqual({ field: 'name', excerpt: 'step', highlights: [] });
  });

  it('joins marks that overlap', () => {
    expect(excerptsFor(searchTerms('"no seat" "seat left"'))({ ...NOTHING, output: 'no seat left' }).highlights).toEqual([[0, 12]]);
  });
});
