import type { Micros } from '../time.js';

/** What a filter is about. A trace, a session and a user are judged by their summaries, an observation by its columns. */
export const FILTER_SUBJECTS = ['trace', 'observation', 'session', 'user'] as const;
export type FilterSubject = (typeof FILTER_SUBJECTS)[number];

/**
 * A `where` expression, checked and bound: what the parser makes and every backend compiles. Two-valued: a comparison with what is absent is false,
 * so NOT of it is true. Text compares exactly, except where a match says otherwise. On a list, a comparison holds when one entry fulfils it.
 */
export type Filter =
  | { kind: 'and' | 'or'; of: readonly Filter[] }
  | { kind: 'not'; of: Filter }
  | { kind: 'compare'; field: FilterField; op: CompareOp; value: FilterValue }
  | { kind: 'in'; field: FilterField; values: readonly FilterValue[] }
  /** Case-insensitive. `like` has % and _ as in SQL, and no escapes. */
  | { kind: 'match'; field: FilterField; how: 'contains' | 'starts_with' | 'ends_with' | 'like'; text: string }
  | { kind: 'present'; field: FilterField }
  /** Every word occurs in what the subject shows of itself (see docs/filters.md). */
  | { kind: 'text'; words: readonly string[] }
  /** Some related observation fulfils `of`, which is about observations: of a trace, session or user `any` of its own; of an observation one that stands so to it. */
  | { kind: 'related'; relation: Relation; of: Filter };

export type CompareOp = '=' | '!=' | '<' | '<=' | '>' | '>=';
export const RELATIONS = ['any', 'child', 'descendant', 'parent', 'ancestor'] as const;
export type Relation = (typeof RELATIONS)[number];

export type FilterField =
  | { kind: 'column'; name: string; type: FieldType }
  /** An attribute or a metadata key: any type of value. A number compares with what is a number or reads as one, text with the text of it. */
  | { kind: 'attribute' | 'metadata'; key: string }
  /** A score by its name: numbers compare with its value, text with its string value, true and false with its boolean value. One of several suffices. */
  | { kind: 'score'; name: string };

/** `list`: of texts. `time` values are {@link Micros}: relative times are settled when the filter is parsed. */
export type FieldType = 'text' | 'number' | 'bool' | 'time' | 'list';
export type FilterValue = string | number | boolean | { time: Micros };
