import { isoTime } from '../time.js';
import type { Filter, FilterField, FilterSubject, FilterValue } from './filter.js';

const MATCHES = { contains: 'CONTAINS', starts_with: 'STARTS WITH', ends_with: 'ENDS WITH', like: 'LIKE' } as const;
const RELATIONS = { any: 'has', child: 'child', descendant: 'descendant', parent: 'parent', ancestor: 'ancestor' } as const;

/**
 * The canonical text of a filter about `subject`: {@link parseFilter} makes the same filter of it. Relative times have become points in time.
 * Empty for the filter that lets everything pass.
 */
export function printFilter(filter: Filter, subject: FilterSubject): string {
  return filter.kind === 'and' && filter.of.length === 0 ? '' : printed(filter, subject);
}

function printed(filter: Filter, subject: FilterSubject): string {
  switch (filter.kind) {
    case 'and':
    case 'or': return combined(filter, subject);
    case 'not': return negated(filter.of, subject);
    case 'related': return asOwn(filter, subject) ? printed(filter.of, 'observation') : `${RELATIONS[filter.relation]}(${printed(filter.of, 'observation')})`;
    case 'text': return `text(${textLiteral(filter.words.join(' '))})`;
    default: return compared(filter, false);
  }
}

function combined(filter: Filter & { kind: 'and' | 'or' }, subject: FilterSubject): string {
  if (filter.of.length === 0) return filter.kind === 'and' ? 'true' : 'false';
  if (filter.of.length === 1) return printed(filter.of[0], subject);
  const range = rangeOf(filter);
  if (range !== undefined) return `${fieldText(range.field)} BETWEEN ${valueText(range.low)} AND ${valueText(range.high)}`;
  return filter.of.map((it) => (needsBrackets(it) ? `(${printed(it, subject)})` : printed(it, subject))).join(filter.kind === 'and' ? ' AND ' : ' OR ');
}

/** Brackets also where the words' own precedence would do: they read better, and the same filter comes back. */
function needsBrackets(filter: Filter): boolean {
  return (filter.kind === 'and' || filter.kind === 'or') && filter.of.length > 1 && rangeOf(filter) === undefined;
}

/** NOT stands within the comparison where the language has a place for it. */
function negated(of: Filter, subject: FilterSubject): string {
  const inner = of.kind === 'related' && asOwn(of, subject) ? of.of : of;
  if (inner.kind === 'present' || inner.kind === 'in' || inner.kind === 'match') return compared(inner, true);
  if (inner.kind === 'compare' && inner.op === '=' && isList(inner.field)) return `${fieldText(inner.field)} != ${valueText(inner.value)}`;
  const range = rangeOf(inner);
  if (range !== undefined) return `${fieldText(range.field)} NOT BETWEEN ${valueText(range.low)} AND ${valueText(range.high)}`;
  return needsBrackets(of) ? `NOT (${printed(of, subject)})` : `NOT ${printed(of, subject)}`;
}

/** Whether a comparison of an observation's attribute is written as if it were one of the subject itself. */
function asOwn(filter: Filter & { kind: 'related' }, subject: FilterSubject): boolean {
  return subject !== 'observation' && filter.relation === 'any' && isOfAttribute(filter.of);
}

function isOfAttribute(filter: Filter): boolean {
  if (filter.kind === 'and') return rangeOf(filter) !== undefined && filter.of.every(isOfAttribute);
  if (filter.kind !== 'compare' && filter.kind !== 'in' && filter.kind !== 'match' && filter.kind !== 'present') return false;
  return filter.field.kind === 'attribute' || filter.field.kind === 'metadata';
}

function compared(filter: Filter & { kind: 'compare' | 'in' | 'match' | 'present' }, isNegated: boolean): string {
  const field = fieldText(filter.field);
  const no = isNegated ? 'NOT ' : '';
  switch (filter.kind) {
    case 'compare': return `${field} ${filter.op} ${valueText(filter.value)}`;
    case 'in': return `${field} ${no}IN (${filter.values.map(valueText).join(', ')})`;
    case 'match': return `${field} ${no}${MATCHES[filter.how]} ${textLiteral(filter.text)}`;
    case 'present': return isNegated ? `${field} IS NULL` : `${field} IS NOT NULL`;
  }
}

/** A lower and an upper bound of one field, in this order. */
function rangeOf(filter: Filter): { field: FilterField; low: FilterValue; high: FilterValue } | undefined {
  if (filter.kind !== 'and' || filter.of.length !== 2) return undefined;
  const [low, high] = filter.of;
  if (low.kind !== 'compare' || high.kind !== 'compare' || low.op !== '>=' || high.op !== '<=' || fieldText(low.field) !== fieldText(high.field)) return undefined;
  return { field: low.field, low: low.value, high: high.value };
}

const isList = (field: FilterField) => field.kind === 'column' && field.type === 'list';

function fieldText(field: FilterField): string {
  switch (field.kind) {
    case 'column': return field.name;
    case 'score': return `score(${textLiteral(field.name)})`;
    case 'attribute': return `attributes["${field.key.replaceAll('"', '""')}"]`;
    case 'metadata': return `metadata["${field.key.replaceAll('"', '""')}"]`;
  }
}

function valueText(value: FilterValue): string {
  if (typeof value === 'string') return textLiteral(value);
  return typeof value === 'object' ? `'${isoTime(value.time)}'` : String(value);
}

const textLiteral = (text: string) => `'${text.replaceAll("'", "''")}'`;
