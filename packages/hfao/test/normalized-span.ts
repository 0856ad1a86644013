import { newSpan } from '../src/ingest/decode/new-span.js';
import type { DecodedEvent, Span } from '../src/ingest/decode/span.js';
import { normalize } from '../src/ingest/normalize/normalize.js';
import type { AttributeValue } from '../src/model/attribute-value.js';
import { toObservation, type Observation } from '../src/model/observation.js';
import type { Score } from '../src/model/score.js';

export const SPAN_START = 1_790_000_000_000_000;

/** What a dialect's test says of a span; the rest is a span that lasted five microseconds. */
export interface GivenSpan { name?: string; scope?: string; attributes?: Record<string, AttributeValue>; events?: { name: string; attributes: Record<string, AttributeValue> }[]; span?: Partial<Span> }

/** A span of these attributes as it is shown, and the scores that it carries. */
export function normalizedSpan({ name = 'span', scope = '', attributes = {}, events, span = {} }: GivenSpan): { observation: Observation; scores: Score[] } {
  const scores: Score[] = [];
  const decoded: DecodedEvent[] | null = events?.map((it) => ({ time: SPAN_START + 1, ...it })) ?? null;
  const given: Span = {
    ...newSpan(), traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', name, start: SPAN_START, end: SPAN_START + 5, durationNs: 5000,
    attributeCount: Object.keys(attributes).length, keys: Object.keys(attributes), values: Object.values(attributes), events: decoded, ...span,
  };
  const row = normalize(given, { attributes: {}, schemaUrl: '' }, { name: scope, version: '', attributes: {}, schemaUrl: '' }, { projectId: 'p', receivedAt: SPAN_START + 1000, scores });
  return { observation: toObservation(row), scores };
}

/** The roles of the messages of an input or output, each with the kinds of its parts: `user:text`, `assistant:reasoning+tool_call`. */
export function rolesAndParts(payload: unknown): string[] | undefined {
  const { messages } = (payload ?? {}) as { messages?: { role: string; parts: { type: string }[] }[] };
  return messages?.map(({ role, parts }) => `${role}:${parts.map((it) => it.type).join('+')}`);
}
