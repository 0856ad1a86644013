import { describe, expect, it } from 'vitest';
import type { AttributeValue } from '../../model/attribute-value.js';
import { decodeMap } from '../../model/attribute-value.js';
import { MappingRule } from '../../model/mapping-rule.js';
import type { ObservationRow } from '../../model/observation.js';
import { newSpan } from '../decode/new-span.js';
import type { InstrumentationScope, Resource } from '../decode/span.js';
import { MappingRules } from './mapping-rules.js';
import { explainLast, normalize, outcomesOfLast } from './normalize.js';

interface Sent { name?: string; attributes?: Record<string, AttributeValue>; resource?: Record<string, AttributeValue>; scope?: string }
type RuleInput = Partial<MappingRule> & Pick<MappingRule, 'field' | 'from'>;

const NO_SCOPE: InstrumentationScope = { name: '', version: '', attributes: {}, schemaUrl: '' };

function mapped({ name = 'step', attributes = {}, resource = {}, scope = 'my.app' }: Sent, ...rules: RuleInput[]): ObservationRow {
  const span = { ...newSpan(), traceId: '1'.repeat(32), spanId: '2'.repeat(16), name, start: 1e15, end: 1e15 + 1, keys: Object.keys(attributes), values: Object.values(attributes), attributeCount: Object.keys(attributes).length };
  const from: Resource = { attributes: resource, schemaUrl: '' };
  return normalize(span, from, { ...NO_SCOPE, name: scope }, { projectId: 'p', receivedAt: 1e15, scores: [], mapping: compiled(...rules) });
}

function compiled(...rules: RuleInput[]): MappingRules {
  return new MappingRules(rules.map((it, i) => MappingRule.parse({ name: `rule-${i}`, ...it })));
}

describe("a project's own mapping rules", () => {
  it('give a field what an attribute says, and leave the attribute', () => {
    const row = mapped({ attributes: { 'my.chat': 'c1', other: 1 } }, { field: 'session_id', from: { attribute: 'my.chat' } });

    expect(row.session_id).toBe('c1');
    expect(decodeMap(row.attributes!)).toEqual({ 'my.chat': 'c1', other: 1 });
  });

  it('are believed before every dialect, of two the first; what they displace stays an attribute', () => {
    const row = mapped(
      { attributes: { 'gen_ai.request.model': 'a', 'my.model': 'b', 'my.other': 'c' } },
      { field: 'model', from: { attribute: 'my.absent' } }, { field: 'model', from: { attribute: 'my.model' } }, { field: 'model', from: { attribute: 'my.other' } },
    );

    expect(row.model).toBe('b');
    expect(decodeMap(row.attributes!)).toEqual({ 'gen_ai.request.model': 'a', 'my.model': 'b', 'my.other': 'c' });
  });

  it('keep the attributes that a dialect would have taken in', () => {
    const row = mapped({ attributes: { 'session.id': 's', thread_id: 's' } }, { field: 'session_id', from: { attribute: 'thread_id' } });

    expect(decodeMap(row.attributes!)).toEqual({ 'session.id': 's', thread_id: 's' });
  });

  it.each<[string, Sent, RuleInput, Partial<ObservationRow>]>([
    ['a path in JSON text', { attributes: { ctx: '{"user":{"ids":["u0","u1"]}}' } }, { field: 'user_id', from: { attribute: 'ctx', path: 'user.ids.1' } }, { user_id: 'u1' }],
    ['a path in structured data', { attributes: { ctx: { user: 7 } } }, { field: 'user_id', from: { attribute: 'ctx', path: 'user' } }, { user_id: '7' }],
    ['an attribute of the resource', { resource: { tenant: 't' } }, { field: 'user_id', from: { attribute: 'resource.tenant' } }, { user_id: 't' }],
    ['a constant', {}, { field: 'environment', from: { value: 'staging' } }, { environment: 'staging' }],
    ['a type', { attributes: { kind: 'llm' } }, { field: 'type', from: { attribute: 'kind' } }, { type: 'GENERATION' }],
    ['a name', {}, { field: 'name', from: { value: 'better' } }, { name: 'better' }],
    ['digits as a count', { attributes: { n: '12' } }, { field: 'input_tokens', from: { attribute: 'n' } }, { input_tokens: 12 }],
    ['tags', { attributes: { labels: '["a","b"]' } }, { field: 'tags', from: { attribute: 'labels' } }, { tags: ['a', 'b'] }],
    ['a cost', { attributes: { usd: 0.5 } }, { field: 'total_cost_usd', from: { attribute: 'usd' } }, { total_cost_usd: 0.5, cost_source: 'reported' }],
    ['a conversation', { attributes: { msgs: '[{"role":"user","content":"hi"}]' } }, { field: 'input', from: { attribute: 'msgs' } }, { input: '{"messages":[{"role":"user","parts":[{"type":"text","content":"hi"}]}]}' }],
    ['a plain text', { attributes: { answer: 'yes' } }, { field: 'output', from: { attribute: 'answer' } }, { output: 'yes' }],
  ])('take %s', (_, sent, rule, expected) => {
    expect(mapped(sent, rule)).toMatchObject(expected);
  });

  it.each<[string, MappingRule['when'], boolean]>([
    ['scope', { scope_name: 'my.*' }, true], ['another scope', { scope_name: 'your.*' }, false], ['span name', { span_name: '*ep' }, true], ['another name', { span_name: 'stop' }, false],
    ['an attribute that is there', { has_attribute: 'a' }, true], ['one that is not', { has_attribute: 'b' }, false], ['one of the resource', { has_attribute: 'resource.r' }, true],
    ['all of them', { scope_name: '*', span_name: 'STEP', has_attribute: 'a' }, true],
  ])('hold only on their spans: %s', (_, when, holds) => {
    const row = mapped({ attributes: { a: 'x' }, resource: { r: 1 } }, { field: 'user_id', from: { value: 'u' }, when });

    expect(row.user_id).toBe(holds ? 'u' : null);
  });

  it('give nothing where the value has no use, and the dialects go on', () => {
    const row = mapped({ attributes: { n: 'many', 'gen_ai.usage.input_tokens': 3 } }, { field: 'input_tokens', from: { attribute: 'n' } });

    expect(row.input_tokens).toBe(3);
  });

  it('are named where a person asks what gave a field', () => {
    mapped({ attributes: { 'my.chat': 'c1' } }, { name: 'chat-id', field: 'session_id', from: { attribute: 'my.chat' } });

    expect(explainLast().origins).toContainEqual({ field: 'session_id', key: 'my.chat', rule: 'rule:chat-id' });
  });

  it('say of the last span what each of them gives, or why not', () => {
    const rules = compiled(
      { field: 'user_id', from: { attribute: 'ctx', path: 'id' } }, { field: 'user_id', from: { attribute: 'ctx', path: 'no.such' } },
      { field: 'input_tokens', from: { attribute: 'ctx' } }, { field: 'user_id', from: { attribute: 'absent' } },
    );
    mapped({ attributes: { ctx: '{"id":"u"}' } });

    const span = { ...newSpan(), name: 'step' };
    expect(outcomesOfLast(rules, { span, resource: { attributes: {}, schemaUrl: '' }, scope: NO_SCOPE }).map((it) => it.outcome)).toEqual([
      { applies: true, value: 'u' }, { applies: true, error: 'ctx has nothing at no.such' }, { applies: true, error: '"{\\"id\\":\\"u\\"}" is no input_tokens' }, { applies: false },
    ]);
  });
});
