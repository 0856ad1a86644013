import type { Micros } from '../time.js';

/** What a filter is about. A trace, a session and a user are judged by their summaries, an observation by its columns. */
export const FILTER_SUBJECTS = ['trace', 'observation', 'session', 'user'] as const;
export type FilterSubject = (typeof FILTER_SUBJECTS)[number];

/**
 * A `where` expression, checked and bound: what the parser makes and every backend compiles. Two-valued: a comparison with what is absent is false,
 * so NOT of it is true. Text compares exactly, by code points, except where a match says otherwise. On a list, a comparison holds when one entry
 * fulfils it. `evaluate.ts` is the reference that every backend agrees with.
 */
export type Filter =
  /** `and` of nothing is true, `or` of nothing false. */
  | { kind: 'and' | 'or'; of: readonly Filter[] }
  | { kind: 'not'; of: Filter }
  | { kind: 'compare'; field: FilterField; op: CompareOp; value: FilterValue }
  | { kind: 'in'; field: FilterField; values: readonly FilterValue[] }
  /** Case-insensitive, each code point by its simple lower case. `like` has % and _ as in SQL, and no escapes; patterns come from strangers: match in linear time. */
  | { kind: 'match'; field: FilterField; how: 'contains' | 'starts_with' | 'ends_with' | 'like'; text: string }
  /** There is a value: not null, of a list at least one entry. */
  | { kind: 'present'; field: FilterField }
  /** Every word occurs, whatever its case, in one of the fields that full text looks at (TEXT_FIELDS in fields.ts). */
  | { kind: 'text'; words: readonly string[] }
  /** Some related observation fulfils `of`, which is about observations: of a trace, session or user `any` of its own; of an observation one that stands so to it, `any` being one
   * of its trace, itself included. By links as they are: a parent is what `parent_observation_id` names in the same trace, an ancestor a parent's parent and so on.
   */
  | { kind: 'related'; relation: Relation; of: Filter };

export type CompareOp = '=' | '!=' | '<' | '<=' | '>' | '>=';
export const RELATIONS = ['any', 'child', 'descendant', 'parent', 'ancestor'] as const;
export type Relation = (typeof RELATIONS)[number];

export type FilterField =
  | { kind: 'column'; name: string; type: FieldType }
  /**
   * An attribute or a metadata key of an observation: any type of value. The text of it is a string as it is and anything else as JSON; null is absent.
   * A text compares with that, a number with what NUMBER_TEXT (judged.ts) reads in it, true and false with text that says so; what does not read so is absent.
   */
  | { kind: 'attribute' | 'metadata'; key: string }
  /** A score by its name: numbers compare with its value, text with its string value, true and false with its boolean value. One of several suffices. */
  | { kind: 'score'; name: string };

/** `list`: of texts. `time` values are {@link Micros}: relative times are settled when the filter is parsed. */
export type FieldType = 'text' | 'number' | 'bool' | 'time' | 'list';
export type FilterValue = string | number | boolean | { time: Micros };
