import type { Signal } from '../../model/signal.js';
import type { Encoding } from './encoding.js';
import { isObject, JsonFaults, type JsonObject } from './json-fields.js';
import { parseJsonBody } from './json-text.js';
import { keyValueRecord } from './json-values.js';
import { projectNameOf } from './project-name.js';
import { ProtobufCursor } from './protobuf-cursor.js';
import { readResource } from './protobuf-export.js';
import type { Resource } from './span.js';

const JSON_LISTS: Record<Signal, readonly [string, string]> = {
  traces: ['resourceSpans', 'resource_spans'], logs: ['resourceLogs', 'resource_logs'], metrics: ['resourceMetrics', 'resource_metrics'],
};

/**
 * An export request with those of its resources alone that name a project that is wanted: the bytes of each as they came in protobuf.
 * @returns the same object when all are wanted, undefined when none is
 * @throws Failure `undecodable` for a body that does not pass its check
 */
export function keepResources(body: Uint8Array, signal: Signal, encoding: Encoding, isWanted: (projectName: string | undefined) => boolean): Uint8Array | undefined {
  return encoding === 'json' ? keepJson(body, signal, isWanted) : keepProtobuf(body, signal, isWanted);
}

const RESOURCE_ITEMS = 0x0a;
const RESOURCE = 0x0a;

function keepProtobuf(body: Uint8Array, signal: Signal, isWanted: (name: string | undefined) => boolean): Uint8Array | undefined {
  const cursor = new ProtobufCursor(body, signal);
  const kept: Uint8Array[] = [];
  let isAll = true;
  while (cursor.at < body.length) {
    const start = cursor.at;
    const tag = cursor.tag(body.length);
    if (tag !== RESOURCE_ITEMS) {
      cursor.skip(tag, body.length);
      continue;
    }
    const end = cursor.lengthEnd(body.length);
    if (isWanted(projectNameOf(resourceWithin(cursor, end).attributes))) kept.push(body.subarray(start, end));
    else isAll = false;
    cursor.at = end;
  }
  if (kept.length === 0) return undefined;
  return isAll ? body : Buffer.concat(kept);
}

function resourceWithin(cursor: ProtobufCursor, end: number): Resource {
  const resource: Resource = { attributes: {}, schemaUrl: '' };
  while (cursor.at < end) {
    const tag = cursor.tag(end);
    if (tag === RESOURCE) readResource(cursor, cursor.lengthEnd(end), resource);
    else cursor.skip(tag, end);
  }
  return resource;
}

function keepJson(body: Uint8Array, signal: Signal, isWanted: (name: string | undefined) => boolean): Uint8Array | undefined {
  const root = parseJsonBody(body, signal) as JsonObject;
  const [camel, snake] = JSON_LISTS[signal];
  const name = root[camel] === undefined ? snake : camel;
  const all = (root[name] ?? []) as JsonObject[];
  const kept = all.filter((it) => isWanted(projectNameOf(attributesOf(it))));
  if (kept.length === 0) return undefined;
  return kept.length === all.length ? body : Buffer.from(JSON.stringify({ ...root, [name]: kept }));
}

function attributesOf({ resource }: JsonObject): Resource['attributes'] {
  return isObject(resource) ? keyValueRecord(resource.attributes, new JsonFaults()) : {};
}
