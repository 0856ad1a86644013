import { refuseOversized, type Encoding } from './encoding.js';
import { ExportTally, type ExportCheck } from './export-check.js';
import { eachJsonSpan } from './json-traces.js';
import { eachProtobufItem } from './protobuf-export.js';
import { SpanOutline } from './protobuf-outline.js';
import { walkSpan } from './protobuf-span.js';

/** Accepts and rejects exactly the spans that `readTraces` reads and passes over. @throws Failure `undecodable` exactly when it does */
export function checkTraces(body: Uint8Array, encoding: Encoding): ExportCheck {
  refuseOversized(body);
  const tally = new ExportTally();
  if (encoding === 'json') eachJsonSpan(body, (_span, resource) => tally.accept(resource), (reason, resource, span) => tally.reject(reason, resource, span));
  else walkProtobuf(body, tally);
  return tally.result();
}

function walkProtobuf(body: Uint8Array, tally: ExportTally): void {
  let outline: SpanOutline | undefined;
  eachProtobufItem(body, 'traces', (cursor, end, resource) => {
    outline ??= new SpanOutline(cursor.bytes);
    tally.count(walkSpan(cursor, end, outline), resource, outline);
  });
}
