import type { Micros } from '../time.js';
import { not, readComparison } from './comparison.js';
import type { Filter, FilterSubject, Relation } from './filter.js';
import { beginsOperator, readOperand } from './operand.js';
import { isWord, TokenReader } from './token-reader.js';

const MAX_WORDS = 32;

const RELATION_OF = new Map<string, Relation>([['HAS', 'any'], ['ANY', 'any'], ['CHILD', 'child'], ['DESCENDANT', 'descendant'], ['PARENT', 'parent'], ['ANCESTOR', 'ancestor']]);

/**
 * Reads a `where` (docs/filters.md has the grammar). A text of nothing but white space lets everything pass.
 * By hand, recursive descent: what parsers of SQL there are know neither relations nor attributes by key, and place and advice of an error are half of the work.
 * @param now what `now()` and `1h ago` count from
 * @throws FilterError with the place, and what may have been meant
 */
export function parseFilter(text: string, subject: FilterSubject, now: Micros): Filter {
  const reader = new TokenReader(text, now);
  if (reader.isEnd) return { kind: 'and', of: [] };
  const filter = either(reader, subject);
  if (!reader.isEnd) throw afterEnd(reader);
  return filter;
}

function afterEnd(reader: TokenReader): Error {
  if (reader.isSymbol(')')) return reader.error('This bracket closes nothing.');
  if (beginsOperator(reader.token)) return reader.error('A field to compare is written without single quotes, and a condition has one comparison.');
  return reader.unexpected('AND or OR', { what: 'connective', open: 0 });
}

function either(reader: TokenReader, subject: FilterSubject): Filter {
  const of = [all(reader, subject)];
  while (reader.takeWord('OR') ?? reader.takeSymbol('||')) of.push(all(reader, subject));
  return of.length === 1 ? of[0] : reader.made({ kind: 'or', of });
}

function all(reader: TokenReader, subject: FilterSubject): Filter {
  const of = [negation(reader, subject)];
  while (reader.takeWord('AND') ?? reader.takeSymbol('&&')) of.push(negation(reader, subject));
  return of.length === 1 ? of[0] : reader.made({ kind: 'and', of });
}

function negation(reader: TokenReader, subject: FilterSubject): Filter {
  if (reader.takeWord('NOT') ?? reader.takeSymbol('!')) return not(reader, reader.within(() => negation(reader, subject)));
  return condition(reader, subject);
}

function condition(reader: TokenReader, subject: FilterSubject): Filter {
  const { token, following } = reader;
  if (reader.isSymbol('(')) return brackets(reader, subject);
  if (token.kind === 'string') return isWord(following, 'IN') ? membership(reader, subject) : fullText(reader);
  if (token.kind === 'quoted' && !beginsOperator(following)) return fullText(reader);
  if (token.kind !== 'word' && token.kind !== 'quoted') throw reader.unexpected('a condition', { what: 'operand', subject });
  if (reader.isWord('TRUE', 'FALSE')) return reader.made({ kind: reader.take().text.toUpperCase() === 'TRUE' ? 'and' : 'or', of: [] });
  if (token.kind === 'word' && following.kind === 'symbol' && following.text === '(') {
    if (reader.isWord('TEXT')) return textCall(reader);
    const relation = RELATION_OF.get(token.text.toUpperCase());
    if (relation !== undefined) return related(reader, subject, relation);
  }
  if (reader.isWord('AND', 'OR')) throw reader.unexpected('a condition', { what: 'operand', subject });
  return readComparison(reader, subject);
}

function brackets(reader: TokenReader, subject: FilterSubject): Filter {
  reader.demandSymbol('(');
  const filter = reader.within(() => either(reader, subject));
  closeBracket(reader);
  return filter;
}

function closeBracket(reader: TokenReader): void {
  if (reader.takeSymbol(')') === undefined) throw reader.unexpected('AND, OR or ")"', { what: 'connective', open: 1 });
}

function related(reader: TokenReader, subject: FilterSubject, relation: Relation): Filter {
  const word = reader.take();
  if (relation !== 'any' && subject !== 'observation') {
    throw reader.error(`"${word.text}" is about an observation, and this is about a ${subject}: write has(${word.text}(…)).`, { token: word });
  }
  const of = brackets(reader, 'observation');
  return reader.made({ kind: 'related', relation, of });
}

function textCall(reader: TokenReader): Filter {
  reader.take();
  reader.demandSymbol('(');
  const filter = fullText(reader);
  reader.demandSymbol(')');
  return filter;
}

function fullText(reader: TokenReader): Filter {
  if (reader.token.kind !== 'string' && reader.token.kind !== 'quoted') throw reader.unexpected('words in quotes', { what: 'words', words: [] });
  const words = reader.token.text.split(/\s+/u).filter((it) => it !== '');
  if (words.length === 0) throw reader.error('There is no word to look for.');
  if (words.length > MAX_WORDS) throw reader.error(`${MAX_WORDS} words are the most that can be looked for at once.`);
  reader.take();
  return reader.made({ kind: 'text', words });
}

/** `'x' IN tags` */
function membership(reader: TokenReader, subject: FilterSubject): Filter {
  const value = reader.take().text;
  reader.take();
  if (reader.isEnd) throw reader.unexpected('a field', { what: 'operand', subject });
  if (reader.token.kind !== 'word' && reader.token.kind !== 'quoted') throw reader.error('Before IN should stand a field without single quotes; behind it, then, a list of values.');
  const { token } = reader;
  const operand = readOperand(reader, subject);
  if (operand.field.kind !== 'column' || operand.field.type !== 'list') throw reader.error(`${operand.name} is no list: write it before the comparison.`, { token });
  return reader.made({ kind: 'compare', field: operand.field, op: '=', value });
}
