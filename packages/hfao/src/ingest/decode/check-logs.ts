import { refuseOversized, type Encoding } from './encoding.js';
import { ExportTally, type ExportCheck } from './export-check.js';
import { eachJsonLog } from './json-logs.js';
import { eachProtobufItem } from './protobuf-export.js';
import { LogOutline, walkLog } from './protobuf-log.js';

/** Accepts and rejects exactly the records that `readLogs` reads and passes over. @throws Failure `undecodable` exactly when it does */
export function checkLogs(body: Uint8Array, encoding: Encoding): ExportCheck {
  refuseOversized(body);
  const tally = new ExportTally();
  if (encoding === 'json') eachJsonLog(body, (_record, resource) => tally.accept(resource), (reason, resource, record) => tally.reject(reason, resource, record));
  else walkProtobuf(body, tally);
  return tally.result();
}

function walkProtobuf(body: Uint8Array, tally: ExportTally): void {
  let outline: LogOutline | undefined;
  eachProtobufItem(body, 'logs', (cursor, end, resource) => {
    outline ??= new LogOutline(cursor.bytes);
    tally.count(walkLog(cursor, end, outline), resource, outline);
  });
}
