import { eachJsonItem, type JsonRefusal } from './json-export.js';
import { readJsonSpan, shownJsonSpan } from './json-span.js';
import { newSpan } from './new-span.js';
import type { SpanVisitor } from './span.js';

/** Reads an ExportTraceServiceRequest in JSON. @throws Failure `undecodable` that names the byte or the JSON path */
export function eachJsonSpan(body: Uint8Array, visit: SpanVisitor, refused: JsonRefusal): void {
  const span = newSpan();
  eachJsonItem(body, 'traces', (json, faults, resource, scope) => {
    const reason = readJsonSpan(json, span, faults);
    if (reason === undefined) visit(span, resource, scope);
    else refused(reason, resource, { shown: () => shownJsonSpan(json) });
  });
}
