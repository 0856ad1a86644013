import { context, createContextKey, type Attributes, type Context } from '@opentelemetry/api';
import { capture } from './capture.js';
import { guarded } from './guard.js';

/** What belongs to every span started inside; by the names of OpenInference. */
interface Carried {
  sessionId?: string;
  userId?: string;
  tags?: readonly string[];
  metadata?: Readonly<Record<string, unknown>>;
}

// The key is global to the process (Symbol.for), so the ESM and the CommonJS copy of this file understand each other.
const CARRIED = createContextKey('hfao carried attributes');

/** Runs `fn`; every span started inside belongs to this session (a conversation, a thread). */
export function session<T>(sessionId: string, fn: () => T): T {
  return carrying({ sessionId: String(sessionId) }, fn);
}

/** Runs `fn`; every span started inside is on behalf of this user. */
export function user<T>(userId: string, fn: () => T): T {
  return carrying({ userId: String(userId) }, fn);
}

/** Runs `fn`; every span started inside has these tags, besides those of an outer call. */
export function tags<T>(added: readonly string[], fn: () => T): T {
  return carrying({ tags: guarded('tags', () => [...new Set([...(carried(context.active()).tags ?? []), ...added.map(String)])], []) }, fn);
}

/** Runs `fn`; every span started inside has this metadata, laid over that of an outer call. */
export function metadata<T>(added: Readonly<Record<string, unknown>>, fn: () => T): T {
  return carrying({ metadata: { ...carried(context.active()).metadata, ...added } }, fn);
}

/** What a span that starts in this context has to carry. */
export function contextAttributes(of: Context): Attributes {
  const { sessionId, userId, tags: tagList, metadata: values } = carried(of);
  const attributes: Attributes = {};
  if (sessionId !== undefined) attributes['session.id'] = sessionId;
  if (userId !== undefined) attributes['user.id'] = userId;
  if (tagList?.length) attributes['tag.tags'] = [...tagList];
  if (values !== undefined) attributes['metadata'] = capture(values).value;
  return attributes;
}

function carrying<T>(added: Carried, fn: () => T): T {
  const active = context.active();
  return context.with(active.setValue(CARRIED, { ...carried(active), ...added }), fn);
}

const carried = (of: Context) => (of.getValue(CARRIED) as Carried | undefined) ?? {};
