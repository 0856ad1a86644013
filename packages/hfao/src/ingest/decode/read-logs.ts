import { refuseOversized, type Encoding } from './encoding.js';
import { eachJsonLog } from './json-logs.js';
import type { LogVisitor } from './log-record.js';
import { newLogRecord } from './new-log-record.js';
import { eachProtobufItem } from './protobuf-export.js';
import { LogOutline, readLog } from './protobuf-log.js';

/**
 * Reads an OTLP ExportLogsServiceRequest, inflated, and visits its records in the order of the body.
 * A record that `checkLogs` counts as rejected is passed over in silence; an empty body has no records.
 * @throws Failure `undecodable`, possibly after some visits, exactly when `checkLogs` does; it names the byte or the JSON path
 */
export function readLogs(body: Uint8Array, encoding: Encoding, visit: LogVisitor): void {
  refuseOversized(body);
  if (encoding === 'json') eachJsonLog(body, visit, () => {});
  else readProtobuf(body, visit);
}

function readProtobuf(body: Uint8Array, visit: LogVisitor): void {
  let outline: LogOutline | undefined;
  eachProtobufItem(body, 'logs', (cursor, end, resource, scope) => {
    outline ??= new LogOutline(cursor.bytes);
    const record = newLogRecord();
    if (readLog(cursor, end, record, outline) === undefined) visit(record, resource, scope);
  });
}
