import type { Usage } from './usage.js';

/** A model call as far as telling twins needs it. */
export interface ReportedCall extends Usage { observation_id: string; parent_observation_id: string | null; model: string | null }

/**
 * Finds model calls that are recorded more than once, as parent and child: several instrumentations, one over the other, each with a span of its own.
 * Twins have the same tokens and no models that contradict each other. A parent has one twin below it at most: of two equal children one is another call.
 * @param calls of one trace, each once, in any order: it makes no difference
 * @returns all of those but one of each call: the outermost that knows the cost stays, else the outermost
 */
export function twinsOf<T extends ReportedCall>(calls: readonly T[]): Set<T> {
  const twins = new Set<T>();
  if (calls.length < 2) return twins;
  const above = pairs(calls);
  const below = new Map([...above].map(([child, parent]) => [parent, child]));
  for (const top of below.keys()) if (!above.has(top)) addAllButOne(twins, chainFrom(top, below));
  return twins;
}

/** Each child that is its parent's twin, with the parent. */
function pairs<T extends ReportedCall>(calls: readonly T[]): Map<T, T> {
  const byId = new Map(calls.map((it) => [it.observation_id, it]));
  const candidates = calls.filter((it) => it.parent_observation_id !== null && byId.has(it.parent_observation_id) && it.parent_observation_id !== it.observation_id);
  candidates.sort((a, b) => (a.observation_id < b.observation_id ? -1 : 1));
  const taken = new Set<T>();
  const above = new Map<T, T>();
  for (const child of candidates) {
    const parent = byId.get(child.parent_observation_id!)!;
    if (taken.has(parent) || !isSameCall(parent, child)) continue;
    taken.add(parent);
    above.set(child, parent);
  }
  return above;
}

function chainFrom<T>(top: T, below: ReadonlyMap<T, T>): T[] {
  const chain: T[] = [];
  for (let it: T | undefined = top; it !== undefined; it = below.get(it)) chain.push(it);
  return chain;
}

function addAllButOne<T extends ReportedCall>(twins: Set<T>, chain: readonly T[]): void {
  const kept = chain.find((it) => it.total_cost_usd !== null) ?? chain[0];
  for (const it of chain) if (it !== kept) twins.add(it);
}

function isSameCall(a: ReportedCall, b: ReportedCall): boolean {
  if (a.output_tokens !== b.output_tokens || (a.input_tokens === null && a.output_tokens === null)) return false;
  return isSameInput(a, b) && isSameModel(a.model, b.model);
}

/** One of the two may have left the cache out. */
function isSameInput(a: ReportedCall, b: ReportedCall): boolean {
  if (a.input_tokens === b.input_tokens) return true;
  if (a.input_tokens === null || b.input_tokens === null) return false;
  const [less, more] = a.input_tokens < b.input_tokens ? [a, b] : [b, a];
  return less.input_tokens === more.input_tokens! - (more.cache_read_tokens ?? 0) - (more.cache_creation_tokens ?? 0);
}

/** `gpt-4o` and `openai/gpt-4o-2024-08-06` may be one. */
function isSameModel(a: string | null, b: string | null): boolean {
  return a === null || b === null || a === b || a.includes(b) || b.includes(a);
}
