const MAX_CHARS = 1_000_000;
const MAX_NODES = 20_000;
const MAX_DEPTH = 24;

/** A value as a span attribute: text as it is, everything else as JSON. */
export interface Captured {
  value: string;
  mimeType: 'text/plain' | 'application/json';
}

/**
 * Writes down any value without harm: a getter or `toJSON` that throws, a cycle, a class instance or a giant leave a mark
 * in the text instead of an error, and the work is bounded, so that a huge argument does not slow the host.
 */
export function capture(value: unknown): Captured {
  if (typeof value === 'string') return { value: shortened(value, MAX_CHARS), mimeType: 'text/plain' };
  const budget = { nodes: MAX_NODES, chars: MAX_CHARS };
  return { value: JSON.stringify(plain(value, budget, [])) ?? 'null', mimeType: 'application/json' };
}

type Budget = { nodes: number; chars: number };

function plain(value: unknown, budget: Budget, path: readonly object[]): unknown {
  if (value === null || typeof value === 'boolean' || typeof value === 'undefined') return value;
  if (typeof value === 'string') return spend(value, budget);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'symbol') return String(value);
  if (typeof value === 'function') return `[function ${readable(() => value.name) || 'anonymous'}]`;
  try {
    return plainObject(value, budget, path);
  } catch (error) {
    return `[unreadable: ${readable(() => String((error as Error).message))}]`;
  }
}

function plainObject(value: object, budget: Budget, path: readonly object[]): unknown {
  if (path.includes(value)) return '[circular]';
  if (path.length >= MAX_DEPTH || budget.nodes-- <= 0) return '[cut: too large]';
  const inside = [...path, value];
  if (value instanceof Error) return { name: value.name, message: spend(String(value.message), budget) };
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.constructor.name} of ${value.byteLength} bytes]`;
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return plain((value as { toJSON(): unknown }).toJSON(), budget, inside);
  if (value instanceof Map) return plainObject(Object.fromEntries([...value].map(([key, it]) => [String(key), it])), budget, inside);
  if (value instanceof Set) return plainList([...value], budget, inside);
  if (Array.isArray(value)) return plainList(value, budget, inside);
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    if (budget.nodes <= 0) break;
    Object.defineProperty(copy, key, { value: read(value, key, budget, inside), enumerable: true, configurable: true });
  }
  return copy;
}

function plainList(values: readonly unknown[], budget: Budget, inside: readonly object[]): unknown[] {
  const copy: unknown[] = [];
  for (const value of values) {
    if (budget.nodes-- <= 0) {
      copy.push('[cut: too large]');
      break;
    }
    copy.push(plain(value, budget, inside));
  }
  return copy;
}

/** One property; a getter that throws costs only itself. */
function read(from: object, key: string, budget: Budget, inside: readonly object[]): unknown {
  budget.nodes--;
  try {
    return plain((from as Record<string, unknown>)[key], budget, inside);
  } catch (error) {
    return `[unreadable: ${readable(() => String((error as Error).message))}]`;
  }
}

function spend(text: string, budget: Budget): string {
  const kept = shortened(text, Math.max(budget.chars, 0));
  budget.chars -= text.length;
  return kept;
}

function shortened(text: string, chars: number): string {
  return text.length <= chars ? text : `${text.slice(0, chars)}… [cut: ${text.length - chars} more characters]`;
}

function readable(work: () => string): string {
  try {
    return work();
  } catch {
    return '';
  }
}
