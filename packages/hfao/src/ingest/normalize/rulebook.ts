import { sourceOf, type Claim, type Dialect, type EntriesClaim, type EventReader, type KeyClaim, type ListClaim } from './dialect.js';
import { defaultRead, FIELD, type Field } from './field.js';
import { flatPath, type FlatPath } from './flattened.js';
import { rankOf } from './precedence.js';
import type { Read } from './read.js';

/**
 * What is known of one attribute key, worked out once and kept: a span costs one map lookup per attribute.
 * `next`: the same attribute may mean several fields.
 */
export interface Rule {
  readonly key: string;
  /** Which dialects this key is a mark of, one bit each. */
  readonly marks: number;
  readonly claim: Claim | null;
  /** Place of the claim's field in the arrays of evidence; -1 when nobody claims the key. */
  readonly field: number;
  /** Position in the field's order of precedence: lower is believed first. */
  readonly rank: number;
  readonly read: Read;
  readonly way: Way;
  /** Way `entry`: the entry's name. Way `list`: where the value belongs, and the number of the list. */
  readonly entry: string;
  readonly path: FlatPath | null;
  readonly list: number;
  readonly next: Rule | null;
  /** The span that carried the key last and where: finds a key that comes twice without a set. Written by Evidence. */
  seen: number;
  at: number;
}

/** `value`: dropped where the field says the same; `payload`: dropped where it became the field; `entry` and `list`: parts of a field. */
export type Way = 'none' | 'value' | 'payload' | 'entry' | 'list';

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
    if (exact !== undefined) {
      let rule: Rule | null = null;
      for (const { claim, rank } of exact.toReversed()) {
        const way: Way = PAYLOADS.has(claim.field) ? 'payload' : 'value';
        rule = { ...unclaimed(key, marks), claim, field: FIELD[claim.field], rank, read: claim.read ?? defaultRead(claim.field), way, next: rule };
      }
      return rule!;
    }
    for (const { prefix, claim, rank, list } of this.prefixes) {
      if (!key.startsWith(prefix) || key.length === prefix.length) continue;
      const tail = key.slice(prefix.length);
      const base = { ...unclaimed(key, marks), claim, field: FIELD[claim.field], rank };
      if ('entriesBelow' in claim) {
        const entry = entryName(claim, tail);
        if (entry === undefined) continue;
        return { ...base, way: 'entry', entry };
      }
      const path = flatPath(tail, claim.leaves);
      if (path !== undefined) return { ...base, way: 'list', read: path.read, path, list };
    }
    return unclaimed(key, marks);
  }
}

function unclaimed(key: string, marks: number): Rule {
  return { key, marks, claim: null, field: -1, rank: -1, read: nothing, way: 'none', entry: '', path: null, list: -1, next: null, seen: -1, at: -1 };
}

function entryName(claim: EntriesClaim, tail: string): string | undefined {
  if (claim.only === undefined) return tail;
  return Object.hasOwn(claim.only, tail) ? claim.only[tail] : undefined;
}

const nothing = () => undefined;
