import type { FlatMap } from '../../model/attribute-value.js';
import type { ObservationRow } from '../../model/observation.js';
import { LEAST_RUN, nextRun } from './base64-run.js';
import type { Offloader, OffloadTally } from './collected-bodies.js';
import { withoutMedia, type TakeOut } from './extract-media.js';

const TEXTS = ['input', 'output', 'tool_calls', 'documents', 'events'] as const;

/** Moves media out of the rows of one project. A row without long texts costs some length checks (0.1 us). */
export function mediaStage(offloader: Offloader): (row: ObservationRow, tally: OffloadTally) => void {
  return (row, tally) => {
    // By their names: a column looked up by a variable costs three times as much.
    if (isLong(row.input) || isLong(row.output) || isLong(row.tool_calls) || isLong(row.documents) || isLong(row.events)) {
      for (const column of TEXTS) row[column] = stripText(row[column], offloader, tally);
    }
    if (row.attributes !== null) stripMap(row.attributes, offloader, tally);
    if (row.metadata !== null) stripMap(row.metadata, offloader, tally);
  };
}

const isLong = (text: string | null) => text !== null && text.length >= LEAST_RUN;

/** Of a map column's values. */
export function stripMap(map: FlatMap, offloader: Offloader, tally: OffloadTally): void {
  for (let i = 1; i < map.length; i += 2) if (map[i].length >= LEAST_RUN) map[i] = stripText(map[i], offloader, tally);
}

/** Of one text. */
export function stripText<T extends string | null>(text: T, offloader: Offloader, tally: OffloadTally): T {
  if (!isLong(text) || nextRun(text!, 0) === undefined || !offloader.isReady) return text;
  const takeOut: TakeOut = (contentType, bytes) => offloader.takeOut(contentType, bytes, tally);
  return withoutMedia(text!, takeOut) as T;
}
