import { Failure } from '../../runtime/errors.js';
import { refuseOversized, type TracesEncoding } from './encoding.js';
import type { LogVisitor } from './log-record.js';

/**
 * Reads an OTLP ExportLogsServiceRequest, inflated, and visits its records in the order of the body.
 * A record that `checkLogs` counts as rejected is passed over in silence; an empty body has no records.
 * @throws Failure `undecodable`, possibly after some visits, exactly when `checkLogs` does; it names the byte or the JSON path
 */
export function readLogs(body: Uint8Array, _encoding: TracesEncoding, _visit: LogVisitor): void {
  refuseOversized(body);
  throw new Failure('undecodable', 'Logs are not read yet.');
}
