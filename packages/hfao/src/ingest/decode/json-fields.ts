import { SHOWN_CHARACTERS } from './refusal.js';

/** An object of a parsed body. */
export type JsonObject = Record<string, unknown>;

/**
 * What is wrong with the part of a body that is being read. The first fault stands; reading goes on with an empty value,
 * because exceptions are dear and a body may hold a million bad spans.
 */
export class JsonFaults {
  first: string | undefined;
  /** Set when an attribute value was nested too deep and was passed over. */
  tooDeep = false;

  clear(): void {
    this.first = undefined;
    this.tooDeep = false;
  }

  note(fault: string): void {
    this.first ??= fault;
  }
}

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);
export const isAbsent = (value: unknown): value is null | undefined => value === undefined || value === null;

/** A string field. Numbers and truth values are taken as their text. */
export function textOf(value: unknown, name: string, faults: JsonFaults): string {
  if (typeof value === 'string') return value;
  if (isAbsent(value)) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  faults.note(`${name} is not a string`);
  return '';
}

/** A 32-bit number, which may be written as a string. */
export function countOf(value: unknown, name: string, faults: JsonFaults): number {
  if (isAbsent(value)) return 0;
  const number = typeof value === 'number' ? value : typeof value === 'string' ? Number(value) : NaN;
  if (Number.isInteger(number) && number >= 0 && number <= 0xffffffff) return number;
  faults.note(`${name} is not an unsigned 32-bit integer`);
  return 0;
}

/** An enum's number, given as a number or as one of its names, with or without the prefix. A name that is not known is 0. */
export function enumOf(value: unknown, names: readonly string[], prefix: string): number {
  if (typeof value === 'number') return value | 0;
  if (typeof value !== 'string' || value.length > 40) return 0;
  if (/^-?\d+$/.test(value)) return Number(value) | 0;
  return Math.max(0, names.indexOf(value.toUpperCase().replace(prefix, '')));
}

/** The objects of a list; undefined when it is absent or empty. */
export function objectList(value: unknown, name: string, faults: JsonFaults): JsonObject[] | undefined {
  if (isAbsent(value)) return undefined;
  if (Array.isArray(value) && value.every(isObject)) return value.length === 0 ? undefined : value;
  faults.note(`${name} is not a list of objects`);
  return undefined;
}

/** What a field holds, as it is shown to its sender: text and numbers, cut. */
export function shownOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, SHOWN_CHARACTERS) : '';
}
