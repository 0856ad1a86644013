import type { TraceFilter } from '../api/queries';
import type { RangeSearch } from '../ui/time-range';

/** What the address of the trace list holds: the filter and the trace that is peeked at. */
export interface TracesSearch extends RangeSearch {
  status?: string; text?: string; name?: string; agent?: string; model?: string; tag?: string; session?: string; user?: string; environment?: string; peek?: string;
}
export interface TraceSearch extends RangeSearch { step?: string; tab?: string }
/** `find`: the trace that is looked for, as it was pasted. */
export interface IngestSearch extends RangeSearch { find?: string }

type Raw = Record<string, unknown>;
const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
const pick = <K extends string>(raw: Raw, keys: readonly K[]) => Object.fromEntries(keys.map((key) => [key, text(raw[key])]).filter(([, value]) => value !== undefined)) as { [key in K]?: string };

const RANGE_KEYS = ['range', 'from', 'to'] as const;
export const FILTER_KEYS = ['status', 'text', 'name', 'agent', 'model', 'tag', 'session', 'user', 'environment'] as const;

export const readRangeSearch = (raw: Raw): RangeSearch => pick(raw, RANGE_KEYS);
export const readTracesSearch = (raw: Raw): TracesSearch => pick(raw, [...RANGE_KEYS, ...FILTER_KEYS, 'peek']);
export const readTraceSearch = (raw: Raw): TraceSearch => pick(raw, [...RANGE_KEYS, 'step', 'tab']);
export const readIngestSearch = (raw: Raw): IngestSearch => pick(raw, [...RANGE_KEYS, 'find']);

/** The filter as the API names it. `status=errors` in the address means "with a failed step". */
export function filterOf(search: TracesSearch): TraceFilter {
  const { status, session, user, text: words, name, agent, model, tag, environment } = search;
  return {
    ...(status === 'ok' || status === 'error' || status === 'unset' ? { status } : {}), ...(status === 'errors' ? { has_errors: true } : {}),
    ...defined({ text: words, name, agent, model, tag, environment, session_id: session, user_id: user }),
  };
}

function defined<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** Plain `key=value` both ways: an id of digits stays text, and an address can be typed by hand. */
export const parseSearch = (search: string): Record<string, string> => Object.fromEntries(new URLSearchParams(search));
export function stringifySearch(search: Record<string, unknown>): string {
  const entries = Object.entries(search).filter((it): it is [string, string] => typeof it[1] === 'string' && it[1] !== '');
  return entries.length === 0 ? '' : `?${new URLSearchParams(entries).toString()}`;
}
