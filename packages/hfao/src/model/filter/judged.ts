import { decodeAttribute, type FlatMap } from '../attribute-value.js';
import type { Score } from '../score.js';
import { parseIsoTime } from '../time.js';
import type { FilterField, FilterValue } from './filter.js';

/** What a number in an attribute's text looks like, whole; anything else, and what no double can hold, is no number. */
export const NUMBER_TEXT = /^-?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,3})?$/;

/** Something that a filter judges: its columns, as a summary or a row has them, and the scores that are its own. */
export interface Judged { columns: Readonly<Record<string, unknown>>; scores: readonly Score[] }

/**
 * Every value that the field has, in the type in which it is compared with one of `like`'s type: several of a list and of scores, none where it is absent.
 * @param like a value of the type that is asked for
 */
export function valuesOf(field: FilterField, judged: Judged, like: FilterValue): unknown[] {
  switch (field.kind) {
    case 'column': return columnValues(field.name, field.type === 'time', judged.columns);
    case 'score': return judged.scores.filter((it) => it.name === field.name).map((it) => scoreValue(it, like)).filter((it) => it !== null);
    default: {
      const value = readAs(mapText(judged.columns[field.kind === 'attribute' ? 'attributes' : 'metadata'] as FlatMap | null, field.key), like);
      return value === undefined ? [] : [value];
    }
  }
}

/** Whether the field has a value of any type. */
export function isPresent(field: FilterField, judged: Judged): boolean {
  if (field.kind === 'score') return judged.scores.some((it) => it.name === field.name);
  return valuesOf(field, judged, '').length > 0;
}

function columnValues(name: string, isTime: boolean, columns: Judged['columns']): unknown[] {
  const value = columnValue(name, columns);
  if (value === null || value === undefined || Number.isNaN(value)) return [];
  if (Array.isArray(value)) return value;
  return [isTime && typeof value === 'string' ? parseIsoTime(value) : value];
}

/** A column, or what DERIVED_FIELDS says that stands for it. */
function columnValue(name: string, columns: Judged['columns']): unknown {
  switch (name) {
    case 'duration_ms': return Number(columns.duration_ns) / 1e6;
    case 'has_errors': return Number(columns.error_count) > 0;
    case 'input':
    case 'output': return columns[name] ?? columns[`${name}_preview`];
    default: return columns[name];
  }
}

function scoreValue(score: Score, like: FilterValue): unknown {
  if (typeof like === 'number') return score.value;
  return typeof like === 'boolean' ? score.boolean_value : score.string_value;
}

function readAs(text: string | undefined, like: FilterValue): FilterValue | undefined {
  if (text === undefined || typeof like === 'string') return text;
  if (typeof like === 'boolean') return text === 'true' ? true : text === 'false' ? false : undefined;
  return NUMBER_TEXT.test(text) && Number.isFinite(Number(text)) ? Number(text) : undefined;
}

/** The text of one entry of a map column: a string as it is, anything else as JSON. Undefined when there is none, or null. */
function mapText(map: FlatMap | null, key: string): string | undefined {
  if (map === null) return undefined;
  for (let i = 0; i < map.length; i += 2) {
    if (map[i] !== key) continue;
    const value = decodeAttribute(map[i + 1]);
    return value === null ? undefined : typeof value === 'string' ? value : map[i + 1].replace(/^ /, '');
  }
  return undefined;
}
