import type { Surroundings } from './observation-row.js';
import type { Segment } from './segment.js';

/** All that may belong to the traces of some segments. */
export function surroundingsOf({ window, all, projectId }: { window: readonly Segment[]; all: readonly Segment[]; projectId: string }): Surroundings {
  const spread = new Set(window.flatMap((it) => [...it.spread]));
  return { segments: all.filter((it) => window.includes(it) || [...it.spread].some((id) => spread.has(id))), all, projectId };
}
