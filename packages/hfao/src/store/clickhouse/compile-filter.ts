import { encodeAttribute } from '../../model/attribute-value.js';
import type { CompareOp, Filter, FilterField, FilterValue, Relation } from '../../model/filter/filter.js';
import { lowerCase } from '../../model/filter/lower-case.js';
import { integerLiteral, timeLiteral, type Parameters } from './sql.js';

/** What a filter's words are in a query: the expressions of one subject's row. */
export interface FilterRow {
  column(name: string): string;
  /** The map column of attributes or metadata. */
  map(kind: 'attribute' | 'metadata'): string;
  /** Whether the subject has a score that meets a condition on the columns of scores. */
  scored(condition: string): string;
  related(relation: Relation, of: Filter): string;
  /** What full text looks at: names of columns, of text or (`list`) of texts. */
  readonly texts: readonly { name: string; isList: boolean }[];
}

type Leaf = Extract<Filter, { field: FilterField }>;

/** A filter as an SQL condition on such a row, with every value bound: true where the filter holds (model/filter/evaluate.ts), else false and never NULL. */
export function compileFilter(filter: Filter, row: FilterRow, parameters: Parameters): string {
  switch (filter.kind) {
    case 'and': case 'or': {
      const parts = filter.of.map((it) => compileFilter(it, row, parameters));
      return parts.length === 0 ? String(filter.kind === 'and') : `(${parts.join(filter.kind === 'and' ? ' AND ' : ' OR ')})`;
    }
    case 'not': return `(NOT ${compileFilter(filter.of, row, parameters)})`;
    case 'text': return `(${['true', ...filter.words.map((word) => wordCondition(word, row, parameters))].join(' AND ')})`;
    case 'related': return `(${row.related(filter.relation, filter.of)})`;
    default: return `ifNull(${leafCondition(filter, row, parameters)}, false)`;
  }
}

function wordCondition(word: string, row: FilterRow, parameters: Parameters): string {
  const lowered = parameters.text(lowerCase(word));
  const shown = row.texts.map(({ name, isList }) => {
    const column = row.column(name);
    return isList ? someEntry(column, (it) => `position(${lower(it)}, ${lowered}) > 0`) : `ifNull(position(${lower(column)}, ${lowered}) > 0, false)`;
  });
  return `(${shown.join(' OR ')})`;
}

/** Each code point by itself, as lowerCase has it (model/filter/lower-case.ts): the engine would look at where Σ stands, and make two of İ. */
export const lower = (expression: string) => `lowerUTF8(translateUTF8(${expression}, 'Σİ', 'σi'))`;

function leafCondition(leaf: Leaf, row: FilterRow, parameters: Parameters): string {
  const { field } = leaf;
  switch (field.kind) {
    case 'column': return field.type === 'list' ? listCondition(leaf, row.column(field.name), parameters) : scalarCondition(leaf, row.column(field.name), parameters);
    case 'attribute': case 'metadata': return mapCondition(leaf, entryOf(row.map(field.kind), parameters.text(field.key)), parameters);
    case 'score': return row.scored(`name = ${parameters.text(field.name)} AND ${scoreCondition(leaf, parameters)}`);
  }
}

/** A value of one type: a column, or an entry of a list. */
function scalarCondition(leaf: Leaf, expression: string, parameters: Parameters): string {
  switch (leaf.kind) {
    case 'compare': return `${expression} ${leaf.op} ${valueOf(leaf.value, parameters)}`;
    case 'in': return someOf(leaf.values, (it) => `${expression} = ${valueOf(it, parameters)}`);
    case 'match': return matchCondition(leaf, expression, parameters);
    case 'present': return `${expression} IS NOT NULL`;
  }
}

const someOf = (values: readonly FilterValue[], condition: (value: FilterValue) => string) => (values.length === 0 ? 'false' : `(${values.map(condition).join(' OR ')})`);

function listCondition(leaf: Leaf, list: string, parameters: Parameters): string {
  if (leaf.kind === 'present') return `notEmpty(${list})`;
  if (leaf.kind === 'compare' && leaf.op === '=') return `has(${list}, ${valueOf(leaf.value, parameters)})`;
  return someEntry(list, (entry) => scalarCondition(leaf, entry, parameters));
}

const someEntry = (list: string, condition: (entry: string) => string) => `arrayExists(entry -> ${condition('entry')}, ${list})`;

/** NULL where the map has no such key. */
const entryOf = (map: string, key: string) => `if(mapContains(${map}, ${key}), ${map}[${key}], NULL)`;

/** An encoded value (model/attribute-value.ts). Equal texts are looked for as they are encoded, without reading each. */
function mapCondition(leaf: Leaf, encoded: string, parameters: Parameters): string {
  switch (leaf.kind) {
    case 'present': return `${encoded} <> 'null'`;
    case 'match': return matchCondition(leaf, textOf(encoded), parameters);
    case 'in': return someOf(leaf.values, (it) => `ifNull(${mapComparison('=', it, encoded, parameters)}, false)`);
    case 'compare': return mapComparison(leaf.op, leaf.value, encoded, parameters);
  }
}

function mapComparison(op: CompareOp, value: FilterValue, encoded: string, parameters: Parameters): string {
  if (typeof value === 'string' && op === '=') return `${encoded} IN ${parameters.texts(encodingsOf(value))}`;
  const read = typeof value === 'number' ? numberOf(textOf(encoded)) : typeof value === 'boolean' ? booleanOf(textOf(encoded)) : textOf(encoded);
  return `${read} ${op} ${valueOf(value, parameters)}`;
}

/** Every encoded value of which this is the text. */
function encodingsOf(text: string): string[] {
  const asText = encodeAttribute(text);
  const isScalar = asText !== text && !/^[ "]/.test(text) && text !== 'null';
  return [asText, ...(isScalar ? [text] : []), ...(/^[[{]/.test(text) ? [` ${text}`] : [])];
}

const textOf = (encoded: string) => `multiIf(${encoded} = 'null', NULL, startsWith(${encoded}, ' ') AND isValidJSON(${encoded}), substring(${encoded}, 2),
  startsWith(${encoded}, '"') AND isValidJSON(${encoded}), JSONExtractString(assumeNotNull(${encoded})), ${encoded})`;
/** As NUMBER_TEXT (model/filter/judged.ts) has it. */
const NUMBER = '^-?[0-9]{1,40}([.][0-9]{1,40})?([eE][+-]?[0-9]{1,3})?$';
const numberOf = (text: string) => `if(match(${text}, '${NUMBER}') AND isFinite(toFloat64OrNull(${text})), toFloat64OrNull(${text}), NULL)`;
const booleanOf = (text: string) => `multiIf(${text} = 'true', true, ${text} = 'false', false, NULL)`;

/** On the columns of one score. */
function scoreCondition(leaf: Leaf, parameters: Parameters): string {
  switch (leaf.kind) {
    case 'present': return 'true';
    case 'match': return matchCondition(leaf, 'string_value', parameters);
    case 'in': return someOf(leaf.values, (it) => `ifNull(${scoreColumn(it)} = ${valueOf(it, parameters)}, false)`);
    case 'compare': return `${scoreColumn(leaf.value)} ${leaf.op} ${valueOf(leaf.value, parameters)}`;
  }
}

const scoreColumn = (value: FilterValue) => (typeof value === 'number' ? '"value"' : typeof value === 'boolean' ? 'boolean_value' : 'string_value');

function matchCondition({ how, text }: Extract<Filter, { kind: 'match' }>, expression: string, parameters: Parameters): string {
  const lowered = lowerCase(text);
  switch (how) {
    case 'contains': return `position(${lower(expression)}, ${parameters.text(lowered)}) > 0`;
    case 'starts_with': return `startsWith(${lower(expression)}, ${parameters.text(lowered)})`;
    case 'ends_with': return `endsWith(${lower(expression)}, ${parameters.text(lowered)})`;
    // Not LIKE, which knows escapes.
    case 'like': return `match(${lower(expression)}, ${parameters.text(`^(?s:${likeExpression(lowered)})$`)})`;
  }
}

function likeExpression(pattern: string): string {
  return pattern.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replace(/%+/g, '.*').replaceAll('_', '.');
}

function valueOf(value: FilterValue, parameters: Parameters): string {
  switch (typeof value) {
    case 'string': return parameters.text(value);
    case 'number': return Number.isSafeInteger(value) ? integerLiteral(value) : parameters.number(value);
    case 'boolean': return String(value);
    default: return timeLiteral(value.time);
  }
}
