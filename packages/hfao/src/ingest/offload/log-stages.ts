import type { LogRow } from '../../model/log-entry.js';
import { stripMap, stripText } from './media-stage.js';
import { isLarge, shortenMap, shortText } from './large-stage.js';
import type { Offloader, OffloadTally } from './collected-bodies.js';

type LogStage = (row: LogRow, tally: OffloadTally) => void;

/** {@link mediaStage} for stored log records. */
export function logMediaStage(offloader: Offloader): LogStage {
  return (row, tally) => {
    row.body = stripText(row.body, offloader, tally);
    if (row.attributes !== null) stripMap(row.attributes, offloader, tally);
  };
}

/** {@link largeStage} for stored log records: a body keeps its beginning, as text. */
export function logLargeStage(offloader: Offloader): LogStage {
  return (row, tally) => {
    if (row.body !== null && isLarge(row.body)) row.body = shortText(row.body, offloader, tally);
    if (row.attributes !== null) shortenMap(row.attributes, offloader, tally);
  };
}
