import type { Fault } from './dead-letters.js';
import { faultsOf, joined, partOf, sizeOf, type Items } from './items.js';

/** A store that takes nothing of so many items, one by one, is at fault itself, or the whole request is: no use in asking on. */
const MOST_REFUSALS_AT_FIRST = 20;

export interface SortedOut {
  /** Stored. */
  good: Items;
  /** Refused one by one, each with its reason; or all of them, where the search was given up because the store took nothing. */
  faults: Fault[];
}

/**
 * Stores what can be stored of a request that was refused as a whole, in its order: halves it until each item at fault is alone.
 * @param write tries a part, with whatever patience; rejects for a part that the store does not take
 * @throws what `write` throws when it is time to stop
 */
export async function sortOut(items: Items, refusal: unknown, write: (part: Items) => Promise<void>, isStop: (error: unknown) => boolean): Promise<SortedOut> {
  const good: Items[] = [];
  const faults: Fault[] = [];
  const waiting: { part: Items; refusal: unknown }[] = [];   // the next comes last
  const divide = (part: Items, error: unknown) => {
    const middle = sizeOf(part) >> 1;
    waiting.push({ part: partOf(part, middle, sizeOf(part)), refusal: error }, { part: partOf(part, 0, middle), refusal: error });
  };
  if (sizeOf(items) > 1) divide(items, refusal);
  else faults.push(...faultsOf(items, describe(refusal)));
  while (waiting.length > 0) {
    const next = waiting.pop()!;
    if (good.length === 0 && faults.length >= MOST_REFUSALS_AT_FIRST) {
      faults.push(...faultsOf(next.part, describe(next.refusal)));
      continue;
    }
    try {
      await write(next.part);
      good.push(next.part);
    } catch (error) {
      if (isStop(error)) throw error;
      if (sizeOf(next.part) > 1) divide(next.part, error);
      else faults.push(...faultsOf(next.part, describe(error)));
    }
  }
  return { good: joined(good), faults };
}

export const describe = (error: unknown) => (error instanceof Error ? error.message : String(error));
