import type { Expiry, KeepRules } from '../../model/forgetting.js';
import { parseFilter } from '../../model/filter/parse.js';
import type { RetentionPolicy } from '../../model/retention.js';
import { DAY_MICROS, type Micros } from '../../model/time.js';

/** What of a project has passed its time when something stays so many days; undefined when it stays for ever. */
export function expiryOf(projectId: string, days: number, policy: RetentionPolicy, now: Micros): Expiry | undefined {
  return days === 0 ? undefined : { project_id: projectId, before: now - days * DAY_MICROS, keep: keepRules(policy, now) };
}

/** @throws FilterError for a filter that cannot be read */
export function keepRules({ keep }: RetentionPolicy, now: Micros): KeepRules {
  return { scored: keep.scored, errors: keep.errors, where: keep.where.map((it) => parseFilter(it, 'trace', now)).filter((it) => it !== undefined) };
}
