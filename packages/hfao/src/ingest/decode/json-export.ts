import type { Signal } from '../../model/signal.js';
import { undecodable } from './encoding.js';
import { countOf, isAbsent, isObject, JsonFaults, textOf, type JsonObject } from './json-fields.js';
import { parseJsonBody } from './json-text.js';
import { keyValueRecord } from './json-values.js';
import type { Refusal, Refused } from './refusal.js';
import type { InstrumentationScope, Resource } from './span.js';

/** Takes one span, log record or metric. `faults` is clear but for `tooDeep`, set when an attribute of its resource or scope was nested too deep. */
export type JsonItemVisitor = (json: JsonObject, faults: JsonFaults, resource: Resource, scope: InstrumentationScope) => void;

/** Called in place of a visit for what is refused alone. */
export type JsonRefusal = (reason: Refusal, resource: Resource, item: Refused) => void;

/** What the lists around the items are called, in camelCase and in snake_case. */
const LISTS: Record<Signal, { resources: [string, string]; scopes: [string, string]; items: [string, string] }> = {
  traces: { resources: ['resourceSpans', 'resource_spans'], scopes: ['scopeSpans', 'scope_spans'], items: ['spans', 'spans'] },
  logs: { resources: ['resourceLogs', 'resource_logs'], scopes: ['scopeLogs', 'scope_logs'], items: ['logRecords', 'log_records'] },
  metrics: { resources: ['resourceMetrics', 'resource_metrics'], scopes: ['scopeMetrics', 'scope_metrics'], items: ['metrics', 'metrics'] },
};

/**
 * Walks an export request in JSON down to its spans, log records or metrics: OTLP/JSON (hex ids, numbers for enums) and, because senders are not
 * strict, protojson (base64 ids, names for enums), in camelCase or snake_case, integers as numbers or strings. Unknown fields are ignored.
 * @throws Failure `undecodable` that names the byte or the JSON path
 */
export function eachJsonItem(body: Uint8Array, signal: Signal, visit: JsonItemVisitor): void {
  if (body.length === 0) return;
  new JsonExport(signal, visit).read(body);
}

class JsonExport {
  readonly #faults = new JsonFaults();

  constructor(private readonly signal: Signal, private readonly visit: JsonItemVisitor) {}

  read(body: Uint8Array): void {
    const root = parseJsonBody(body, this.signal);
    if (!isObject(root)) return this.#fail('it is not an object');
    const { resources, scopes, items } = LISTS[this.signal];
    for (const [resourceItems, resourcePath] of this.#objectsOf(root[resources[0]] ?? root[resources[1]], resources[0])) {
      const resource = this.#resource(resourceItems, resourcePath);
      const resourceTooDeep = this.#faults.tooDeep;
      for (const [scopeItems, scopePath] of this.#objectsOf(resourceItems[scopes[0]] ?? resourceItems[scopes[1]], `${resourcePath}.${scopes[0]}`)) {
        const scope = this.#scope(scopeItems, scopePath);
        const tooDeep = resourceTooDeep || this.#faults.tooDeep;
        this.#items(scopeItems[items[0]] ?? scopeItems[items[1]], `${scopePath}.${items[0]}`, tooDeep, resource, scope);
      }
    }
  }

  #items(list: unknown, path: string, tooDeep: boolean, resource: Resource, scope: InstrumentationScope): void {
    for (const json of this.#listOf(list, path)) {
      if (!isObject(json)) return this.#fail(`${path} has an entry that is not an object`);
      this.#faults.clear();
      this.#faults.tooDeep = tooDeep;
      this.visit(json, this.#faults, resource, scope);
    }
  }

  #resource(resourceItems: JsonObject, path: string): Resource {
    this.#faults.clear();
    const json = this.#objectOf(resourceItems.resource, `${path}.resource`);
    const resource: Resource = {
      attributes: keyValueRecord(json.attributes, this.#faults),
      schemaUrl: textOf(resourceItems.schemaUrl ?? resourceItems.schema_url, 'schemaUrl', this.#faults),
      droppedAttributes: countOf(json.droppedAttributesCount ?? json.dropped_attributes_count, 'droppedAttributesCount', this.#faults) || undefined,
    };
    return this.#unlessFaulty(resource, path);
  }

  #scope(scopeItems: JsonObject, path: string): InstrumentationScope {
    this.#faults.clear();
    const json = this.#objectOf(scopeItems.scope, `${path}.scope`);
    const scope: InstrumentationScope = {
      name: textOf(json.name, 'the name of the scope', this.#faults),
      version: textOf(json.version, 'the version of the scope', this.#faults),
      attributes: keyValueRecord(json.attributes, this.#faults),
      schemaUrl: textOf(scopeItems.schemaUrl ?? scopeItems.schema_url, 'schemaUrl', this.#faults),
      droppedAttributes: countOf(json.droppedAttributesCount ?? json.dropped_attributes_count, 'droppedAttributesCount', this.#faults) || undefined,
    };
    return this.#unlessFaulty(scope, path);
  }

  #unlessFaulty<T>(read: T, path: string): T {
    return this.#faults.first === undefined ? read : this.#fail(`in ${path}, ${this.#faults.first}`);
  }

  *#objectsOf(value: unknown, path: string): Generator<[JsonObject, string]> {
    for (const [index, entry] of this.#listOf(value, path).entries()) {
      if (!isObject(entry)) return this.#fail(`${path}[${index}] is not an object`);
      yield [entry, `${path}[${index}]`];
    }
  }

  #listOf(value: unknown, path: string): unknown[] {
    if (isAbsent(value)) return [];
    return Array.isArray(value) ? value : this.#fail(`${path} is not a list`);
  }

  #objectOf(value: unknown, path: string): JsonObject {
    if (isAbsent(value)) return {};
    return isObject(value) ? value : this.#fail(`${path} is not an object`);
  }

  #fail(what: string): never {
    return undecodable(this.signal, 'json', what);
  }
}
