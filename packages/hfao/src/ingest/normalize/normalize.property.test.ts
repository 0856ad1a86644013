import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeMap, type AttributeValue } from '../../model/attribute-value.js';
import { Observation, toObservation, type ObservationRow } from '../../model/observation.js';
import { Score } from '../../model/score.js';
import { newSpan } from '../decode/new-span.js';
import type { DecodedEvent, Span } from '../decode/span.js';
import { DIALECTS } from './dialects.js';
import { normalize } from './normalize.js';

describe('normalize, whatever the attributes', () => {
  it('never throws, fits the schema, and finds every attribute a place', () => {
    fc.assert(fc.property(attributeList(), (attributes) => {
      const { row, scores } = normalized(attributes);

      const observation = toObservation(row);
      Observation.parse(observation);
      for (const score of scores) Score.parse(score);
      const shown = leavesOf([observation, scores]);
      const lost = [...new Map(attributes)].flatMap(([key, value]) => lostOf(key, value, observation.attributes, shown));
      expect(lost).toEqual([]);
    }), { numRuns: 1500 });
  });

  it('never throws on events of any content', () => {
    fc.assert(fc.property(attributeList(), fc.array(event(), { maxLength: 6 }), (attributes, events) => {
      const { row, scores } = normalized(attributes, events);

      Observation.parse(toObservation(row));
      for (const score of scores) Score.parse(score);
      expect(JSON.stringify(toObservation(row).events.map((it) => it.attributes))).toBe(JSON.stringify(events.map((it) => it.attributes)));
    }), { numRuns: 800 });
  });

  it('does not depend on the order of the attributes', () => {
    fc.assert(fc.property(attributeList().chain((attributes) => fc.tuple(fc.constant(attributes), shuffled(attributes))), ([attributes, other]) => {
      const a = normalized(attributes);
      const b = normalized(other);

      expect(comparable(b.row)).toEqual(comparable(a.row));
      expect(sortedScores(b.scores)).toEqual(sortedScores(a.scores));
    }), { numRuns: 800 });
  });
});

const WORDS = ['chat', 'execute_tool', 'invoke_agent', 'handoff', 'LLM', 'TOOL', 'AGENT', 'CHAIN', 'RETRIEVER', 'openai', 'google', 'gpt-4o', 'user', 'assistant', 'tool', 'text', 'x', '24', '0', '', 'NaN', '-3', '1e3'];
/** Named on purpose like nothing that changes on its way (`model` is the role that becomes `assistant`). */
const JSON_KEYS = ['role', 'parts', 'content', 'type', 'text', 'name', 'id', 'arguments', 'input', 'tool_calls', 'function', 'image_url', 'url', 'response', 'result', 'thinking', 'call_id', 'toolUse', 'toolUseId', 'messages', 'data'];
const TYPES = ['text', 'tool_call', 'tool_use', 'tool_result', 'tool_call_response', 'reasoning', 'thinking', 'image_url', 'image', 'function', 'function_call', 'input_audio', 'document', 'toolUse', 'video'];

function attributeList(): fc.Arbitrary<[string, AttributeValue][]> {
  return fc.uniqueArray(fc.tuple(key(), value()), { selector: ([it]) => it, maxLength: 40 });
}

function key(): fc.Arbitrary<string> {
  const claimed = DIALECTS.flatMap((dialect) => dialect.claims).flatMap((claim) => {
    if ('key' in claim) return [fc.constant(claim.key)];
    if ('entriesBelow' in claim) return Object.keys(claim.only ?? { temperature: '', seed: '' }).map((tail) => fc.constant(claim.entriesBelow + tail));
    return Object.keys(claim.leaves).map((leaf) => fc.tuple(index(), index()).map(([i, k]) => `${claim.listBelow}${i}.${leaf.replace('*', String(k))}`));
  });
  const junk = fc.constantFrom('custom', 'http.method', 'llm.input_messages.x.message.role', 'llm.input_messages.0.unknown', 'llm.tools.', 'resource.a', 'otel.flags', '__proto__', 'metadata.', 'gen_ai.usage.input_tokens.extra');
  return fc.oneof({ weight: 9, arbitrary: fc.oneof(...claimed) }, { weight: 1, arbitrary: fc.oneof(junk, fc.string()) });
}

function event(): fc.Arbitrary<DecodedEvent> {
  const keys = ['content', 'role', 'id', 'name', 'tool_calls', 'message', 'finish_reason', 'gen_ai.prompt', 'gen_ai.completion', 'gen_ai.input.messages', 'gen_ai.output.messages', 'gen_ai.system_instructions',
    'gen_ai.evaluation.name', 'gen_ai.evaluation.score.value', 'gen_ai.evaluation.score.label', 'exception.type', 'exception.message', 'gen_ai.request.model', 'gen_ai.usage.input_tokens'];
  const names = [...DIALECTS.flatMap((dialect) => Object.keys(dialect.events ?? {})), 'junk', ''];
  return fc.record({ time: fc.constantFrom(0, 1_790_000_000_000_003), name: fc.constantFrom(...names), attributes: fc.dictionary(fc.constantFrom(...keys), value(), { noNullPrototype: true }) });
}

function index(): fc.Arbitrary<number> {
  return fc.oneof(fc.nat(3), fc.constantFrom(233, 4_294_967_295, 999_999_999_999));
}

function value(): fc.Arbitrary<AttributeValue> {
  const scalar = fc.oneof(fc.constantFrom(...WORDS), fc.string(), fc.nat(500), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null));
  const json = jsonValue();
  const text = fc.oneof(json.map((it) => JSON.stringify(it)), json.map((it) => JSON.stringify(JSON.stringify(it))), json.map((it) => JSON.stringify(it).slice(0, -2)));
  return fc.oneof({ weight: 4, arbitrary: scalar }, { weight: 2, arbitrary: text }, { weight: 1, arbitrary: json }, { weight: 1, arbitrary: fc.array(fc.constantFrom(...WORDS)) });
}

function jsonValue(): fc.Arbitrary<AttributeValue> {
  return fc.letrec<{ any: AttributeValue; record: AttributeValue }>((tie) => ({
    any: fc.oneof({ maxDepth: 5, depthSize: 'medium' }, fc.constantFrom(...WORDS, ...TYPES), fc.nat(500), fc.boolean(), fc.constant(null), tie('record'), fc.array(tie('any'), { maxLength: 3 })),
    record: fc.dictionary(fc.constantFrom(...JSON_KEYS), tie('any'), { maxKeys: 5 }),
  })).any;
}

function normalized(attributes: readonly [string, AttributeValue][], events: DecodedEvent[] | null = null) {
  const scores: Score[] = [];
  const row = normalize({ ...spanWith(attributes), events }, { attributes: { 'service.name': 'agent', a: 1 }, schemaUrl: '' }, { name: 's', version: '', attributes: {}, schemaUrl: '' }, { projectId: 'p', receivedAt: 1_800_000_000_000_000, scores });
  return { row, scores };
}

function spanWith(attributes: readonly [string, AttributeValue][]): Span {
  const time = 1_790_000_000_000_000;
  return {
    ...newSpan(), traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', name: 'span', start: time, end: time + 5, durationNs: 5000,
    attributeCount: attributes.length, keys: attributes.map(([it]) => it), values: attributes.map(([, it]) => it),
  };
}

/** What of an attribute is neither in `attributes` as it came nor, part by part, somewhere in the observation. */
function lostOf(key: string, value: AttributeValue, attributes: Record<string, unknown>, shown: ReadonlySet<string>): string[] {
  const kept = Object.hasOwn(attributes, key) ? attributes[key] : attributes[`span.${key}`];
  if (kept !== undefined && JSON.stringify(kept) === JSON.stringify(value)) return [];
  if (TRANSLATED.has(key) || (value === 'thinking' && ROLE_OF_THOUGHTS.test(key)) || key.endsWith('.type') || (typeof value === 'string' && shown.has(value))) return [];
  return [...leavesOf(parsed(value))].filter((leaf) => !shown.has(leaf) && !shown.has(String(Number(leaf)))).map((leaf) => `${key}: ${leaf}`);
}

/** Their field says the same in other words, which can be turned back. */
const TRANSLATED = new Set(['openinference.span.kind', 'gen_ai.operation.name', 'gen_ai.response.time_to_first_chunk', 'gen_ai.client.operation.time_to_first_chunk', 'lk.response.ttft', 'input.mime_type', 'output.mime_type']);
/** Where that role makes of the content a part of its own type. */
const ROLE_OF_THOUGHTS = /^(gen_ai|llm)\.(prompts?|completions?)\.\d+\.role$/;

function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    const read = JSON.parse(value) as unknown;
    return typeof read === 'object' ? read : typeof read === 'string' && read !== value ? parsed(read) : value;
  } catch {
    return value.includes(',') ? value.split(',').map((it) => it.trim()) : value;
  }
}

/** Every scalar inside, as text, without what is as good as absent and without the names of part types. */
function leavesOf(value: unknown, into = new Set<string>(), under = ''): Set<string> {
  if (Array.isArray(value)) for (const item of value) leavesOf(item, into, under);
  else if (value !== null && typeof value === 'object') for (const [name, item] of Object.entries(value)) leavesOf(item, into, name);
  else if (typeof value === 'string' && /^\s*["[{]/.test(value) && parsed(value) !== value) { into.add(value); leavesOf(parsed(value), into, under); }
  else if (value !== '' && under !== 'type' && (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')) into.add(String(value));
  return into;
}

function shuffled<T>(items: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...items], { minLength: items.length });
}

function comparable(row: ObservationRow): unknown {
  return { ...row, attributes: decodeMap(row.attributes ?? []), metadata: decodeMap(row.metadata ?? []), model_parameters: decodeMap(row.model_parameters ?? []) };
}

function sortedScores(scores: readonly Score[]): Score[] {
  return scores.toSorted((a, b) => (a.score_id < b.score_id ? -1 : 1));
}
