import type { Observation } from './observation.js';
import { twinsOf, type ReportedCall } from './twins.js';

export const TOKEN_COLUMNS = ['input_tokens', 'output_tokens', 'cache_read_tokens', 'cache_creation_tokens', 'reasoning_tokens', 'total_tokens'] as const;
export const COST_COLUMNS = ['input_cost_usd', 'output_cost_usd', 'total_cost_usd'] as const;
/** What usage consists of: tokens and money. */
export const USAGE_COLUMNS = [...TOKEN_COLUMNS, ...COST_COLUMNS] as const;
export type Usage = { [K in (typeof USAGE_COLUMNS)[number]]: number | null };

/** The warning on an observation that repeats the usage of model calls, whether these are known or not: it never counts. */
export const USAGE_REPEATED = 'usage_repeated';

type WithUsage = Usage & Pick<Observation, 'observation_id' | 'parent_observation_id' | 'type' | 'usage_counted'> & Partial<Pick<Observation, 'warnings' | 'model'>>;

/** Whether an observation reports tokens or money of its own. Zero is a report. Asked of every stored span, most of which carry none: without a loop over names. */
export function carriesUsage(it: Usage): boolean {
  return it.input_tokens !== null || it.output_tokens !== null || it.total_tokens !== null || it.total_cost_usd !== null || it.cache_read_tokens !== null
    || it.cache_creation_tokens !== null || it.reasoning_tokens !== null || it.input_cost_usd !== null || it.output_cost_usd !== null;
}

/**
 * Decides whose usage counts in the totals of one trace. Model calls count as they are marked. A container (an agent, a chain) repeats
 * the sum of its model calls and does not count, unless none of them reports anything: then the topmost container that reports counts for all below it.
 * One with the warning {@link USAGE_REPEATED} never does, and of a call that is recorded twice (twins.ts) one span counts.
 * @param observations every known observation of one trace, in any order
 * @returns the same observations in the same order, copies where `usage_counted` changed
 */
export function settleUsage<T extends WithUsage>(observations: readonly T[]): T[] {
  const twins = twinsOf(observations.filter(mayBeTwin).map(asCall));
  const twinIds = new Set([...twins].map((it) => it.observation_id));
  const byId = new Map(observations.map((it) => [it.observation_id, it]));
  const parentOf = (it: T) => (it.parent_observation_id === null ? undefined : byId.get(it.parent_observation_id));
  const aboveCalls = ancestorsOf(observations.filter(isReportingCall), parentOf);
  const speaksForBranch = (it: T) => carriesUsage(it) && !aboveCalls.has(it) && !it.warnings?.includes(USAGE_REPEATED);
  const covered = coveredBy(observations, parentOf, (it) => it.usage_counted || speaksForBranch(it));

  return observations.map((it) => {
    if (it.usage_counted) return twinIds.has(it.observation_id) ? { ...it, usage_counted: false } : it;
    return !isReportingCall(it) && speaksForBranch(it) && !covered.has(it) ? { ...it, usage_counted: true } : it;
  });
}

/** Of spans that count, only model calls have twins. */
export function mayBeTwin(it: Pick<WithUsage, 'type' | 'usage_counted'>): boolean {
  return it.usage_counted && (it.type === 'GENERATION' || it.type === 'EMBEDDING');
}

function asCall<T extends WithUsage>(it: T): ReportedCall {
  return { ...it, model: it.model ?? null };
}

function isReportingCall(it: WithUsage): boolean {
  return (it.usage_counted || ((it.type === 'GENERATION' || it.type === 'EMBEDDING') && !it.warnings?.includes(USAGE_REPEATED))) && carriesUsage(it);
}

function ancestorsOf<T>(starts: readonly T[], parentOf: (it: T) => T | undefined): Set<T> {
  const above = new Set<T>();
  for (const start of starts) {
    // What is above an ancestor that was met before was met before; this also ends cycles.
    for (let it = parentOf(start); it !== undefined && !above.has(it); it = parentOf(it)) above.add(it);
  }
  return above;
}

/** The observations below one that is `chosen`. Of a cycle the first is taken for its root. */
function coveredBy<T>(observations: readonly T[], parentOf: (it: T) => T | undefined, chosen: (it: T) => boolean): Set<T> {
  const children = new Map<T, T[]>();
  const roots: T[] = [];
  for (const it of observations) {
    const parent = parentOf(it);
    if (parent === undefined) roots.push(it);
    else if (children.has(parent)) children.get(parent)!.push(it);
    else children.set(parent, [it]);
  }
  const covered = new Set<T>();
  const reached = new Set<T>();
  for (const root of [...roots, ...observations]) {
    const open = reached.has(root) ? [] : [root];
    for (let it = open.pop(); it !== undefined; it = open.pop()) {
      reached.add(it);
      for (const child of children.get(it) ?? []) {
        if (reached.has(child)) continue;
        if (chosen(it) || covered.has(it)) covered.add(child);
        open.push(child);
      }
    }
  }
  return covered;
}
