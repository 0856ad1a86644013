import { refuseOversized, type Encoding } from './encoding.js';
import { eachJsonSpan } from './json-traces.js';
import { newSpan } from './new-span.js';
import { eachProtobufItem } from './protobuf-export.js';
import { SpanOutline } from './protobuf-outline.js';
import { readSpan } from './protobuf-span.js';
import type { SpanVisitor } from './span.js';

/**
 * Reads an OTLP ExportTraceServiceRequest, inflated, and visits its spans in the order of the body.
 * A span that `checkTraces` (check-traces.ts) counts as rejected is passed over in silence; an empty body has no spans.
 * @throws Failure `undecodable`, possibly after some visits, exactly when `checkTraces` does; it names the byte or the JSON path
 */
export function readTraces(body: Uint8Array, encoding: Encoding, visit: SpanVisitor): void {
  refuseOversized(body);
  if (encoding === 'json') eachJsonSpan(body, visit, () => {});
  else readProtobuf(body, visit);
}

function readProtobuf(body: Uint8Array, visit: SpanVisitor): void {
  const span = newSpan();
  let outline: SpanOutline | undefined;
  eachProtobufItem(body, 'traces', (cursor, end, resource, scope) => {
    outline ??= new SpanOutline(cursor.bytes);
    const refusal = readSpan(cursor, end, span, outline);
    if (refusal === undefined) visit(span, resource, scope);
  });
}
