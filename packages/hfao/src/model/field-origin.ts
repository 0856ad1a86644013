import { largerText } from './join-values.js';
import type { ObservationRow } from './observation.js';

/** The column `mapping`: the rule that gave each field. */
export type Mapping = Record<string, string>;

const LOG = 'log record';
/** The rule of a total that nobody reported: it is made anew when its parts change. */
export const SUM = 'sum';

/** Keeps account of which fields logs have given. */
export class Fills {
  /** @param rules which rule gave the log row its fields */
  constructor(readonly mapping: Mapping, readonly rules: Mapping) {}

  isLogs(field: string): boolean {
    const rule = this.mapping[field];
    return rule === LOG || rule?.startsWith(`${LOG} `) === true;
  }

  /** Whether the log row has a word in this field: where the span has none, or other logs gave it. */
  opens(field: string, isOpen: boolean, isSaid: boolean): boolean {
    if (!isSaid || !(isOpen || this.isLogs(field))) return false;
    const rule = logRule(this.rules[field]);
    this.mapping[field] = this.isLogs(field) ? largerText(this.mapping[field], rule) : rule;
    return true;
  }

  /** Whether logs have a word in any of these entries of a map. */
  opensAny(field: string, span: ReadonlySet<string>, said: Iterable<string>): boolean {
    let any = false;
    for (const key of said) any = this.opens(`${field}.${key}`, !span.has(key), true) || any;
    return any;
  }
}

const logRule = (rule: string | undefined) => (rule === undefined || rule === '' ? LOG : rule === LOG || rule.startsWith(`${LOG} `) ? rule : `${LOG} ${rule}`);

export function mappingOf(row: Pick<ObservationRow, 'mapping'>): Mapping {
  return row.mapping === null ? {} : JSON.parse(row.mapping) as Mapping;
}

/** The rules of both; of two for one field the larger. */
export function joinedMapping(a: Mapping, b: Mapping): Mapping {
  const joined = { ...a };
  for (const [field, rule] of Object.entries(b)) joined[field] = joined[field] === undefined ? rule : largerText(joined[field], rule);
  return joined;
}

/** Sorted, so that the order in which things were learnt does not show. */
export function mappingText(mapping: Mapping): string | null {
  const entries = Object.entries(mapping).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? null : JSON.stringify(Object.fromEntries(entries));
}
