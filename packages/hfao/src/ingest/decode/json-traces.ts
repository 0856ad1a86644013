import { countOf, isAbsent, isObject, JsonFaults, textOf, type JsonObject } from './json-fields.js';
import { readJsonSpan, RefusedJsonSpan } from './json-span.js';
import { parseJsonBody, undecodable } from './json-text.js';
import { keyValueRecord } from './json-values.js';
import { newSpan } from './new-span.js';
import type { Refusal, RefusedSpan } from './refusal.js';
import type { InstrumentationScope, Resource, SpanVisitor } from './span.js';

/**
 * Reads an ExportTraceServiceRequest in JSON: OTLP/JSON (hex ids, numbers for enums) and, because senders are not strict, protojson
 * (base64 ids, names for enums), in camelCase or snake_case, integers as numbers or strings. Unknown fields are ignored.
 * @param refused called in place of `visit` for a span that is refused alone
 * @throws Failure `undecodable` that names the byte or the JSON path
 */
export function eachJsonSpan(body: Uint8Array, visit: SpanVisitor, refused: (reason: Refusal, resource: Resource, span: RefusedSpan) => void): void {
  if (body.length === 0) return;
  const root = parseJsonBody(body);
  if (!isObject(root)) return undecodable('it is not an object');
  const span = newSpan();
  const faults = new JsonFaults();
  for (const [resourceSpans, resourcePath] of objectsOf(root.resourceSpans ?? root.resource_spans, 'resourceSpans')) {
    const resource = readResource(resourceSpans, resourcePath, faults);
    const resourceTooDeep = faults.tooDeep;
    for (const [scopeSpans, scopePath] of objectsOf(resourceSpans.scopeSpans ?? resourceSpans.scope_spans, `${resourcePath}.scopeSpans`)) {
      const scope = readScope(scopeSpans, scopePath, faults);
      const tooDeep = resourceTooDeep || faults.tooDeep;
      for (const json of listOf(scopeSpans.spans, `${scopePath}.spans`)) {
        if (!isObject(json)) return undecodable(`${scopePath}.spans has an entry that is not an object`);
        faults.clear();
        faults.tooDeep = tooDeep;
        const reason = readJsonSpan(json, span, faults);
        if (reason === undefined) visit(span, resource, scope);
        else refused(reason, resource, new RefusedJsonSpan(json));
      }
    }
  }
}

function* objectsOf(value: unknown, path: string): Generator<[JsonObject, string]> {
  for (const [index, entry] of listOf(value, path).entries()) {
    if (!isObject(entry)) return undecodable(`${path}[${index}] is not an object`);
    yield [entry, `${path}[${index}]`];
  }
}

function listOf(value: unknown, path: string): unknown[] {
  if (isAbsent(value)) return [];
  return Array.isArray(value) ? value : undecodable(`${path} is not a list`);
}

function readResource(resourceSpans: JsonObject, path: string, faults: JsonFaults): Resource {
  faults.clear();
  const json = objectOf(resourceSpans.resource, `${path}.resource`);
  const resource: Resource = {
    attributes: keyValueRecord(json.attributes, faults),
    schemaUrl: textOf(resourceSpans.schemaUrl ?? resourceSpans.schema_url, 'schemaUrl', faults),
    droppedAttributes: countOf(json.droppedAttributesCount ?? json.dropped_attributes_count, 'droppedAttributesCount', faults) || undefined,
  };
  return faults.first === undefined ? resource : undecodable(`in ${path}, ${faults.first}`);
}

function readScope(scopeSpans: JsonObject, path: string, faults: JsonFaults): InstrumentationScope {
  faults.clear();
  const json = objectOf(scopeSpans.scope, `${path}.scope`);
  const scope: InstrumentationScope = {
    name: textOf(json.name, 'the name of the scope', faults),
    version: textOf(json.version, 'the version of the scope', faults),
    attributes: keyValueRecord(json.attributes, faults),
    schemaUrl: textOf(scopeSpans.schemaUrl ?? scopeSpans.schema_url, 'schemaUrl', faults),
    droppedAttributes: countOf(json.droppedAttributesCount ?? json.dropped_attributes_count, 'droppedAttributesCount', faults) || undefined,
  };
  return faults.first === undefined ? scope : undecodable(`in ${path}, ${faults.first}`);
}

function objectOf(value: unknown, path: string): JsonObject {
  if (isAbsent(value)) return {};
  return isObject(value) ? value : undecodable(`${path} is not an object`);
}
