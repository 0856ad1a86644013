import type { AttributeValue } from '../../model/attribute-value.js';
import { parseJson } from './json.js';

/**
 * What an attribute's value means in a field; undefined when it has no use there, and then the attribute stays an attribute.
 * An empty string is as good as absent; 0 is a value.
 */
export type Read = (value: AttributeValue) => unknown;

/** A text. Numbers are common as ids and are taken by their digits. */
export function text(value: AttributeValue): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' ? String(value) : undefined;
}

/** A whole number from 0, small enough to be added up exactly; also as decimal digits: some exporters send every attribute as a string. */
export function count(value: AttributeValue): number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) && value >= 0 && value < 1e15 ? value : undefined;
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}

/** A number from 0: money, seconds. */
export function amount(value: AttributeValue): number | undefined {
  if (typeof value === 'number') return value >= 0 && value < 1e15 ? value : undefined;
  return typeof value === 'string' && /^\d{1,15}(?:\.\d{1,20})?(?:[eE]-?\d{1,2})?$/.test(value) ? Number(value) : undefined;
}

/** A number, negative too: scores. */
export function number(value: AttributeValue): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return typeof value === 'string' && /^-?\d{1,15}(?:\.\d{1,20})?(?:[eE]-?\d{1,2})?$/.test(value) ? Number(value) : undefined;
}

/** A list of texts: a list, a JSON list, or one text. */
export function texts(value: AttributeValue): string[] | undefined {
  if (typeof value === 'string') {
    if (value === '') return undefined;
    return value.charCodeAt(0) === 0x5b ? textList(parseJson(value)) : [value];
  }
  return textList(value);
}

/** As {@link texts}, and one text may join several words with commas. */
export function joinedTexts(value: AttributeValue): string[] | undefined {
  const list = texts(value);
  return list?.length === 1 && list[0].includes(',') && /^[\w-]+(?:, ?[\w-]+)*$/.test(list[0]) ? list[0].split(/, ?/) : list;
}

function textList(value: unknown): string[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  let repeats = false;
  for (let i = 0; i < value.length; i++) {
    if (typeof value[i] !== 'string' || value[i] === '') return undefined;
    repeats ||= i >= 16 || value.indexOf(value[i]) !== i;
  }
  return repeats ? [...new Set(value as string[])] : (value as string[]);
}

/** Anything but nothing: text, structured data, a scalar. */
export function anything(value: AttributeValue): AttributeValue | undefined {
  return value === '' || value === null ? undefined : value;
}
