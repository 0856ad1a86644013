import { z } from 'zod';
import type { Operation } from '../../operations/operation.js';

type JsonType = string | readonly string[] | undefined;

/**
 * Reads text from a URL or a shell as the types that an operation's input has: `"50"` as 50, `"true"` as true.
 * What does not read stays text, so that the operation's own check names it.
 */
export function queryReader(operation: Operation): (given: Record<string, unknown>) => Record<string, unknown> {
  const { properties = {} } = z.toJSONSchema(operation.input, { io: 'input' }) as { properties?: Record<string, { type?: JsonType }> };
  return (given) => Object.fromEntries(Object.entries(given).map(([name, value]) => [name, typed(value, Object.hasOwn(properties, name) ? properties[name].type : undefined)]));
}

function typed(value: unknown, type: JsonType): unknown {
  if (typeof value !== 'string') return value;
  if (type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true';
  if ((type === 'integer' || type === 'number') && /^-?\d+(?:\.\d+)?$/.test(value)) return Number(value);
  return value;
}
