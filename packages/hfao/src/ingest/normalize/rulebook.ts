import type { AttributeValue } from '../../model/attribute-value.js';
import { sourceOf, type Claim, type Dialect, type EntriesClaim, type EventReader, type KeyClaim, type ListClaim } from './dialect.js';
import type { Evidence } from './evidence.js';
import { defaultRead, FIELD, type Field } from './field.js';
import { flatPath, recordPath, type FlatPath } from './flattened.js';
import { rankOf } from './precedence.js';
import type { Read } from './read.js';

/** How an attribute takes part in a field. */
export const WAY = {
  /** Nobody claims it. */
  none: 0,
  /** It is left out where the field says the same. */
  value: 1,
  /** It is left out where it became the field. */
  payload: 2,
  /** It is one entry of a map field, or belongs to one item of a list: left out where it went in. */
  entry: 3,
  list: 4,
} as const;

/**
 * What is known of one attribute key, worked out once and kept: a span costs one map lookup per attribute.
 * A class, so that all rules have one shape, which makes reading them fast.
 */
export class Rule {
  /** The span that carried the key last, and where: finds a key that comes twice without a set. Written by Evidence. */
  seen = -1;
  at = -1;
  way: (typeof WAY)[keyof typeof WAY] = WAY.none;
  /** Place of the claim's field in the arrays of evidence. */
  field = -1;
  /** Position in the field's order of precedence: lower is believed first. */
  rank = -1;
  read: Read = nothing;
  /** The same attribute may mean several fields. */
  next: Rule | null = null;
  claim: Claim | null = null;
  /** Way `entry`: the entry's name. */
  entry = '';
  /** Way `list`: where the value belongs, and the number of the list. */
  path: FlatPath | null = null;
  list = -1;
  /** The bit of the dialect that has to be recognised for this to count; 0: none has to. */
  own = 0;
  /** Above 0: holds a number of tokens, or belongs to them. Later learned is higher. */
  usage = 0;

  /** @param marks which dialects this key is a mark of, one bit each */
  constructor(readonly key: string, readonly marks: number) {}
}

/** A bit for each in a number of 32, and the last one, which is named where none is marked, needs none. */
const MAX_DIALECTS = 33;

/** Keys arrive from outside: what is remembered of them is bounded. */
const MAX_KEYS = 20_000;

const PAYLOADS = new Set<Field>([
  'input', 'output', 'system_instructions', 'tool_arguments', 'tool_result', 'tool_definitions', 'documents', 'invocation_parameters', 'metadata',
]);

/** Under these every number is usage as reported, known by a field or not. */
const USAGE_PREFIXES = ['gen_ai.usage.', 'gen_ai.aggregated_usage.', 'llm.token_count.', 'llm.usage.', 'ai.usage.', 'codex.turn.token_usage.'];
const TOKEN_FIELDS = new Set<Field>(['input_tokens', 'output_tokens', 'cache_read_tokens', 'cache_creation_tokens', 'reasoning_tokens', 'total_tokens']);

/** Everything that the dialects claim, ready to be asked by key, scope and event name. */
export class Rulebook {
  private readonly rules = new Map<string, Rule>();
  private readonly exact = new Map<string, { claim: KeyClaim; rank: number; own: number }[]>();
  private readonly prefixes: { prefix: string; claim: EntriesClaim | ListClaim; rank: number; list: number }[] = [];
  private readonly events = new Map<string, EventReader>();
  private readonly scopes = new Map<string, number>();
  private usageKeys = 0;
  private readonly spanNames: { prefix: string; mark: number }[] = [];
  readonly lists: ListClaim[] = [];
  readonly settlers: { mark: number; settle: (evidence: Evidence) => void }[] = [];

  /** @throws Error when a claim has no place in precedence.ts, or there are too many dialects */
  constructor(private readonly dialects: readonly Dialect[]) {
    if (dialects.length > MAX_DIALECTS) throw new Error(`${dialects.length} dialects are more than there are bits for their marks`);
    dialects.forEach((dialect, bit) => {
      const mark = 1 << bit;
      for (const claim of dialect.claims) this.enter(claim, mark);
      for (const prefix of dialect.spanNames ?? []) this.spanNames.push({ prefix, mark });
      if (dialect.settle) this.settlers.push({ mark, settle: dialect.settle });
      for (const [name, read] of Object.entries(dialect.events ?? {})) this.events.set(name, read);
    });
    this.prefixes.sort((a, b) => b.prefix.length - a.prefix.length);
  }

  of(key: string): Rule {
    return this.rules.get(key) ?? this.learn(key);
  }

  eventReader(name: string): EventReader | undefined {
    return this.events.get(name);
  }

  marksOf(name: string): number {
    let marks = 0;
    this.dialects.forEach((dialect, bit) => {
      if (dialect.marks.some((mark) => name.startsWith(mark))) marks |= 1 << bit;
    });
    return marks;
  }

  scopeMarks(scopeName: string): number {
    const known = this.scopes.get(scopeName);
    if (known !== undefined) return known;
    let marks = 0;
    this.dialects.forEach((dialect, bit) => {
      if (dialect.ownsScope?.(scopeName)) marks |= 1 << bit;
    });
    if (this.scopes.size >= MAX_KEYS) this.scopes.clear();
    this.scopes.set(scopeName, marks);
    return marks;
  }

  /** Asked of every span, whose names are no small set: without a memory. */
  spanNameMarks(name: string): number {
    let marks = 0;
    for (const it of this.spanNames) if (name.startsWith(it.prefix)) marks |= it.mark;
    return marks;
  }

  /** The first dialect that is marked; the last one, which has no marks, where none is. */
  dialectName(marks: number): string {
    return this.dialects[marks === 0 ? this.dialects.length - 1 : 31 - Math.clz32(marks & -marks)].name;
  }

  private enter(claim: Claim, mark: number): void {
    const rank = rankOf(claim.field, sourceOf(claim));
    if ('key' in claim) {
      const own = claim.own ? mark : 0;
      const others = this.exact.get(claim.key);
      if (others === undefined) this.exact.set(claim.key, [{ claim, rank, own }]);
      else others.push({ claim, rank, own });
    } else {
      const prefix = 'entriesBelow' in claim ? claim.entriesBelow : claim.listBelow;
      this.prefixes.push({ prefix, claim, rank, list: 'listBelow' in claim ? this.lists.push(claim) - 1 : -1 });
    }
  }

  /** Forgets rules when there are too many. Between two spans only: `seen` and `at` hold for one span. */
  trim(): void {
    if (this.rules.size >= MAX_KEYS) this.rules.clear();
  }

  private learn(key: string): Rule {
    const rule = this.compile(key, this.marksOf(key));
    const isUsage = USAGE_PREFIXES.some((it) => key.startsWith(it)) || (this.exact.get(key)?.some(({ claim }) => TOKEN_FIELDS.has(claim.field)) ?? false);
    if (isUsage) rule.usage = this.usageKeys += 1;
    this.rules.set(key, rule);
    return rule;
  }

  private compile(key: string, marks: number): Rule {
    const exact = this.exact.get(key);
    if (exact !== undefined) return exactRule(key, marks, exact);
    for (const { prefix, claim, rank, list } of this.prefixes) {
      if (!key.startsWith(prefix) || key.length === prefix.length) continue;
      const rule = claimedRule(key, marks, claim, rank);
      const tail = key.slice(prefix.length);
      if ('entriesBelow' in claim) {
        const entry = entryName(claim, tail);
        if (entry === undefined) continue;
        rule.way = WAY.entry;
        rule.entry = entry;
        rule.read = claim.read ?? asItIs;
        return rule;
      }
      const path = claim.single ? recordPath(tail, claim.leaves) : flatPath(tail, claim.leaves);
      if (path === undefined) continue;
      rule.way = WAY.list;
      rule.read = path.read;
      rule.path = path;
      rule.list = list;
      return rule;
    }
    return new Rule(key, marks);
  }
}

function exactRule(key: string, marks: number, claims: readonly { claim: KeyClaim; rank: number; own: number }[]): Rule {
  let first: Rule | null = null;
  for (const { claim, rank, own } of claims.toReversed()) {
    const rule = claimedRule(key, marks, claim, rank);
    rule.own = own;
    rule.way = PAYLOADS.has(claim.field) ? WAY.payload : WAY.value;
    rule.read = claim.read ?? defaultRead(claim.field);
    rule.next = first;
    first = rule;
  }
  return first!;
}

function claimedRule(key: string, marks: number, claim: Claim, rank: number): Rule {
  const rule = new Rule(key, marks);
  rule.claim = claim;
  rule.field = FIELD[claim.field];
  rule.rank = rank;
  return rule;
}

function entryName(claim: EntriesClaim, tail: string): string | undefined {
  if (claim.only === undefined) return tail;
  return Object.hasOwn(claim.only, tail) ? claim.only[tail] : undefined;
}

function asItIs(value: AttributeValue): AttributeValue {
  return value;
}

function nothing(): undefined {}
