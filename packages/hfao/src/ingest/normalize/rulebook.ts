import { sourceOf, type Claim, type Dialect, type EntriesClaim, type EventReader, type KeyClaim, type ListClaim } from './dialect.js';
import { defaultRead, FIELD, type Field } from './field.js';
import { flatPath, type FlatPath } from './flattened.js';
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

  /** @param marks which dialects this key is a mark of, one bit each */
  constructor(readonly key: string, readonly marks: number) {}
}

/** Keys arrive from outside: what is remembered of them is bounded. */
const MAX_KEYS = 20_000;

const PAYLOADS = new Set<Field>([
  'input', 'output', 'system_instructions', 'tool_arguments', 'tool_result', 'tool_definitions', 'documents', 'invocation_parameters', 'metadata',
]);

/** Everything that the dialects claim, ready to be asked by key, scope and event name. */
export class Rulebook {
  private readonly rules = new Map<string, Rule>();
  private readonly exact = new Map<string, { claim: KeyClaim; rank: number }[]>();
  private readonly prefixes: { prefix: string; claim: EntriesClaim | ListClaim; rank: number; list: number }[] = [];
  private readonly events = new Map<string, EventReader>();
  private readonly scopes = new Map<string, number>();
  readonly lists: ListClaim[] = [];

  /** @throws Error when a claim has no place in precedence.ts */
  constructor(private readonly dialects: readonly Dialect[]) {
    for (const dialect of dialects) {
      for (const claim of dialect.claims) this.enter(claim);
      for (const [name, read] of Object.entries(dialect.events ?? {})) this.events.set(name, read);
    }
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

  /** The first dialect that is marked; the last one, which has no marks, where none is. */
  dialectName(marks: number): string {
    return this.dialects[marks === 0 ? this.dialects.length - 1 : 31 - Math.clz32(marks & -marks)].name;
  }

  private enter(claim: Claim): void {
    const rank = rankOf(claim.field, sourceOf(claim));
    if ('key' in claim) {
      const others = this.exact.get(claim.key);
      if (others === undefined) this.exact.set(claim.key, [{ claim, rank }]);
      else others.push({ claim, rank });
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
        return rule;
      }
      const path = flatPath(tail, claim.leaves);
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

function exactRule(key: string, marks: number, claims: readonly { claim: KeyClaim; rank: number }[]): Rule {
  let first: Rule | null = null;
  for (const { claim, rank } of claims.toReversed()) {
    const rule = claimedRule(key, marks, claim, rank);
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

function nothing(): undefined {}
