import { isAbsent, type JsonFaults } from './json-fields.js';
import type { Integer } from './metric-point.js';

const LEAST = { signed: -(2n ** 63n), unsigned: 0n };
const MOST = { signed: 2n ** 63n - 1n, unsigned: 2n ** 64n - 1n };

/** A 64-bit integer, written as digits or as a number; null when absent. */
export function integerOf(value: unknown, name: string, kind: 'signed' | 'unsigned', faults: JsonFaults): Integer | null {
  if (isAbsent(value) || value === '') return null;
  const isWhole = typeof value === 'number' ? Number.isInteger(value) : typeof value === 'string' && /^[+-]?\d{1,40}$/.test(value);
  const number = isWhole ? Number(value) : NaN;
  if (Number.isSafeInteger(number) && (number >= 0 || kind === 'signed')) return number + 0;
  const exact = isWhole ? BigInt(value as string | number) : MOST.unsigned + 1n;
  if (exact >= LEAST[kind] && exact <= MOST[kind]) return String(exact);
  faults.note(`${name} is not a 64-bit ${kind} integer`);
  return null;
}

const SPECIAL = new Map<unknown, number>([['NaN', NaN], ['Infinity', Infinity], ['-Infinity', -Infinity]]);

/** A double, written as a number, as its digits or as NaN, Infinity and -Infinity; null when absent. */
export function doubleOf(value: unknown, name: string, faults: JsonFaults): number | null {
  if (typeof value === 'number') return value;
  if (isAbsent(value) || value === '') return null;
  const special = SPECIAL.get(value);
  if (special !== undefined) return special;
  const number = typeof value === 'string' && value.length <= 400 && value.trim() !== '' ? Number(value) : NaN;
  if (!Number.isNaN(number)) return number;
  faults.note(`${name} is not a number`);
  return null;
}

/** A signed 32-bit number, which may be written as a string; 0 when absent. */
export function int32Of(value: unknown, name: string, faults: JsonFaults): number {
  const number = integerOf(value, name, 'signed', faults) ?? 0;
  if (typeof number === 'number' && (number | 0) === number) return number;
  faults.note(`${name} is not a 32-bit integer`);
  return 0;
}

/** The numbers of a list, which may be absent. */
export function listOfNumbers<T>(value: unknown, name: string, faults: JsonFaults, read: (entry: unknown) => T | null): T[] {
  if (isAbsent(value)) return [];
  if (!Array.isArray(value)) {
    faults.note(`${name} is not a list`);
    return [];
  }
  return value.map((entry) => {
    const number = read(entry);
    if (number === null) faults.note(`${name} has an entry that is no number`);
    return number as T;   // where it is null, what it is in is refused
  });
}
