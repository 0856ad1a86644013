import type { CompareOp, Filter, FilterField, FilterSubject } from './filter.js';
import { readOperand, type Operand } from './operand.js';
import { readText, readValue } from './read-value.js';
import { suggest } from './suggest.js';
import type { TokenReader } from './token-reader.js';

const MAX_VALUES = 500;

const COMPARE_OPS = new Map<string, CompareOp>([['=', '='], ['==', '='], ['!=', '!='], ['<>', '!='], ['<', '<'], ['<=', '<='], ['>', '>'], ['>=', '>=']]);
const WORD_OPERATORS = ['IS NULL', 'IS NOT NULL', 'IN', 'LIKE', 'ILIKE', 'CONTAINS', 'STARTS WITH', 'ENDS WITH', 'BETWEEN', 'HAS'];

/** A comparison as it stands, and whether it is meant the other way round. */
interface Comparison { filter: Filter; isNegated?: boolean }

/** Reads a field and what is said of it: `name = 'x'`, `tags NOT IN ('a', 'b')`, `has_errors`. */
export function readComparison(reader: TokenReader, subject: FilterSubject): Filter {
  const operand = readOperand(reader, subject);
  const { filter, isNegated } = comparisonWith(reader, operand, subject);
  // Attributes are an observation's: of anything else, one of its observations has to fulfil the comparison.
  const isOfObservation = subject !== 'observation' && (operand.field.kind === 'attribute' || operand.field.kind === 'metadata');
  const whole = isOfObservation ? reader.made({ kind: 'related', relation: 'any', of: filter }) : filter;
  return isNegated ? not(reader, whole) : whole;
}

export function not(reader: TokenReader, of: Filter): Filter {
  return reader.made({ kind: 'not', of });
}

function comparisonWith(reader: TokenReader, operand: Operand, subject: FilterSubject): Comparison {
  if (reader.token.kind === 'symbol' && COMPARE_OPS.has(reader.token.text)) return compared(reader, operand);
  if (reader.takeWord('IS') !== undefined) return presence(reader, operand);
  const isNegated = reader.takeWord('NOT') !== undefined;
  const filter = worded(reader, operand);
  if (filter !== undefined) return { filter, isNegated };
  if (isNegated) throw reader.unexpected('IN, LIKE, CONTAINS, STARTS WITH, ENDS WITH, BETWEEN or HAS', { what: 'words', words: WORD_OPERATORS.slice(2) });
  return { filter: bare(reader, operand, subject) };
}

function compared(reader: TokenReader, operand: Operand): Comparison {
  const { field } = operand;
  const sign = reader.take();
  const op = COMPARE_OPS.get(sign.text)!;
  const isOrder = op !== '=' && op !== '!=';
  if (isOrder && isUnordered(operand)) throw reader.error(`${operand.name} has no order: it is compared with = or !=, not with ${sign.text}.`, { token: sign });
  const { token } = reader;
  const value = readValue(reader, operand);
  if (isOrder && typeof value === 'boolean') throw reader.error(`true and false are compared with = or !=, not with ${sign.text}.`, { token });
  // Of a list, != says what people mean by it: no entry is that.
  if (op === '!=' && isList(field)) return { filter: reader.made({ kind: 'compare', field, op: '=', value }), isNegated: true };
  return { filter: reader.made({ kind: 'compare', field, op, value }) };
}

const isList = (field: FilterField) => field.kind === 'column' && field.type === 'list';
const isUnordered = ({ field, spec }: Operand) => spec?.values !== undefined || isList(field) || (field.kind === 'column' && field.type === 'bool');

function presence(reader: TokenReader, { field }: Operand): Comparison {
  const isNegated = reader.takeWord('NOT') === undefined;
  reader.demandWord(...(isNegated ? ['NULL', 'NOT NULL'] : ['NULL']));
  return { filter: reader.made({ kind: 'present', field }), isNegated };
}

/** What is said with a word; undefined when none of ours stands here. */
function worded(reader: TokenReader, operand: Operand): Filter | undefined {
  const { field } = operand;
  if (reader.takeWord('IN') !== undefined) return reader.made({ kind: 'in', field, values: valueList(reader, operand) });
  if (reader.isWord('BETWEEN')) return between(reader, operand);
  if (reader.isWord('HAS')) return entry(reader, operand);
  return match(reader, operand);
}

function valueList(reader: TokenReader, operand: Operand) {
  const open = reader.token;
  reader.demandSymbol('(');
  const values = [readValue(reader, operand)];
  while (reader.takeSymbol(',') !== undefined) {
    if (values.length === MAX_VALUES) throw reader.error(`${MAX_VALUES} values are the most that IN takes.`, { token: open });
    values.push(readValue(reader, operand));
  }
  if (reader.takeSymbol(')') === undefined) throw reader.unexpected('"," or ")"', { what: 'words', words: [',', ')'] });
  return values;
}

function between(reader: TokenReader, operand: Operand): Filter {
  const word = reader.take();
  const { field } = operand;
  if (isUnordered(operand)) throw reader.error(`${operand.name} has no order: it is between nothing. Use = or IN.`, { token: word });
  const low = readValue(reader, operand);
  reader.demandWord('AND');
  const high = readValue(reader, operand);
  if (typeof low === 'boolean' || typeof high === 'boolean') throw reader.error('Nothing is between true and false.', { token: word });
  return reader.made({ kind: 'and', of: [reader.made({ kind: 'compare', field, op: '>=', value: low }), reader.made({ kind: 'compare', field, op: '<=', value: high })] });
}

function entry(reader: TokenReader, operand: Operand): Filter {
  const word = reader.take();
  if (!isList(operand.field)) throw reader.error(`${operand.name} is no list: HAS asks whether a list holds an entry. Use = or CONTAINS.`, { token: word });
  return reader.made({ kind: 'compare', field: operand.field, op: '=', value: readText(reader, operand) });
}

function match(reader: TokenReader, operand: Operand): Filter | undefined {
  const { field } = operand;
  const word = reader.takeWord('LIKE', 'ILIKE', 'CONTAINS', 'STARTS_WITH', 'ENDS_WITH', 'STARTS', 'ENDS');
  if (word === undefined) return undefined;
  if (field.kind === 'column' && field.type !== 'text' && field.type !== 'list') throw reader.error(`${operand.name} is no text: it is compared with =${field.type === 'bool' ? ' or !=' : ', !=, <, <=, >, >=, BETWEEN or IN'}.`, { token: word });
  const name = word.text.toUpperCase();
  if (name === 'STARTS' || name === 'ENDS') reader.demandWord('WITH');
  const text = readText(reader, operand);
  if (name === 'LIKE' || name === 'ILIKE') return reader.made({ kind: 'match', field, ...likened(text) });
  return reader.made({ kind: 'match', field, how: name === 'CONTAINS' ? 'contains' : name.startsWith('STARTS') ? 'starts_with' : 'ends_with', text });
}

/** A pattern that has wildcards at its ends only is one of the cheaper matches. */
function likened(written: string): { how: 'contains' | 'starts_with' | 'ends_with' | 'like'; text: string } {
  const pattern = written.replace(/%+/g, '%');
  const [opens, closes] = [pattern.startsWith('%'), pattern.endsWith('%')];
  const core = pattern.slice(opens ? 1 : 0, closes && pattern !== '%' ? -1 : undefined);
  if (/[%_]/.test(core) || (!opens && !closes)) return { how: 'like', text: pattern };
  return { how: opens && closes ? 'contains' : closes ? 'starts_with' : 'ends_with', text: core };
}

/** A truth by itself. */
function bare(reader: TokenReader, operand: Operand, subject: FilterSubject): Filter {
  const { field } = operand;
  if (field.kind === 'column' && field.type === 'bool') return reader.made({ kind: 'compare', field, op: '=', value: true });
  const { token } = reader;
  throw reader.unexpected(`a comparison of ${operand.name}, such as = or IS NOT NULL`, { what: 'operator', operand, subject }, token.kind === 'word' ? suggest(token.text, WORD_OPERATORS) : undefined);
}
