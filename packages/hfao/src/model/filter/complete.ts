import { FIELDS, fieldNamed, type FacetName, type FieldSpec } from './fields.js';
import type { FilterSubject } from './filter.js';
import { FilterError, type Expected } from './filter-error.js';
import type { Operand } from './operand.js';
import { parseFilter } from './parse.js';
import { tokenize } from './tokenize.js';

export interface CompletionItem {
  label: string;
  /** What takes the place of the text between `from` and `to`. */
  insert: string;
  kind: 'field' | 'relation' | 'operator' | 'value' | 'keyword';
  detail: string;
}

/** What can stand at a cursor, best first. `ask`: the values of this facet that contain the text belong there too. */
export interface Completion { from: number; to: number; items: CompletionItem[]; ask?: { facet: FacetName; text: string } }

const RELATIONS: CompletionItem[] = [
  relation('has', 'an observation of it fulfils …'), relation('child', 'an observation right below fulfils …'), relation('descendant', 'an observation somewhere below fulfils …'),
  relation('parent', 'the observation right above fulfils …'), relation('ancestor', 'an observation somewhere above fulfils …'),
];
const KEYED: CompletionItem[] = [
  { label: 'attributes', insert: 'attributes["', kind: 'field', detail: 'any attribute, by its key' },
  { label: 'metadata', insert: 'metadata["', kind: 'field', detail: 'metadata, by its key' },
  { label: 'score', insert: "score('", kind: 'field', detail: 'a score, by its name' },
  { label: 'text', insert: "text('", kind: 'keyword', detail: 'words that occur in it' },
  { label: 'NOT', insert: 'NOT ', kind: 'keyword', detail: 'what does not fulfil …' },
];
const TIMES = ['now() - 15m', 'now() - 1h', 'now() - 1d', 'now() - 7d'];
const DURATIONS = ['100ms', '1s', '10s', '1m'];

const ORDER = ['=', '!=', '>', '>=', '<', '<=', 'BETWEEN', 'IN'];
const MATCH = ['CONTAINS', 'STARTS WITH', 'ENDS WITH', 'LIKE'];
const PRESENCE = ['IS NULL', 'IS NOT NULL'];

/**
 * What can stand at `cursor`: the text before it is read as the parser reads it, so that nothing is offered that the parser refuses.
 * Nothing where the text before is wrong already.
 */
export function completeFilter(text: string, cursor: number, subject: FilterSubject): Completion {
  const { from, to, partial } = wordAt(text, Math.max(0, Math.min(cursor, text.length)));
  const expected = from === undefined ? undefined : expectedAfter(text.slice(0, from), subject);
  if (from === undefined || expected === undefined) return { from: cursor, to: cursor, items: [] };
  const items = ranked(itemsFor(expected), partial, expected.what === 'operand' ? expected.subject : undefined);
  const facet = expected.what === 'value' ? expected.operand.spec?.facet : undefined;
  return { from, to, items, ...(facet === undefined ? {} : { ask: { facet, text: partial } }) };
}

/** Far enough from the first of times for what is relative. */
const SOME_TIME = 1e15;

/** A text as a value is written. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** The unfinished word or quotation that ends at the cursor, and what of it goes on behind. */
function wordAt(text: string, cursor: number): { from?: number; to: number; partial: string } {
  const before = text.slice(0, cursor);
  try {
    const last = tokenize(before).at(-2);
    const isTouched = last !== undefined && last.at + last.length === cursor && (last.kind === 'word' || last.kind === 'number');
    if (!isTouched) return { from: cursor, to: cursor, partial: '' };
    return { from: last.at, to: cursor + /^[\p{L}\p{N}_.$]*/u.exec(text.slice(cursor))![0].length, partial: before.slice(last.at) };
  } catch (error) {
    if (!(error instanceof FilterError) || !error.isUnclosed) return { to: cursor, partial: '' };
    const quote = text[error.at];
    return { from: error.at, to: cursor + (text[cursor] === quote ? 1 : 0), partial: before.slice(error.at + 1).replaceAll(quote + quote, quote) };
  }
}

function expectedAfter(text: string, subject: FilterSubject): Expected | undefined {
  if (text.trim() === '') return { what: 'operand', subject };
  try {
    parseFilter(text, subject, SOME_TIME);
    return { what: 'connective', open: 0 };
  } catch (error) {
    return error instanceof FilterError ? error.expected : undefined;
  }
}

function itemsFor(expected: Expected): CompletionItem[] {
  switch (expected.what) {
    case 'operand': return operands(expected.subject);
    case 'operator': return operatorsOf(expected.operand).map((it) => ({ label: it, insert: it, kind: 'operator', detail: '' }));
    case 'value': return valuesOf(expected.operand).map((it) => ({ label: it, insert: it, kind: 'value', detail: '' }));
    case 'connective': return keywords(expected.open > 0 ? ['AND', 'OR', ')'] : ['AND', 'OR']);
    case 'words': return keywords(expected.words);
  }
}

function operands(subject: FilterSubject): CompletionItem[] {
  const fields = FIELDS[subject].map((it): CompletionItem => ({ label: it.name, insert: it.name, kind: 'field', detail: it.description }));
  return [...fields, ...(subject === 'observation' ? RELATIONS : RELATIONS.slice(0, 1)), ...KEYED];
}

function operatorsOf({ field, spec }: Operand): string[] {
  if (field.kind !== 'column') return [...ORDER, ...MATCH, ...PRESENCE];
  if (spec?.values !== undefined) return ['=', '!=', 'IN', ...PRESENCE];
  switch (field.type) {
    case 'text': return ['=', '!=', ...MATCH, 'IN', ...PRESENCE, '>', '>=', '<', '<=', 'BETWEEN'];
    case 'list': return ['=', '!=', 'IN', ...MATCH, ...PRESENCE];
    case 'bool': return ['=', '!=', ...PRESENCE];
    default: return [...ORDER, ...PRESENCE];
  }
}

function valuesOf({ field, spec }: Operand): readonly string[] {
  if (spec?.values !== undefined) return spec.values.map(quoted);
  if (field.kind !== 'column') return [];
  if (field.type === 'bool') return ['true', 'false'];
  if (field.type === 'time') return TIMES;
  return spec?.unit === undefined ? [] : DURATIONS;
}

const keywords = (words: readonly string[]) => words.map((it): CompletionItem => ({ label: it, insert: it, kind: 'keyword', detail: '' }));

/** Those that begin with what is written, then those of which another name does, then those that contain it. */
function ranked(items: readonly CompletionItem[], partial: string, subject: FilterSubject | undefined): CompletionItem[] {
  const wanted = partial.toLowerCase();
  if (wanted === '') return [...items];
  const rank = (item: CompletionItem) => {
    const label = item.label.toLowerCase().replace(/^'/, '');
    if (label.startsWith(wanted)) return 0;
    const spec = subject === undefined || item.kind !== 'field' ? undefined : fieldNamed(subject, item.label);
    if (aliasesOf(spec).some((it) => it.startsWith(wanted))) return 1;
    return label.includes(wanted) ? 2 : undefined;
  };
  return items
    .map((item) => ({ item, rank: rank(item) }))
    .filter((it) => it.rank !== undefined)
    .sort((a, b) => a.rank! - b.rank!)
    .map((it) => it.item);
}

const aliasesOf = (spec: FieldSpec | undefined): readonly string[] => spec?.aliases ?? [];

function relation(name: string, detail: string): CompletionItem {
  return { label: name, insert: `${name}(`, kind: 'relation', detail };
}
