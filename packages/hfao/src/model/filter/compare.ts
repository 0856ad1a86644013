import type { CompareOp, Filter, FilterValue } from './filter.js';
import { isLike } from './like.js';
import { lowerCase } from './lower-case.js';

/** Whether a value that is there stands so to another; false where the two are of different kinds. */
export function stands(left: unknown, op: CompareOp, right: FilterValue): boolean {
  const wanted = typeof right === 'object' ? right.time : right;
  if (typeof left !== typeof wanted) return false;
  const order = typeof left === 'string' ? compareCodePoints(left, wanted as string) : Number(left) - Number(wanted);
  switch (op) {
    case '=': return left === wanted;
    case '!=': return left !== wanted;
    case '<': return order < 0;
    case '<=': return order <= 0;
    case '>': return order > 0;
    case '>=': return order >= 0;
  }
}

/** The order of UTF-8 bytes, which is not that of UTF-16 units. */
export function compareCodePoints(a: string, b: string): number {
  if (a === b) return 0;
  let i = 0;
  while (i < a.length && i < b.length && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  const [left, right] = [a.charCodeAt(i), b.charCodeAt(i)];
  if (Number.isNaN(left) || Number.isNaN(right)) return a.length - b.length;
  return rank(left) - rank(right);
}

/** Halves of surrogate pairs stand for what comes after all single units. */
const rank = (unit: number) => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);

/** Whether a text fits, whatever its case. */
export function matches(text: string, { how, text: wanted }: Filter & { kind: 'match' }): boolean {
  const [within, part] = [lowerCase(text), lowerCase(wanted)];
  switch (how) {
    case 'contains': return within.includes(part);
    case 'starts_with': return within.startsWith(part);
    case 'ends_with': return within.endsWith(part);
    case 'like': return isLike(within, part);
  }
}
