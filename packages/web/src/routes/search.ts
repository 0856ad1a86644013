import type { TraceFilter } from '../api/queries';
import type { RangeSearch } from '../ui/time-range';
import { all, equals, quoted } from '../views/where/clauses';

/** What the address of the trace list holds: the filter, as an expression and by names of its own, the columns that were chosen, and the trace that is peeked at. */
export interface TracesSearch extends RangeSearch {
  where?: string; cols?: string;
  status?: string; text?: string; name?: string; agent?: string; model?: string; tag?: string; session?: string; user?: string; environment?: string; peek?: string;
}
export interface TraceSearch extends RangeSearch { step?: string; tab?: string }
/** `find`: the trace that is looked for, as it was pasted. */
export interface IngestSearch extends RangeSearch { find?: string }

/** Of a list that has a filter and nothing more. */
export interface ListSearch extends RangeSearch { where?: string; cols?: string }
export interface SqlSearch extends RangeSearch { q?: string }
export interface FindSearch extends RangeSearch { q?: string; where?: string }

type Raw = Record<string, unknown>;
const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
const pick = <K extends string>(raw: Raw, keys: readonly K[]) => Object.fromEntries(keys.map((key) => [key, text(raw[key])]).filter(([, value]) => value !== undefined)) as { [key in K]?: string };

const RANGE_KEYS = ['range', 'from', 'to'] as const;
export const FILTER_KEYS = ['status', 'text', 'name', 'agent', 'model', 'tag', 'session', 'user', 'environment'] as const;

export const readRangeSearch = (raw: Raw): RangeSearch => pick(raw, RANGE_KEYS);
export const readTracesSearch = (raw: Raw): TracesSearch => pick(raw, [...RANGE_KEYS, ...FILTER_KEYS, 'where', 'cols', 'peek']);
export const readListSearch = (raw: Raw): ListSearch => pick(raw, [...RANGE_KEYS, 'where', 'cols']);
export const readFindSearch = (raw: Raw): FindSearch => pick(raw, [...RANGE_KEYS, 'q', 'where']);
export const readSqlSearch = (raw: Raw): SqlSearch => pick(raw, [...RANGE_KEYS, 'q']);
export const readTraceSearch = (raw: Raw): TraceSearch => pick(raw, [...RANGE_KEYS, 'step', 'tab']);
export const readIngestSearch = (raw: Raw): IngestSearch => pick(raw, [...RANGE_KEYS, 'find']);

/** The filter as the API names it. `status=errors` in the address means "with a failed step". */
export function filterOf(search: TracesSearch): TraceFilter {
  const { where, status, session, user, text: words, name, agent, model, tag, environment } = search;
  return {
    ...(status === 'ok' || status === 'error' || status === 'unset' ? { status } : {}), ...(status === 'errors' ? { has_errors: true } : {}),
    ...defined({ where, text: words, name, agent, model, tag, environment, session_id: session, user_id: user }),
  };
}

const FIELDS = { name: 'name', agent: 'agents', model: 'models', tag: 'tags', session: 'session_id', user: 'user_id', environment: 'environment' } as const;

/** All that narrows the list as one expression. */
export function expressionOf(search: TracesSearch): string {
  const { status, text: words, where } = search;
  return all([
    status === 'errors' ? 'has_errors' : status === undefined ? '' : equals('status', status),
    ...Object.entries(FIELDS).map(([key, field]) => { const value = search[key as keyof typeof FIELDS]; return value === undefined ? '' : equals(field, value); }),
    words === undefined ? '' : quoted(words), where ?? '',
  ]);
}

/** What narrows the histogram above the list and the numbers on its tabs: all but the tab. */
export const shownAbove = (search: TracesSearch) => expressionOf({ ...search, status: undefined }) || undefined;

function defined<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** Plain `key=value` both ways: an id of digits stays text, and an address can be typed by hand. */
export const parseSearch = (search: string): Record<string, string> => Object.fromEntries(new URLSearchParams(search));
export function stringifySearch(search: Record<string, unknown>): string {
  const entries = Object.entries(search).filter((it): it is [string, string] => typeof it[1] === 'string' && it[1] !== '');
  return entries.length === 0 ? '' : `?${new URLSearchParams(entries).toString()}`;
}
