import { mappingOf, SUM } from '../../model/field-origin.js';
import type { ObservationRow } from '../../model/observation.js';
import { RULE_PREFIX } from '../normalize/mapping-rules.js';

/** What is not told again by its field: what a rule gave is among the attributes, and what nobody told was concluded. */
export function untoldFields(row: ObservationRow): ReadonlySet<string> {
  const untold = new Set(ruledFields(row));
  if (row.mapping === null) return untold;
  const origins = mappingOf(row);
  for (const field of ['type', 'agent_name', 'handoff_target_agent_id']) if (origins[field] === undefined) untold.add(field);
  if (origins.total_tokens === undefined || origins.total_tokens === SUM) untold.add('total_tokens');
  return untold;
}

/** Those that a project's rule gave. */
export function ruledFields(row: ObservationRow): ReadonlySet<string> {
  if (!hasRules(row)) return NO_FIELDS;
  return new Set(Object.entries(mappingOf(row)).filter(([, rule]) => isRule(rule)).map(([field]) => field));
}

export const NO_FIELDS: ReadonlySet<string> = new Set();

const isRule = (origin: string | undefined) => origin?.startsWith(RULE_PREFIX) === true;
export const hasRules = (row: ObservationRow) => row.mapping?.includes(`"${RULE_PREFIX}`) === true;

/** Of what changed, and of what a rule gave or gives, the new origin. */
export function remappedOrigins(row: ObservationRow, fresh: ObservationRow, changed: ReadonlySet<string>): string | null {
  const [before, after] = [mappingOf(row), mappingOf(fresh)];
  const origins = { ...before };
  for (const field of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (!changed.has(field) && !isRule(before[field]) && !isRule(after[field])) continue;
    if (after[field] === undefined) delete origins[field];
    else origins[field] = after[field];
  }
  if (JSON.stringify(origins) === JSON.stringify(before)) return row.mapping;
  return Object.keys(origins).length === 0 ? null : JSON.stringify(origins);
}
