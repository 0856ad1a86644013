import { z } from 'zod';
import type { Operation } from '../../operations/operation.js';

interface Property { type?: string | readonly string[]; anyOf?: readonly Property[] }

/**
 * Reads text from a URL or a shell as the types that an operation's input has: `"50"` as 50, `"true"` as true, JSON as lists and objects.
 * What does not read stays text, so that the operation's own check names it.
 */
export function queryReader(operation: Operation): (given: Record<string, unknown>) => Record<string, unknown> {
  const { properties = {} } = z.toJSONSchema(operation.input, { io: 'input' }) as { properties?: Record<string, Property> };
  return (given) => Object.fromEntries(Object.entries(given).map(([name, value]) => [name, typed(value, Object.hasOwn(properties, name) ? typesOf(properties[name]) : [])]));
}

/** Whether an input is a list or an object, which a shell gives as JSON. */
export function isStructured(property: Property): boolean {
  return typesOf(property).some((it) => it === 'object' || it === 'array');
}

function typesOf({ type, anyOf }: Property): readonly string[] {
  if (anyOf !== undefined) return anyOf.flatMap(typesOf);
  return type === undefined ? [] : typeof type === 'string' ? [type] : type;
}

function typed(value: unknown, types: readonly string[]): unknown {
  if (typeof value !== 'string' || types.includes('string')) return value;
  if (types.includes('boolean') && (value === 'true' || value === 'false')) return value === 'true';
  if ((types.includes('integer') || types.includes('number')) && /^-?\d+(?:\.\d+)?$/.test(value)) return Number(value);
  return types.includes('object') || types.includes('array') || types.includes('null') ? parsed(value) : value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
