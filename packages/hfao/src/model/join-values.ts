import type { FlatMap } from './attribute-value.js';
import { isTooDeep } from './json-depth.js';

/*
 * How two values of one field become one when neither is more to be believed: whichever comes first, and however often,
 * the same comes out. Union where there is one, else the larger.
 */

/** Of two texts the longer, of equally long ones the later in the alphabet. */
export function largerText(a: string, b: string): string {
  if (a.length !== b.length) return a.length > b.length ? a : b;
  return a > b ? a : b;
}

export function unionOfTexts(a: readonly string[], b: readonly string[]): string[] {
  return [...new Set([...a, ...b])].sort();
}

/** Every key of both, sorted; `decide` says what stands where both have one and differ. */
export function unionOfMaps(a: FlatMap, b: FlatMap, decide: (a: string, b: string, key: string) => string): FlatMap {
  const entries = new Map<string, string>();
  for (let i = 0; i < a.length; i += 2) entries.set(a[i], a[i + 1]);
  for (let i = 0; i < b.length; i += 2) {
    const known = entries.get(b[i]);
    entries.set(b[i], known === undefined || known === b[i + 1] ? b[i + 1] : decide(known, b[i + 1], b[i]));
  }
  return [...entries].sort(([x], [y]) => (x < y ? -1 : 1)).flat();
}

/** Events of both, each once, oldest first. */
export function unionOfEvents(a: string, b: string): string {
  if (a === b) return a;
  const events = unionOfItems(a, b, compareEvents);
  return events === undefined ? largerText(a, b) : JSON.stringify(events);
}

/** Tool calls of both; two records of one call, by its id, become one that says all that either does. */
export function unionOfCalls(a: string, b: string): string {
  if (a === b) return a;
  const calls = unionOfItems(a, b, () => 0);
  if (calls === undefined) return largerText(a, b);
  const byId = new Map<string, unknown>();
  for (const call of calls) {
    const id = (call as { id?: unknown } | null)?.id;
    const key = typeof id === 'string' ? `id ${id}` : JSON.stringify(call);
    byId.set(key, byId.has(key) ? fuller(byId.get(key), call) : call);
  }
  return JSON.stringify([...byId].sort(([x], [y]) => (x < y ? -1 : 1)).map(([, call]) => call));
}

/**
 * Two parts of a conversation, told by records of their own, as one: each message once, in the order of their times, instructions first.
 * Undefined where one is no such conversation: its messages carry no `time`.
 */
export function joinedConversation(a: string, b: string): string | undefined {
  if (a === b) return a;
  const [before, after] = [timedMessages(a), timedMessages(b)];
  if (before === undefined || after === undefined) return undefined;
  const messages = new Map([...before, ...after].map((it) => [JSON.stringify(it), it]));
  return JSON.stringify({ messages: [...messages].sort(([x, a1], [y, b1]) => compareMessages(a1, b1) || (x < y ? -1 : 1)).map(([, it]) => it) });
}

export interface TimedMessage { role: string; time: string }

/** Instructions first, then by time. */
export function compareMessages(a: TimedMessage, b: TimedMessage): number {
  return Number(b.role === 'system') - Number(a.role === 'system') || compareText(a.time, b.time);
}

/** Whether a payload is a conversation that log records told. */
export function timedMessages(payload: string): TimedMessage[] | undefined {
  if (!payload.startsWith('{"messages":') || isTooDeep(payload)) return undefined;
  const messages = (parsed(payload) as { messages?: unknown } | undefined)?.messages;
  return Array.isArray(messages) && messages.every((it) => typeof (it as TimedMessage | null)?.time === 'string') ? messages as TimedMessage[] : undefined;
}

function unionOfItems(a: string, b: string, compare: (a: unknown, b: unknown) => number): unknown[] | undefined {
  const [before, after] = [parsed(a), parsed(b)];
  if (!Array.isArray(before) || !Array.isArray(after) || isTooDeep(a) || isTooDeep(b)) return undefined;
  const items = new Map([...before, ...after].map((it) => [JSON.stringify(it), it as unknown]));
  return [...items].sort(([x, a1], [y, b1]) => compare(a1, b1) || (x < y ? -1 : 1)).map(([, it]) => it);
}

function compareEvents(a: unknown, b: unknown): number {
  return compareText(String((a as { time?: unknown } | null)?.time), String((b as { time?: unknown } | null)?.time));
}

function fuller(a: unknown, b: unknown): unknown {
  const [before, after] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return Object.fromEntries(keys.map((key) => [key, fullerValue(before[key], after[key])]));
}

function fullerValue(a: unknown, b: unknown): unknown {
  if (a === undefined || a === null) return b ?? a;
  if (b === undefined || b === null) return a;
  return largerText(JSON.stringify(a), JSON.stringify(b)) === JSON.stringify(a) ? a : b;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
