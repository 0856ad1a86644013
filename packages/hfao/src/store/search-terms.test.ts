import { describe, expect, it } from 'vitest';
import { excerptOf } from './search-excerpt.js';
import { certainPart, expressionOf, patternOf, searchTerms, wordsIn, wordsOfTerm } from './search-terms.js';

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
    expect(new RegExp(patternOf(term).slice(4).replaceAll(/\\p\{(Han|Hiragana|Katakana|Thai|Lao|Khmer|Myanmar)\}/g, '\\p{Script=$1}'), 'iu').test(text)).toBe(isFound);
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
    const { text, highlights } = excerptOf(`${'😀 lead '.repeat(100)}Needle in hay, needle${' tail'.repeat(100)}`, searchTerms('needle hay'));

    expect(Array.from(text)).toHaveLength(240);
    expect(highlights.map(([from, to]) => text.slice(from, to))).toEqual(['Needle', 'hay', 'needle']);
  });

  it('is the beginning where no term occurs', () => {
    expect(excerptOf('short', searchTerms('long'))).toEqual({ text: 'short', highlights: [] });
  });

  it('joins marks that overlap', () => {
    expect(excerptOf('no seat left', searchTerms('"no seat" "seat left"')).highlights).toEqual([[0, 12]]);
  });
});
