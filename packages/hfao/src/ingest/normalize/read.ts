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

/** A whole number from 0, also as decimal digits: some exporters send every attribute as a string. */
export function count(value: AttributeValue): number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}

/** A finite number from 0: money, seconds. */
export function amount(value: AttributeValue): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? value : undefined;
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

/** As {@link texts}, and one text may join several with commas. */
export function joinedTexts(value: AttributeValue): string[] | undefined {
  const list = texts(value);
  if (list?.length !== 1 || !list[0].includes(',')) return list;
  return list[0].split(',').map((part) => part.trim()).filter((part) => part !== '');
}

function textList(value: unknown): string[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return value.every((item) => typeof item === 'string' && item !== '') ? [...new Set(value as string[])] : undefined;
}

/** Anything but nothing: text, structured data, a scalar. */
export function anything(value: AttributeValue): AttributeValue | undefined {
  return value === '' || value === null ? undefined : value;
}
