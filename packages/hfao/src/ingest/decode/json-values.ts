import type { AttributeValue } from '../../model/attribute-value.js';
import { doubleValue, putAttribute } from './attributes.js';
import { isAbsent, isObject, textOf, type JsonFaults } from './json-fields.js';
import { MAX_VALUE_DEPTH } from './refusal.js';

/** Visits each KeyValue of a list, which may be absent. */
export function eachKeyValue(list: unknown, faults: JsonFaults, visit: (key: string, value: AttributeValue) => void, depth = 1): void {
  if (isAbsent(list)) return;
  if (!Array.isArray(list)) return faults.note('attributes are not a list');
  for (const entry of list) {
    if (!isObject(entry)) return faults.note('an attribute is not an object');
    visit(textOf(entry.key, 'the key of an attribute', faults), anyValue(entry.value, faults, depth));
  }
}

export function keyValueRecord(list: unknown, faults: JsonFaults, record: Record<string, AttributeValue> = {}, depth = 1): Record<string, AttributeValue> {
  eachKeyValue(list, faults, (key, value) => putAttribute(record, key, value), depth);
  return record;
}

export function anyValue(value: unknown, faults: JsonFaults, depth: number): AttributeValue {
  if (isAbsent(value)) return null;
  if (!isObject(value)) return fault(faults, 'the value of an attribute is not an object such as {"stringValue": …}');
  if (depth > MAX_VALUE_DEPTH) {
    faults.tooDeep = true;
    return null;
  }
  const text = value.stringValue ?? value.string_value;
  if (typeof text === 'string') return text;
  if (!isAbsent(text)) return scalarAsItCame(text, 'stringValue', faults);

  const int = value.intValue ?? value.int_value;
  if (!isAbsent(int)) return intValue(int, faults);
  const bool = value.boolValue ?? value.bool_value;
  if (!isAbsent(bool)) return boolValue(bool, faults);
  const double = value.doubleValue ?? value.double_value;
  if (!isAbsent(double)) return floatValue(double, faults);
  const array = value.arrayValue ?? value.array_value;
  if (!isAbsent(array)) return arrayValue(array, faults, depth);
  const keyValues = value.kvlistValue ?? value.kvlist_value;
  if (!isAbsent(keyValues)) return isObject(keyValues) ? keyValueRecord(keyValues.values, faults, {}, depth + 1) : fault(faults, 'kvlistValue is not an object');
  const bytes = value.bytesValue ?? value.bytes_value;
  return isAbsent(bytes) ? null : bytesValue(bytes, faults);
}

function arrayValue(array: unknown, faults: JsonFaults, depth: number): AttributeValue {
  const values = isObject(array) ? array.values ?? [] : undefined;
  if (!Array.isArray(values)) return fault(faults, 'arrayValue is not an object with a list of values');
  return values.map((it) => anyValue(it, faults, depth + 1));
}

/** Written as a number or as its digits. */
function intValue(value: unknown, faults: JsonFaults): AttributeValue {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value) ? String(BigInt(value)) : doubleValue(value);
  if (typeof value !== 'string' || !/^[+-]?\d{1,40}$/.test(value)) return scalarAsItCame(value, 'intValue', faults);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number + 0 : String(BigInt(value));
}

function boolValue(value: unknown, faults: JsonFaults): AttributeValue {
  if (value === 'true') return true;
  return value === 'false' ? false : scalarAsItCame(value, 'boolValue', faults);
}

/** Written as a number, as its digits, or as NaN, Infinity and -Infinity, which stay words. */
function floatValue(value: unknown, faults: JsonFaults): AttributeValue {
  if (typeof value === 'number') return doubleValue(value);
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
  return Number.isFinite(number) ? number : scalarAsItCame(value, 'doubleValue', faults);
}

/** Either alphabet of base64, with padding or without, in the one that protobuf's reading gives. */
function bytesValue(value: unknown, faults: JsonFaults): AttributeValue {
  if (typeof value !== 'string' || !/^[\w+/-]*={0,2}$/.test(value)) return scalarAsItCame(value, 'bytesValue', faults);
  return Buffer.from(value, 'base64').toString('base64');
}

/** An odd scalar is kept rather than its span refused. */
function scalarAsItCame(value: unknown, name: string, faults: JsonFaults): AttributeValue {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  return typeof value === 'number' ? doubleValue(value) : fault(faults, `${name} is not a scalar`);
}

function fault(faults: JsonFaults, what: string): null {
  faults.note(what);
  return null;
}
