import * as fc from 'fast-check';
import { encodeAttribute, type AttributeValue } from '../../model/attribute-value.js';
import { OBSERVATION_TYPES, type ObservationRow } from '../../model/observation.js';
import type { Score } from '../../model/score.js';
import { anObservation, aScore, NEW_YEAR, spanId, traceId } from './an-observation.js';

export const NAMES = ['plan', 'ask žluť', '100%', 'İstanbul', 'ΣΊΣΥΦΟΣ', 'an_a.b[c]\\d'] as const;
export const TEXTS = ['quota exceeded', 'a\nb', '😀', 'plan b', ''] as const;
export const IDS = ['s1', 's2', 'u1', 'ž', 'm1', 'm2', 'x', 'y', 'prod'] as const;
export const ATTRIBUTE_KEYS = ['k', 'http.status', "it's"] as const;
export const SCORE_NAMES = ['correctness', 'tone'] as const;

const TRACES = 5;
const SPANS = 6;

const maybe = <T extends string>(...values: readonly T[]) => fc.constantFrom(null, ...values);
const value = fc.constantFrom<AttributeValue>('x', '5', 5, -0.5, true, 'true', false, null, 'null', ['a'], { a: 1 }, ' x', '"5"', '1e3', 'İ', '', 1e21);
const map = fc.option(fc.dictionary(fc.constantFrom(...ATTRIBUTE_KEYS), value, { maxKeys: 2 }).map((it) => Object.entries(it).flatMap(([key, of]) => [key, encodeAttribute(of)])), { nil: null })
  .map((it) => (it === null || it.length === 0 ? null : it));

/** Spans drawn from few ids: re-sends, late and missing parents, cycles, ties and twins are the rule. Money in quarters, so that sums are exact in any order. */
const span = fc.record({
  trace: fc.nat(TRACES - 1), span: fc.nat(SPANS - 1), parent: fc.option(fc.nat(SPANS), { nil: null }), second: fc.nat(12), lasts: fc.nat(3), version: fc.nat(2),
  type: fc.constantFrom(...OBSERVATION_TYPES), status: fc.constantFrom('ok' as const, 'error' as const, 'unset' as const), name: fc.constantFrom(...NAMES), message: maybe(...TEXTS),
  session: maybe('s1', 's2'), user: maybe('u1', 'ž'), environment: maybe('prod', 'x'), model: maybe('m1', 'm2'), agent: maybe('x', 'y'),
  tags: fc.option(fc.uniqueArray(fc.constantFrom('x', 'y', '100%'), { minLength: 1 }), { nil: null }), input: maybe(...TEXTS), output: maybe(...TEXTS), isOffloaded: fc.boolean(),
  tokens: fc.option(fc.nat(3), { nil: null }), quarters: fc.option(fc.nat(4), { nil: null }), counted: fc.boolean(), firstToken: fc.option(fc.constantFrom(0.5, 2), { nil: null }),
  attributes: map, metadata: map,
});

const score = fc.record({
  id: fc.nat(5), trace: fc.nat(TRACES - 1), span: fc.option(fc.nat(SPANS - 1), { nil: null }), name: fc.constantFrom(...SCORE_NAMES),
  value: fc.option(fc.constantFrom(0, 0.5, 1), { nil: null }), text: maybe('x', 'ok'), truth: fc.option(fc.boolean(), { nil: null }),
});

/** What is sent one after the other, each entry at once. */
export const randomBatches = fc.array(fc.record({ spans: fc.array(span, { maxLength: 14 }), scores: fc.array(score, { maxLength: 2 }) }), { maxLength: 6 });
export type RandomBatch = (typeof randomBatches) extends fc.Arbitrary<(infer T)[]> ? T : never;

export function rowsOf(project_id: string, { spans }: RandomBatch): ObservationRow[] {
  return spans.map((it) => {
    const start_time = NEW_YEAR + it.second * 1_000_000;
    const payload = it.isOffloaded ? { input_preview: it.input, output_preview: it.output } : { input: it.input, output: it.output };
    return anObservation({
      project_id, trace_id: traceId(`r${it.trace}`), observation_id: spanId(`o${it.span}`), parent_observation_id: it.parent === null ? null : spanId(`o${it.parent}`),
      start_time, end_time: start_time + it.lasts * 1000, duration_ns: it.lasts * 1_000_000, event_version: it.version, type: it.type, status: it.status, status_message: it.message, name: it.name,
      session_id: it.session, user_id: it.user, environment: it.environment, model: it.model, agent_name: it.agent, tags: it.tags, ...payload, time_to_first_token_ms: it.firstToken,
      input_tokens: it.tokens, output_tokens: it.tokens, total_cost_usd: it.quarters === null ? null : it.quarters / 4, usage_counted: it.counted, attributes: it.attributes, metadata: it.metadata,
    });
  });
}

export function scoresOf(project_id: string, { scores }: RandomBatch): Score[] {
  return scores.map((it) => aScore({
    project_id, score_id: `${project_id} ${it.id}`, trace_id: traceId(`r${it.trace}`), observation_id: it.span === null ? null : spanId(`o${it.span}`), name: it.name,
    value: it.value, string_value: it.text, boolean_value: it.truth,
  }));
}
