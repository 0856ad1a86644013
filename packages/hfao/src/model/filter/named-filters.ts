import type { Status } from '../observation.js';
import type { FieldType, Filter } from './filter.js';

/** The commonest questions about traces, by names of their own. */
export interface NamedFilters {
  status?: Status;
  /** True: traces with at least one failed observation. False: traces without. */
  has_errors?: boolean;
  /** Every word occurs in what full text looks at (fields.ts). */
  text?: string;
  session_id?: string;
  user_id?: string;
  environment?: string;
  /** One of the models that it used; and so on. */
  model?: string;
  agent?: string;
  tag?: string;
  name?: string;
}

const FIELDS = {
  status: ['status', 'text'], has_errors: ['has_errors', 'bool'], session_id: ['session_id', 'text'], user_id: ['user_id', 'text'], environment: ['environment', 'text'],
  model: ['models', 'list'], agent: ['agents', 'list'], tag: ['tags', 'list'], name: ['name', 'text'],
} as const satisfies Record<Exclude<keyof NamedFilters, 'text'>, readonly [column: string, type: FieldType]>;

/** One filter about traces from what is given of these and a `where`; undefined when nothing is. */
export function namedFilters(named: NamedFilters, where?: Filter): Filter | undefined {
  const filters: Filter[] = where === undefined ? [] : [where];
  for (const [argument, [name, type]] of Object.entries(FIELDS)) {
    const value = named[argument as keyof NamedFilters];
    if (value !== undefined) filters.push({ kind: 'compare', field: { kind: 'column', name, type }, op: '=', value });
  }
  if (named.text !== undefined) filters.push({ kind: 'text', words: wordsOf(named.text) });
  return filters.length < 2 ? filters[0] : { kind: 'and', of: filters };
}

/** The words of a text: what stands between white space. */
export function wordsOf(text: string): string[] {
  return text.split(/\s+/u).filter((it) => it !== '');
}
