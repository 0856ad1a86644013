import type { AttributeValue } from '../../model/attribute-value.js';

/** Sets one attribute. A key `__proto__` becomes a property like any other instead of the record's prototype. */
export function putAttribute(record: Record<string, AttributeValue>, key: string, value: AttributeValue): void {
  if (key === '__proto__') Object.defineProperty(record, key, { value, enumerable: true, configurable: true, writable: true });
  else record[key] = value;
}

/** A double as an attribute value: JSON has no number for some, and attribute values survive JSON. */
export function doubleValue(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}
