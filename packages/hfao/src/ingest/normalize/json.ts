import { isTooDeep } from '../../model/json-depth.js';
import { writeJson } from './write-json.js';

/**
 * Reads JSON text that may itself be a JSON string of JSON text, as double-encoding exporters send it.
 * @returns undefined when it is not JSON; null is a value
 */
export function parseJson(text: string): unknown {
  const once = parseOnce(text);
  if (typeof once !== 'string' || !looksStructured(once)) return once;
  return parseOnce(once) ?? once;
}

function parseOnce(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** JSON text of what came from outside; undefined where it is nested too deeply to be written. */
export function jsonText(value: unknown): string | undefined {
  try {
    return writeJson(value);
  } catch {
    return undefined;
  }
}

/** Whether text begins like a JSON object or list. */
export function looksStructured(text: string): boolean {
  const first = firstCode(text);
  return first === 0x7b || first === 0x5b;
}

/**
 * An argument or result as structured data where its text is a JSON object, list or quoted string, else as it is.
 * Numbers beyond 2^53 would change by it, and what is nested too deeply cannot be written again: such text stays text.
 */
export function structured(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const first = firstCode(value);
  if (first !== 0x7b && first !== 0x5b && first !== 0x22) return value;
  if (hasWideNumber(value) || isTooDeep(value)) return value;
  return parseJson(value) ?? value;
}

const WIDE = /[:[,]\s{0,80}-?(?:\d{16}|\d[\d.]{0,20}[eE]\+?\d{3})/;
/** With all of the number: JSON schemas made from types name the largest integers that are exact. */
const EVERY_WIDE = /[:[,]\s{0,80}-?(?:\d{16}|\d[\d.]{0,20}[eE]\+?\d{3})[\d.eE+-]*/g;

/** Whether JSON text may hold an integer that a double cannot. May be wrong about digits inside strings, on the safe side. */
export function hasWideNumber(text: string): boolean {
  if (!WIDE.test(text)) return false;
  const found = text.match(EVERY_WIDE)!;
  return !found.every((it) => Number.isSafeInteger(Number(it.slice(1))));
}

function firstCode(text: string): number {
  let at = 0;
  while (at < text.length && text.charCodeAt(at) <= 0x20) at += 1;
  return text.charCodeAt(at);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
