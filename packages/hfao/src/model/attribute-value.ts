/**
 * An attribute's value as plain data: what OTLP's AnyValue can hold.
 * As strings arrive integers beyond 2^53 (their decimal digits), bytes (base64) and what JSON has no number for (`NaN`, `Infinity`, `-Infinity`).
 */
export type AttributeValue = string | number | boolean | null | AttributeValue[] | { [key: string]: AttributeValue };

/**
 * One attribute value as the text that a map column holds, so that filters and SQL read naturally and nothing is lost.
 * Strings stand as they are (`gpt-4o`), other scalars as JSON (`5`, `true`), lists and maps as JSON behind one space (` ["a"]`).
 * Only a string that could be mistaken for one of these is quoted (`"5"`).
 */
export function encodeAttribute(value: AttributeValue): string {
  if (typeof value === 'string') return isAmbiguous(value) ? JSON.stringify(value) : value;
  return value !== null && typeof value === 'object' ? ` ${JSON.stringify(value)}` : String(value);
}

/** The inverse of {@link encodeAttribute}. Text that was not made by it comes back as the string it is. */
export function decodeAttribute(text: string): AttributeValue {
  if (text.startsWith(' ') || isAmbiguous(text)) {
    try {
      return JSON.parse(text) as AttributeValue;
    } catch {
      return text;
    }
  }
  return text;
}

const SCALAR = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;

function isAmbiguous(text: string): boolean {
  const first = text.charCodeAt(0);
  if (first === 0x20 || first === 0x22) return true;
  const mayBeScalar = first === 0x2d || (first >= 0x30 && first <= 0x39) || first === 0x74 || first === 0x66 || first === 0x6e;
  return mayBeScalar && text.length < 400 && SCALAR.test(text);
}

/** A map column's in-memory form: key, value, key, value, … with values by {@link encodeAttribute}. */
export type FlatMap = string[];

export function decodeMap(flat: readonly string[]): Record<string, AttributeValue> {
  const record: Record<string, AttributeValue> = {};
  for (let i = 0; i < flat.length; i += 2) {
    const value = decodeAttribute(flat[i + 1]);
    // A key of this name is a key like any other, not the record's prototype.
    if (flat[i] === '__proto__') Object.defineProperty(record, '__proto__', { value, enumerable: true, configurable: true, writable: true });
    else record[flat[i]] = value;
  }
  return record;
}
