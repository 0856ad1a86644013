import { beginning } from './payload-preview.js';
import { expressionOf, type SearchTerm } from './search-terms.js';

/** The fields that are searched, in the order in which an excerpt is taken. Of an offloaded payload its preview is searched. */
export const SEARCHED_FIELDS = ['name', 'input', 'output', 'status_message'] as const;
export type SearchedField = (typeof SEARCHED_FIELDS)[number];

export interface Excerpt {
  /** The first with a term in it; `name` where none has. */
  field: SearchedField;
  excerpt: string;
  /** Where terms stand in the excerpt: begin and end, in UTF-16 code units as JavaScript counts, without overlap, in order; at most 50. */
  highlights: [from: number, to: number][];
  /** The beginning of each text, when that was asked for. */
  texts?: Record<SearchedField, string | null>;
}

/** Characters of an excerpt, and how many of them stand before the first term. */
const LENGTH = 240;
const LEAD = 60;
const MAX_HIGHLIGHTS = 50;

type Texts = Record<SearchedField, string | null>;

/**
 * For one search: gives the excerpt of a row, the text around the first place in the first field where a term occurs.
 * @param textLength of the texts that are given beside it; absent: none
 */
export function excerptsFor(terms: readonly SearchTerm[], textLength?: number): (texts: Readonly<Texts>) => Excerpt {
  const expressions = terms.map(expressionOf);
  return (texts) => ({ ...firstExcerpt(texts, expressions), ...(textLength === undefined ? {} : { texts: beginnings(texts, textLength) }) });
}

function firstExcerpt(texts: Readonly<Texts>, expressions: readonly RegExp[]): Excerpt {
  for (const field of SEARCHED_FIELDS) {
    const text = texts[field];
    const place = text === null ? Infinity : Math.min(...expressions.map((it) => placeOf(it, text)));
    if (text !== null && place !== Infinity) return { field, ...cut(text, place, expressions) };
  }
  return { field: 'name', ...cut(texts.name ?? '', 0, []) };
}

function beginnings(texts: Readonly<Texts>, length: number): Texts {
  return Object.fromEntries(SEARCHED_FIELDS.map((it) => [it, texts[it] === null ? null : beginning(texts[it], length)])) as Texts;
}

function cut(text: string, place: number, expressions: readonly RegExp[]): Omit<Excerpt, 'field'> {
  const from = charactersBack(text, place, LEAD);
  const to = charactersOn(text, from, LENGTH);
  return { excerpt: text.slice(from, to), highlights: joined(expressions.flatMap((it) => placesIn(it, text, from, to))) };
}

function placeOf(expression: RegExp, text: string): number {
  expression.lastIndex = 0;
  return expression.exec(text)?.index ?? Infinity;
}

/** In the whole text, so that the borders of the excerpt are no borders of words. A term that goes on beyond it is shown as far as it goes. */
function placesIn(expression: RegExp, text: string, from: number, to: number): [number, number][] {
  const places: [number, number][] = [];
  expression.lastIndex = from;
  for (let match = expression.exec(text); match !== null && match.index < to && places.length < MAX_HIGHLIGHTS; match = expression.exec(text)) {
    places.push([match.index - from, Math.min(match.index + match[0].length, to) - from]);
  }
  return places;
}

function joined(places: [number, number][]): [number, number][] {
  const inOrder: [number, number][] = [];
  for (const [from, to] of places.sort((a, b) => a[0] - b[0])) {
    const last = inOrder.at(-1);
    if (last !== undefined && from < last[1]) last[1] = Math.max(last[1], to);
    else inOrder.push([from, to]);
  }
  return inOrder.slice(0, MAX_HIGHLIGHTS);
}

function charactersBack(text: string, from: number, count: number): number {
  let place = from;
  for (let i = 0; i < count && place > 0; i++) place -= isSecondHalf(text, place - 1) ? 2 : 1;
  return Math.max(0, place);
}

function charactersOn(text: string, from: number, count: number): number {
  let place = from;
  for (let i = 0; i < count && place < text.length; i++) place += isSecondHalf(text, place + 1) ? 2 : 1;
  return Math.min(text.length, place);
}

function isSecondHalf(text: string, place: number): boolean {
  const unit = text.charCodeAt(place);
  return unit >= 0xdc00 && unit <= 0xdfff;
}
