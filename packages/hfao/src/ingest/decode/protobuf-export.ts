import type { Signal } from '../../model/signal.js';
import { putAttribute } from './attributes.js';
import { ProtobufCursor } from './protobuf-cursor.js';
import { readKeyValue } from './protobuf-values.js';
import type { InstrumentationScope, Resource } from './span.js';

/** Takes the span, log record or metric that begins at the cursor and ends at `end`, and leaves the cursor there. */
export type ProtobufItemVisitor = (cursor: ProtobufCursor, end: number, resource: Resource, scope: InstrumentationScope) => void;

/**
 * Walks an export request in protobuf down to its spans, log records or metrics: the messages around them have the same fields in all three
 * (opentelemetry/proto/collector/{trace,logs,metrics}/v1). Fields may come in any order and a resource or scope in several parts, so each message is
 * passed twice: for what its items share, then for them. `cursor.tooDeep` is set for a visit when an attribute of the item's resource or scope
 * was nested too deep. The deprecated `instrumentation_library_*` are unknown fields.
 */
export function eachProtobufItem(body: Uint8Array, signal: Signal, visit: ProtobufItemVisitor): void {
  const cursor = new ProtobufCursor(body, signal);
  const end = body.length;
  while (cursor.at < end) {
    const tag = cursor.tag(end);
    if (tag === RESOURCE_ITEMS) eachItemOfResource(cursor, cursor.lengthEnd(end), visit);
    else cursor.skip(tag, end);
  }
}

const RESOURCE_ITEMS = 0x0a;

const RESOURCE = 0x0a;
const SCOPE_ITEMS = 0x12;

const SCOPE = 0x0a;
const ITEM = 0x12;

const SCHEMA_URL = 0x1a;

function eachItemOfResource(cursor: ProtobufCursor, end: number, visit: ProtobufItemVisitor): void {
  const start = cursor.at;
  cursor.tooDeep = false;
  const resource: Resource = { attributes: {}, schemaUrl: '' };
  while (cursor.at < end) {
    const tag = cursor.tag(end);
    if (tag === RESOURCE) readResource(cursor, cursor.lengthEnd(end), resource);
    else if (tag === SCHEMA_URL) resource.schemaUrl = cursor.text(end);
    else cursor.skip(tag, end);
  }
  const { tooDeep } = cursor;

  cursor.at = start;
  while (cursor.at < end) {
    const tag = cursor.tag(end);
    if (tag === SCOPE_ITEMS) eachItemOfScope(cursor, cursor.lengthEnd(end), resource, tooDeep, visit);
    else cursor.skip(tag, end);
  }
}

function eachItemOfScope(cursor: ProtobufCursor, end: number, resource: Resource, resourceTooDeep: boolean, visit: ProtobufItemVisitor): void {
  const start = cursor.at;
  cursor.tooDeep = resourceTooDeep;
  const scope: InstrumentationScope = { name: '', version: '', attributes: {}, schemaUrl: '' };
  while (cursor.at < end) {
    const tag = cursor.tag(end);
    if (tag === SCOPE) readScope(cursor, cursor.lengthEnd(end), scope);
    else if (tag === SCHEMA_URL) scope.schemaUrl = cursor.text(end);
    else cursor.skip(tag, end);
  }
  const { tooDeep } = cursor;

  cursor.at = start;
  while (cursor.at < end) {
    const tag = cursor.tag(end);
    if (tag === ITEM) {
      cursor.tooDeep = tooDeep;
      visit(cursor, cursor.lengthEnd(end), resource, scope);
    } else cursor.skip(tag, end);
  }
}

const RESOURCE_ATTRIBUTE = 0x0a;
const RESOURCE_DROPPED = 0x10;

export function readResource(cursor: ProtobufCursor, end: number, resource: Resource): void {
  while (cursor.at < end) {
    const tag = cursor.tag(end);
    if (tag === RESOURCE_ATTRIBUTE) {
      const value = readKeyValue(cursor, cursor.lengthEnd(end));
      putAttribute(resource.attributes, cursor.key, value);
    } else if (tag === RESOURCE_DROPPED) resource.droppedAttributes = cursor.varint(end) || undefined;
    else cursor.skip(tag, end);
  }
}

const SCOPE_NAME = 0x0a;
const SCOPE_VERSION = 0x12;
const SCOPE_ATTRIBUTE = 0x1a;
const SCOPE_DROPPED = 0x20;

function readScope(cursor: ProtobufCursor, end: number, scope: InstrumentationScope): void {
  while (cursor.at < end) {
    const tag = cursor.tag(end);
    switch (tag) {
      case SCOPE_NAME: scope.name = cursor.text(end); break;
      case SCOPE_VERSION: scope.version = cursor.text(end); break;
      case SCOPE_ATTRIBUTE: {
        const value = readKeyValue(cursor, cursor.lengthEnd(end));
        putAttribute(scope.attributes, cursor.key, value);
        break;
      }
      case SCOPE_DROPPED: scope.droppedAttributes = cursor.varint(end) || undefined; break;
      default: cursor.skip(tag, end);
    }
  }
}
