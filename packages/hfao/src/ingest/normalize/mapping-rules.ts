import type { AttributeValue } from '../../model/attribute-value.js';
import type { MappingRule } from '../../model/mapping-rule.js';
import { OBSERVATION_TYPES, RESOURCE_PREFIX, SCOPE_PREFIX, type ObservationType } from '../../model/observation.js';
import { wildcard } from '../../model/wildcard.js';
import type { InstrumentationScope, Resource, Span } from '../decode/span.js';
import type { Evidence } from './evidence.js';
import { defaultRead, type Field } from './field.js';
import { parseJson } from './json.js';
import { toldMessages } from './payload.js';
import type { Read } from './read.js';
import { Rule } from './rulebook.js';

/** How `mapping` and people see that a project's own rule gave a field. */
export const RULE_PREFIX = 'rule:';

/** What became of one rule on one span. */
export type RuleOutcome =
  | { applies: false }
  | { applies: true; value: unknown }
  | { applies: true; value?: undefined; error: string };

/**
 * A project's own rules, ready to be applied. What a rule says is believed before all that the dialects say, of two rules for one field the first.
 * The attribute that it reads stays an attribute: take the rule away, map again, and everything is as before.
 */
export class MappingRules {
  readonly #rules: readonly CompiledRule[];

  constructor(rules: readonly MappingRule[]) {
    this.#rules = rules.map((it) => new CompiledRule(it));
  }

  apply(evidence: Evidence, span: Span, resource: Resource, scope: InstrumentationScope): void {
    for (const rule of this.#rules) {
      const outcome = rule.on(evidence, span, resource, scope);
      if (outcome.applies && outcome.value !== undefined) evidence.decide(rule.rule.field, outcome.value, rule.origin, rule.attribute);
    }
  }

  /** What each rule gives of the span that `evidence` has read, by the rule's name. */
  outcomes(evidence: Evidence, span: Span, resource: Resource, scope: InstrumentationScope): { name: string; outcome: RuleOutcome }[] {
    return this.#rules.map((it) => ({ name: it.rule.name, outcome: it.on(evidence, span, resource, scope) }));
  }
}

const TYPES: Record<string, ObservationType> = { ...Object.fromEntries(OBSERVATION_TYPES.map((it) => [it, it])), LLM: 'GENERATION', CHAIN: 'SPAN', RETRIEVER: 'RETRIEVAL', EVALUATOR: 'EVAL' };

const READS: Partial<Record<Field, Read>> = {
  type: (value) => (typeof value === 'string' && Object.hasOwn(TYPES, value.toUpperCase()) ? TYPES[value.toUpperCase()] : undefined),
  input: toldMessages, output: toldMessages,
};

class CompiledRule {
  /** The key of the span's own attribute that the rule reads. */
  readonly attribute: string | undefined;
  readonly origin: Rule;
  readonly #isScope: (name: string) => boolean;
  readonly #isSpan: (name: string) => boolean;
  readonly #path: readonly string[];
  readonly #read: Read;

  constructor(readonly rule: MappingRule) {
    const { when, from, field, name } = rule;
    this.attribute = 'attribute' in from ? from.attribute : undefined;
    this.#isScope = when.scope_name === undefined ? () => true : wildcard(when.scope_name);
    this.#isSpan = when.span_name === undefined ? () => true : wildcard(when.span_name);
    this.#path = 'path' in from && from.path !== undefined && from.path !== '' ? from.path.split('.') : [];
    this.#read = READS[field] ?? defaultRead(field);
    this.origin = new Rule(this.attribute ?? '', 0);
    this.origin.claim = { field, key: this.attribute ?? '', rule: RULE_PREFIX + name };
  }

  on(evidence: Evidence, span: Span, resource: Resource, scope: InstrumentationScope): RuleOutcome {
    const { when, from } = this.rule;
    if (!this.#isScope(scope.name) || !this.#isSpan(span.name)) return { applies: false };
    if (when.has_attribute !== undefined && attributeOf(when.has_attribute, evidence, resource, scope) === undefined) return { applies: false };
    if ('value' in from) return this.#readAs(from.value);
    const raw = attributeOf(from.attribute, evidence, resource, scope);
    if (raw === undefined) return { applies: false };
    const inner = this.#path.length === 0 ? raw : within(raw, this.#path);
    return inner === undefined ? { applies: true, error: `${from.attribute} has nothing at ${this.#path.join('.')}` } : this.#readAs(inner);
  }

  #readAs(raw: AttributeValue): RuleOutcome {
    const value = this.#read(raw);
    return value === undefined ? { applies: true, error: `${shown(raw)} is no ${this.rule.field}` } : { applies: true, value };
  }
}

function attributeOf(key: string, evidence: Evidence, resource: Resource, scope: InstrumentationScope): AttributeValue | undefined {
  const own = evidence.attribute(key);
  if (own !== undefined) return own;
  if (key.startsWith(RESOURCE_PREFIX)) return ownValue(resource.attributes, key.slice(RESOURCE_PREFIX.length));
  return key.startsWith(SCOPE_PREFIX) ? ownValue(scope.attributes, key.slice(SCOPE_PREFIX.length)) : undefined;
}

/** What lies at a path of structured data, or of text that is JSON. */
function within(raw: AttributeValue, path: readonly string[]): AttributeValue | undefined {
  let value: unknown = typeof raw === 'string' ? parseJson(raw) : raw;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Array.isArray(value) ? value[Number(step)] : ownValue(value as Record<string, AttributeValue>, step);
  }
  return (value ?? undefined) as AttributeValue | undefined;
}

function ownValue(record: Readonly<Record<string, AttributeValue>>, key: string): AttributeValue | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function shown(raw: AttributeValue): string {
  const text = JSON.stringify(raw);
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}
