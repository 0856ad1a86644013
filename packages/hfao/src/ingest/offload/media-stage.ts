import type { FlatMap } from '../../model/attribute-value.js';
import type { ObservationRow } from '../../model/observation.js';
import { LEAST_RUN, nextRun } from './base64-run.js';
import type { Offloader, OffloadTally } from './collected-bodies.js';
import { withoutMedia, type TakeOut } from './extract-media.js';

const TEXTS = ['input', 'output', 'tool_calls', 'documents', 'events'] as const;
const MAPS = ['attributes', 'metadata'] as const;

/** Moves media out of the rows of one project. A row without long texts costs some length checks. */
export function mediaStage(offloader: Offloader): (row: ObservationRow, tally: OffloadTally) => void {
  return (row, tally) => {
    for (const column of TEXTS) {
      const text = row[column];
      if (text !== null && mayHoldMedia(text)) row[column] = without(text, offloader, tally);
    }
    for (const column of MAPS) {
      const map = row[column];
      if (map !== null) stripMap(map, offloader, tally);
    }
  };
}

function stripMap(map: FlatMap, offloader: Offloader, tally: OffloadTally): void {
  for (let i = 1; i < map.length; i += 2) if (mayHoldMedia(map[i])) map[i] = without(map[i], offloader, tally);
}

const mayHoldMedia = (text: string) => text.length >= LEAST_RUN && nextRun(text, 0) !== undefined;

function without(text: string, offloader: Offloader, tally: OffloadTally): string {
  if (!offloader.isReady) return text;
  const takeOut: TakeOut = (contentType, bytes) => offloader.takeOut(contentType, bytes, tally);
  return withoutMedia(text, takeOut);
}
