import { fieldNamed, FIELDS, type FieldSpec } from './fields.js';
import type { FilterField, FilterSubject } from './filter.js';
import type { FilterError } from './filter-error.js';
import { suggest } from './suggest.js';
import { isWord, shortened, shown, type TokenReader } from './token-reader.js';
import type { Token } from './tokenize.js';

/** What a comparison is about: a field, and how it was written. */
export interface Operand {
  field: FilterField;
  name: string;
  /** Of a field of the catalog. */
  spec?: FieldSpec;
}

/** What is named by a key behind its kind: `attributes.key`, `attributes["key"]`, `score('name')`. */
const KEYED = new Map([
  ['attributes', 'attribute'], ['attribute', 'attribute'], ['metadata', 'metadata'], ['scores', 'score'], ['score', 'score'],
] as const);

const KEY_EXAMPLES = { attribute: 'attributes["http.route"]', metadata: 'metadata["plan"]', score: "score('correctness')" } as const;

/**
 * Reads the field that a comparison begins with.
 * @throws FilterError naming the fields that may have been meant
 */
export function readOperand(reader: TokenReader, subject: FilterSubject): Operand {
  const token = reader.take();
  const [head, ...path] = token.kind === 'word' ? token.text.split('.') : [token.text];
  const keyed = token.kind === 'word' ? keyedKind(head) : undefined;
  if (keyed !== undefined) return keyedOperand(keyed, path.length > 0 ? path.join('.') : readKey(reader, keyed, token));
  const spec = fieldNamed(subject, token.text);
  if (spec === undefined) throw unknownField(reader, token, subject);
  return { field: { kind: 'column', name: spec.name, type: spec.type }, name: spec.name, spec };
}

function keyedKind(word: string): 'attribute' | 'metadata' | 'score' | undefined {
  return (KEYED as ReadonlyMap<string, 'attribute' | 'metadata' | 'score'>).get(word.toLowerCase());
}

function keyedOperand(kind: 'attribute' | 'metadata' | 'score', key: string): Operand {
  return kind === 'score' ? { field: { kind, name: key }, name: `score ${shortened(key)}` } : { field: { kind, key }, name: `${kind} ${shortened(key)}` };
}

function readKey(reader: TokenReader, kind: keyof typeof KEY_EXAMPLES, token: Token): string {
  const open = reader.takeSymbol('[', '(');
  if (open === undefined) throw reader.error(`${shown(token)} needs a key: ${KEY_EXAMPLES[kind]}.`, { token, ...(reader.isEnd ? { expected: { what: 'words', words: ['['] } } : {}) });
  if (reader.token.kind !== 'string' && reader.token.kind !== 'quoted') throw reader.unexpected(`a key in quotes, as in ${KEY_EXAMPLES[kind]}`, { what: 'words', words: [] });
  const key = reader.take();
  if (key.text === '') throw reader.error('The key is empty.', { token: key });
  reader.demandSymbol(open.text === '[' ? ']' : ')');
  return key.text;
}

function unknownField(reader: TokenReader, token: Token, subject: FilterSubject): FilterError {
  const name = shortened(token.text);
  const suggestions = suggest(token.text, namesOf(subject));
  const foreign = /[^\x20-\x7e]/u.exec(name)?.[0];
  const oddLetter = foreign === undefined ? '' : ` It holds "${foreign}" (U+${foreign.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}), which is no Latin letter.`;
  const advice = elsewhere(token, subject) || (suggestions.length === 0 ? ' To look for a text, write it in single quotes.' : '');
  return reader.error(`${subject === 'observation' ? 'An' : 'A'} ${subject} has no field "${name}".${oddLetter}${advice}`, { token, suggestions });
}

/** Where a field is one of another subject, what to write. */
function elsewhere(token: Token, subject: FilterSubject): string {
  if (subject !== 'observation' && fieldNamed('observation', token.text) !== undefined) return ` It is a field of observations: write has(${token.text} …), with what is asked of that one observation in the same brackets.`;
  if (subject === 'observation' && fieldNamed('trace', token.text) !== undefined) return ' It is a field of traces, and this is about an observation.';
  return '';
}

/** Every name that a comparison about this subject may begin with. */
export function namesOf(subject: FilterSubject): string[] {
  return [...FIELDS[subject].flatMap((it) => [it.name, ...(it.aliases ?? [])]), 'attributes', 'metadata', 'score'];
}

/** Whether what follows a quotation makes it the name of a field. */
export function beginsOperator(token: Token): boolean {
  if (token.kind === 'symbol') return ['=', '==', '!=', '<>', '<', '<=', '>', '>='].includes(token.text);
  return isWord(token, 'IS', 'NOT', 'IN', 'LIKE', 'ILIKE', 'CONTAINS', 'STARTS', 'STARTS_WITH', 'ENDS', 'ENDS_WITH', 'BETWEEN', 'HAS');
}
