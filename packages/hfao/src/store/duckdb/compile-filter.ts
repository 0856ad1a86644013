import { encodeAttribute } from '../../model/attribute-value.js';
import type { CompareOp, Filter, FilterField, FilterValue, Relation } from '../../model/filter/filter.js';
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

/**
 * A filter as an SQL condition on such a row, with every value bound. It is true where the filter holds (model/filter/evaluate.ts); where it does not, it may be
 * null instead of false. NOT makes no difference between the two, so AND, OR and NOT come out two-valued.
 */
export function compileFilter(filter: Filter, row: FilterRow, parameters: Parameters): string {
  switch (filter.kind) {
    case 'and': case 'or': {
      const parts = filter.of.map((it) => compileFilter(it, row, parameters));
      return parts.length === 0 ? String(filter.kind === 'and') : `(${parts.join(filter.kind === 'and' ? ' AND ' : ' OR ')})`;
    }
    case 'not': return `(${compileFilter(filter.of, row, parameters)} IS NOT TRUE)`;
    case 'text': return `(${['true', ...filter.words.map((word) => wordCondition(word, row, parameters))].join(' AND ')})`;
    case 'related': return row.related(filter.relation, filter.of);
    default: return leafCondition(filter, row, parameters);
  }
}

function wordCondition(word: string, row: FilterRow, parameters: Parameters): string {
  const lowered = `lower(${parameters.text(word)})`;
  const shown = row.texts.map(({ name, isList }) => {
    const column = row.column(name);
    return isList ? someEntry(column, (it) => `contains(lower(${it}), ${lowered})`) : `contains(lower(${column}), ${lowered})`;
  });
  return `(${shown.join(' OR ')})`;
}

function leafCondition(leaf: Leaf, row: FilterRow, parameters: Parameters): string {
  const { field } = leaf;
  if (leaf.kind === 'in' && leaf.values.length === 0) return 'false';
  switch (field.kind) {
    case 'column': return field.type === 'list' ? listCondition(leaf, row.column(field.name), parameters) : scalarCondition(leaf, row.column(field.name), parameters);
    case 'attribute': case 'metadata': return mapCondition(leaf, `${row.map(field.kind)}[${parameters.text(field.key)}]`, parameters);
    case 'score': return row.scored(`name = ${parameters.text(field.name)} AND ${scoreCondition(leaf, parameters)}`);
  }
}

/** A value of one type: a column, or an entry of a list. */
function scalarCondition(leaf: Leaf, expression: string, parameters: Parameters): string {
  switch (leaf.kind) {
    case 'compare': return `${expression} ${leaf.op} ${valueOf(leaf.value, parameters)}`;
    case 'in': return `${expression} IN (${leaf.values.map((it) => valueOf(it, parameters)).join(', ')})`;
    case 'match': return matchCondition(leaf, expression, parameters);
    case 'present': return `${expression} IS NOT NULL`;
  }
}

function listCondition(leaf: Leaf, list: string, parameters: Parameters): string {
  if (leaf.kind === 'present') return `len(${list}) > 0`;
  if (leaf.kind === 'compare' && leaf.op === '=') return `list_contains(${list}, ${valueOf(leaf.value, parameters)})`;
  return someEntry(list, (entry) => scalarCondition(leaf, entry, parameters));
}

const someEntry = (list: string, condition: (entry: string) => string) => `len(list_filter(${list}, lambda entry: ${condition('entry')})) > 0`;

/** An encoded value (model/attribute-value.ts). Equal texts are looked for as they are encoded, without reading each. */
function mapCondition(leaf: Leaf, encoded: string, parameters: Parameters): string {
  switch (leaf.kind) {
    case 'present': return `${encoded} <> 'null'`;
    case 'match': return matchCondition(leaf, textOf(encoded), parameters);
    case 'in': return `(${leaf.values.map((it) => mapComparison('=', it, encoded, parameters)).join(' OR ')})`;
    case 'compare': return mapComparison(leaf.op, leaf.value, encoded, parameters);
  }
}

function mapComparison(op: CompareOp, value: FilterValue, encoded: string, parameters: Parameters): string {
  if (typeof value === 'string' && op === '=') return `${encoded} IN (${attributeEncodings(value).map((it) => parameters.text(it)).join(', ')})`;
  const read = typeof value === 'number' ? numberOf(textOf(encoded)) : typeof value === 'boolean' ? booleanOf(textOf(encoded)) : textOf(encoded);
  return `${read} ${op} ${valueOf(value, parameters)}`;
}

/** Every encoded value of which this is the text. */
export function attributeEncodings(text: string): string[] {
  const asText = encodeAttribute(text);
  const isScalar = asText !== text && !/^[ "]/.test(text) && text !== 'null';
  return [asText, ...(isScalar ? [text] : []), ...(/^[[{]/.test(text) ? [` ${text}`] : [])];
}

const textOf = (encoded: string) => `(CASE WHEN ${encoded} = 'null' THEN NULL WHEN starts_with(${encoded}, ' ') AND json_valid(${encoded}) THEN substr(${encoded}, 2)
  WHEN starts_with(${encoded}, '"') AND json_valid(${encoded}) THEN json_extract_string(${encoded}, '$') ELSE ${encoded} END)`;
/** As NUMBER_TEXT (model/filter/judged.ts) has it. */
const NUMBER = '-?[0-9]{1,40}([.][0-9]{1,40})?([eE][+-]?[0-9]{1,3})?';
const numberOf = (text: string) => `(CASE WHEN regexp_full_match(${text}, '${NUMBER}') AND isfinite(TRY_CAST(${text} AS DOUBLE)) THEN TRY_CAST(${text} AS DOUBLE) END)`;
const booleanOf = (text: string) => `(CASE ${text} WHEN 'true' THEN true WHEN 'false' THEN false END)`;

/** On the columns of one score. */
function scoreCondition(leaf: Leaf, parameters: Parameters): string {
  switch (leaf.kind) {
    case 'present': return 'true';
    case 'match': return matchCondition(leaf, 'string_value', parameters);
    case 'in': return `(${leaf.values.map((it) => `${scoreColumn(it)} = ${valueOf(it, parameters)}`).join(' OR ')})`;
    case 'compare': return `${scoreColumn(leaf.value)} ${leaf.op} ${valueOf(leaf.value, parameters)}`;
  }
}

const scoreColumn = (value: FilterValue) => (typeof value === 'number' ? '"value"' : typeof value === 'boolean' ? 'boolean_value' : 'string_value');

function matchCondition({ how, text }: Extract<Filter, { kind: 'match' }>, expression: string, parameters: Parameters): string {
  const lowered = `lower(${expression})`;
  switch (how) {
    case 'contains': return `contains(${lowered}, lower(${parameters.text(text)}))`;
    case 'starts_with': return `starts_with(${lowered}, lower(${parameters.text(text)}))`;
    case 'ends_with': return `ends_with(${lowered}, lower(${parameters.text(text)}))`;
    // LIKE takes exponential time for what strangers may write; RE2 does not.
    case 'like': return `regexp_full_match(${lowered}, lower(${parameters.text(likeExpression(text))}), 's')`;
  }
}

function likeExpression(pattern: string): string {
  return pattern.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replace(/%+/g, '.*').replaceAll('_', '.');
}

function valueOf(value: FilterValue, parameters: Parameters): string {
  switch (typeof value) {
    case 'string': return parameters.text(value);
    case 'number': return Number.isSafeInteger(value) ? `${integerLiteral(value)}::BIGINT` : parameters.number(value);
    case 'boolean': return String(value);
    default: return timeLiteral(value.time);
  }
}
