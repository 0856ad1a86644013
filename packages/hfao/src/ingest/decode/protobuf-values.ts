import type { AttributeValue } from '../../model/attribute-value.js';
import { doubleValue, putAttribute } from './attributes.js';
import type { ProtobufCursor } from './protobuf-cursor.js';
import { MAX_VALUE_DEPTH } from './refusal.js';

/**
 * Attribute values in protobuf (opentelemetry/proto/common/v1/common.proto), each as a reading and as a walk that makes nothing.
 * The two go through the same bytes in the same order: what one refuses, the other refuses.
 * A value nested too deep is passed over and leaves `tooDeep` set on the cursor.
 */

const KEY = 0x0a;
const VALUE = 0x12;

/** Reads one KeyValue that ends at `end`: its value is returned, its key left in `cursor.key`. */
export function readKeyValue(cursor: ProtobufCursor, end: number, depth = 1): AttributeValue {
  let key = '';
  let value: AttributeValue = null;
  while (cursor.at < end) {
    const tag = cursor.tag(end);
    if (tag === KEY) key = cursor.text(end);
    else if (tag === VALUE) value = readAnyValue(cursor, cursor.lengthEnd(end), depth, value);
    else cursor.skip(tag, end);
  }
  cursor.key = key;
  return value;
}

export function walkKeyValue(cursor: ProtobufCursor, end: number, depth = 1): void {
  while (cursor.at < end) {
    const tag = cursor.tag(end);
    if (tag === VALUE) walkAnyValue(cursor, cursor.lengthEnd(end), depth);
    else if (tag === KEY) cursor.skipLength(end);
    else cursor.skip(tag, end);
  }
}

export const NO_ATTRIBUTE = -1;

/** Passes over a message whose only messages are its attributes, KeyValues with the tag `attribute`. */
export function walkMessage(cursor: ProtobufCursor, end: number, attribute: number): void {
  while (cursor.at < end) {
    const tag = cursor.tag(end);
    if (tag === attribute) walkKeyValue(cursor, cursor.lengthEnd(end));
    else cursor.skip(tag, end);
  }
}

const STRING = 0x0a;
const BOOL = 0x10;
const INT = 0x18;
const DOUBLE = 0x21;
const ARRAY = 0x2a;
const KEY_VALUES = 0x32;
const BYTES = 0x3a;
const ENTRY = 0x0a;

/** @param before what an earlier part of the same AnyValue held: parts of one message merge, of a oneof the last stands */
export function readAnyValue(cursor: ProtobufCursor, end: number, depth: number, before: AttributeValue): AttributeValue {
  if (isTooDeep(cursor, end, depth)) return before;
  let value = before;
  while (cursor.at < end) {
    const tag = cursor.tag(end);
    switch (tag) {
      case STRING: value = cursor.text(end); break;
      case INT: value = cursor.int64(end); break;
      case BOOL: value = cursor.bool(end); break;
      case DOUBLE: value = doubleValue(cursor.double(end)); break;
      case ARRAY: value = readArray(cursor, cursor.lengthEnd(end), depth, Array.isArray(value) ? value : []); break;
      case KEY_VALUES: value = readKeyValues(cursor, cursor.lengthEnd(end), depth, isRecord(value) ? value : {}); break;
      case BYTES: value = cursor.base64(end); break;
      default: cursor.skip(tag, end);
    }
  }
  return value;
}

export function walkAnyValue(cursor: ProtobufCursor, end: number, depth: number): void {
  if (isTooDeep(cursor, end, depth)) return;
  while (cursor.at < end) {
    const tag = cursor.tag(end);
    switch (tag) {
      case STRING: case BYTES: cursor.skipLength(end); break;
      case ARRAY: walkArray(cursor, cursor.lengthEnd(end), depth); break;
      case KEY_VALUES: walkKeyValues(cursor, cursor.lengthEnd(end), depth); break;
      default: cursor.skip(tag, end);
    }
  }
}

function readArray(cursor: ProtobufCursor, end: number, depth: number, values: AttributeValue[]): AttributeValue[] {
  while (cursor.at < end) {
    const tag = cursor.tag(end);
    if (tag === ENTRY) values.push(readAnyValue(cursor, cursor.lengthEnd(end), depth + 1, null));
    else cursor.skip(tag, end);
  }
  return values;
}

function walkArray(cursor: ProtobufCursor, end: number, depth: number): void {
  while (cursor.at < end) {
    const tag = cursor.tag(end);
    if (tag === ENTRY) walkAnyValue(cursor, cursor.lengthEnd(end), depth + 1);
    else cursor.skip(tag, end);
  }
}

function readKeyValues(cursor: ProtobufCursor, end: number, depth: number, record: Record<string, AttributeValue>): Record<string, AttributeValue> {
  while (cursor.at < end) {
    const tag = cursor.tag(end);
    if (tag === ENTRY) {
      const value = readKeyValue(cursor, cursor.lengthEnd(end), depth + 1);
      putAttribute(record, cursor.key, value);
    } else cursor.skip(tag, end);
  }
  return record;
}

function walkKeyValues(cursor: ProtobufCursor, end: number, depth: number): void {
  while (cursor.at < end) {
    const tag = cursor.tag(end);
    if (tag === ENTRY) walkKeyValue(cursor, cursor.lengthEnd(end), depth + 1);
    else cursor.skip(tag, end);
  }
}

function isTooDeep(cursor: ProtobufCursor, end: number, depth: number): boolean {
  if (depth <= MAX_VALUE_DEPTH) return false;
  cursor.tooDeep = true;
  cursor.at = end;
  return true;
}

const isRecord = (value: AttributeValue): value is Record<string, AttributeValue> => value !== null && typeof value === 'object' && !Array.isArray(value);
