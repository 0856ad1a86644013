import type { AttributeValue } from '../../model/attribute-value.js';
import { isRecord, looksStructured, parseJson } from './json.js';
import type { Read } from './read.js';

/** How a claim reads one value inside an attribute that holds an object, as JSON or structured: `leaf(count, 'usage', 'inputTokens')`. */
export function leaf(read: Read, ...path: string[]): Read {
  return (value) => {
    const found = leafOf(value, ...path);
    return found === undefined || found === null ? undefined : read(found);
  };
}

/** The value at a path inside an object; undefined where the path ends before. */
export function leafOf(value: AttributeValue | undefined, ...path: string[]): AttributeValue | undefined {
  let at: unknown = recordOf(value);
  for (const name of path) at = isRecord(at) && Object.hasOwn(at, name) ? at[name] : undefined;
  return at as AttributeValue | undefined;
}

/** The object that an attribute holds. */
export function recordOf(value: AttributeValue | undefined): Record<string, AttributeValue> | undefined {
  const record = typeof value === 'string' ? parsedOnce(value) : value;
  return isRecord(record) ? (record as Record<string, AttributeValue>) : undefined;
}

let lastText = '';
let lastValue: unknown;

/** Several claims read one attribute one after the other: its text is parsed once. */
function parsedOnce(text: string): unknown {
  if (text === lastText) return lastValue;
  lastText = text;
  lastValue = looksStructured(text) || text.charCodeAt(0) === 0x22 ? parseJson(text) : undefined;
  return lastValue;
}

/** A text that some SDKs encode as JSON once more: `"\"LLM\""` is `LLM`. */
export function unquoted(value: AttributeValue): AttributeValue {
  if (typeof value !== 'string' || value.charCodeAt(0) !== 0x22) return value;
  const inner = parseJson(value);
  return typeof inner === 'string' ? inner : value;
}

/** As `read`, of a text that may be encoded as JSON once more. */
export function unquotedThen(read: Read): Read {
  return (value) => read(unquoted(value));
}
