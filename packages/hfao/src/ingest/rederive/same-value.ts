import type { AttributeValue } from '../../model/attribute-value.js';

/** Of two columns' values. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item: AttributeValue, i) => item === b[i]);
}
