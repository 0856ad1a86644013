import { encodeAttribute, type AttributeValue, type FlatMap } from '../../model/attribute-value.js';
import type { InstrumentationScope, Span } from '../decode/span.js';
import { sourceOf, type Claim } from './dialect.js';
import { FIELD, FIELD_COUNT, fieldName, type Field } from './field.js';
import { ByIndex } from './flattened.js';
import { MappingTexts } from './mapping-text.js';
import { EVENT_RANK, sourceAt } from './precedence.js';
import { WAY, type Rule, type Rulebook } from './rulebook.js';

const NO_RANK = 0x7fffffff;
/** Before every rank of a dialect. */
const DECIDED = -1;
const NOWHERE = -1;
/** The value comes from an event, a list or a conclusion, not from one attribute. */
const ELSEWHERE = -2;

/**
 * What the attributes and events of one span say about each field, the best source of each kept, whatever the order they came in.
 * One instance reads span after span without allocating for it: take what you need before the next `read`.
 * In the end an attribute is left over unless its field, written as the attribute writes it, gives the attribute back.
 */
export class Evidence {
  span!: Span;
  scope!: InstrumentationScope;
  /** Bits of the dialects that were recognised. */
  marks = 0;

  private keys: readonly string[] = [];
  private values: readonly AttributeValue[] = [];
  private count = 0;
  private stamp = 0;

  private readonly best: unknown[] = Array.from({ length: FIELD_COUNT });
  private readonly ranks = new Int32Array(FIELD_COUNT);
  private readonly sources = new Int32Array(FIELD_COUNT);
  private readonly finals: unknown[] = Array.from({ length: FIELD_COUNT });
  private readonly taken = new Uint8Array(FIELD_COUNT);
  private readonly absorbed = new Int32Array(FIELD_COUNT);
  private readonly winners: (Rule | null)[] = Array.from({ length: FIELD_COUNT }, () => null);

  private readonly rules: Rule[] = [];
  private used = new Uint8Array(256);
  private readonly entries: number[] = [];
  /** Attributes that stay whatever became of them. */
  private readonly pinned: number[] = [];
  private readonly owned: number[] = [];
  /** Attributes of which {@link offerFrom} used all, whatever else they say. */
  private readonly whole: number[] = [];
  private readonly usageAt: number[] = [];
  private readonly usageBeside: FlatMap = [];
  private readonly mappings = new MappingTexts();
  private readonly members: number[][];
  private readonly touchedLists: number[] = [];

  constructor(readonly rulebook: Rulebook) {
    this.members = rulebook.lists.map(() => []);
  }

  /** Starts over with another span. */
  read(span: Span, scope: InstrumentationScope): void {
    this.span = span;
    this.scope = scope;
    this.rulebook.trim();
    this.readAttributes(span.keys, span.values, span.attributeCount);
    this.marks |= this.rulebook.scopeMarks(scope.name) | this.rulebook.spanNameMarks(span.name);
    if (this.owned.length > 0) this.readOwned();
    this.readLists();
    if (span.events !== null) this.readEvents();
    for (const { mark, settle } of this.rulebook.settlers) if ((this.marks & mark) !== 0) settle(this);
  }

  /** The attribute of this key as it came; undefined where the span has none. */
  attribute(key: string): AttributeValue | undefined {
    const rule = this.rulebook.of(key);
    return rule.seen === this.stamp ? this.values[rule.at] : undefined;
  }

  /** The best value for a field; undefined when nobody said anything usable. */
  get(field: number): unknown {
    return this.ranks[field] === NO_RANK ? undefined : this.best[field];
  }

  /** As {@link get}, and the field becomes this value: the attributes that say the same are not left over. */
  take(field: number): unknown {
    if (this.ranks[field] === NO_RANK) return undefined;
    const value = this.best[field];
    this.finals[field] = value;
    this.taken[field] = 1;
    const at = this.sources[field];
    if (at >= 0) this.used[at] = 1;
    else if (this.winners[field]?.way === WAY.list) this.useList(this.winners[field].list);
    if (this.absorbed[field] >= 0) this.used[this.absorbed[field]] = 1;
    return value;
  }

  takeText(field: number): string | null {
    return (this.take(field) as string | undefined) ?? null;
  }

  takeNumber(field: number): number | null {
    return (this.take(field) as number | undefined) ?? null;
  }

  /** The field becomes another value than what was said of it. */
  conclude(field: number, value: unknown): void {
    this.finals[field] = value;
  }

  /** Takes back {@link take}: the attribute stays, because not all of it is in the field. */
  keep(field: number): void {
    this.finals[field] = undefined;
    this.taken[field] = 0;
    const at = this.sources[field];
    if (at >= 0) this.used[at] = 0;
  }

  /** The attribute value behind the best value of a field, as it came; undefined when it is not from one attribute. */
  raw(field: number): AttributeValue | undefined {
    const at = this.sources[field];
    return at >= 0 ? this.values[at] : undefined;
  }

  /** Whether the best value of a field comes later in the order of precedence than this place. */
  isWorseThan(field: number, rank: number): boolean {
    return this.ranks[field] > rank;
  }

  /** What precedence.ts calls the source of the best value of a field. */
  sourceFor(field: number): string | undefined {
    return this.ranks[field] === NO_RANK ? undefined : sourceAt(fieldName(field), this.ranks[field]);
  }

  /** The attribute key behind the best value of a field. */
  keyOf(field: number): string | undefined {
    const at = this.sources[field];
    return at >= 0 ? this.keys[at] : undefined;
  }

  /** Proposes a value that is no attribute's, with its place in the field's order of precedence. */
  offer(field: number, rank: number, value: unknown): void {
    if (value === undefined || rank >= this.ranks[field]) return;
    this.ranks[field] = rank;
    this.best[field] = value;
    this.sources[field] = ELSEWHERE;
    this.winners[field] = null;
  }

  /**
   * Proposes what one attribute says of several fields. Where all of it is believed, the attribute is not left over.
   * Only for `settle`: what is proposed later could still win.
   */
  offerFrom(key: string, said: readonly { field: number; rank: number; value: unknown }[]): void {
    const { seen, at } = this.rulebook.of(key);
    const believed = said.filter(({ field, rank, value }) => value !== undefined && rank < this.ranks[field]);
    for (const { field, rank, value } of believed) this.offer(field, rank, value);
    if (seen !== this.stamp || believed.length < said.length) return;
    for (const { field } of believed) this.sources[field] = at;
    this.whole.push(at);
  }

  /** Usage that no attribute of its own reports: an entry of a JSON object, say. */
  report(key: string, value: AttributeValue): void {
    this.usageBeside.push(key, encodeAttribute(value));
  }

  /** Every number of tokens that the span reports, under the key that reports it. */
  eachReported(visit: (key: string, text: string) => void): void {
    if (this.usageAt.length > 1) this.usageAt.sort((a, b) => this.rules[a].usage - this.rules[b].usage);
    for (const at of this.usageAt) {
      const value = this.values[at];
      if (typeof value === 'number' || (typeof value === 'string' && value !== '' && value.length <= 15)) visit(this.keys[at], encodeAttribute(value));
    }
    for (let i = 0; i < this.usageBeside.length; i += 2) visit(this.usageBeside[i], this.usageBeside[i + 1]);
  }

  /** A project's own rule says what a field is, before everybody else; of two the first. The attribute that it read stays an attribute. */
  decide(field: Field, value: unknown, origin: Rule, key: string | undefined): void {
    const index = FIELD[field];
    if (this.ranks[index] === DECIDED) return;
    this.ranks[index] = DECIDED;
    this.best[index] = value;
    this.sources[index] = ELSEWHERE;
    this.winners[index] = origin;
    this.absorbed[index] = NOWHERE;
    const rule = key === undefined ? undefined : this.rulebook.of(key);
    if (rule?.seen === this.stamp) this.pinned.push(rule.at);
  }

  /** Adds to a field that is a list of what every source says. */
  add(field: number, item: unknown): void {
    this.best[field] = [...((this.get(field) as unknown[] | undefined) ?? []), item];
    this.ranks[field] = 0;
    this.sources[field] = ELSEWHERE;
    this.winners[field] = null;
  }

  /** Proposes what an event's attributes say, for every field that the span's own attributes leave open. */
  offerAttributes(attributes: Readonly<Record<string, AttributeValue>>): void {
    for (const key in attributes) {
      for (let rule: Rule | null = this.rulebook.of(key); rule !== null; rule = rule.next) {
        if (rule.way === WAY.value && rule.own === 0) this.offer(rule.field, EVENT_RANK + rule.rank, rule.read(attributes[key]));
        if (rule.usage > 0 && typeof attributes[key] === 'number') this.report(key, attributes[key]);
      }
    }
  }

  /** The entries of a map field, best source first; `use` says whether an entry went into it. */
  eachEntry(field: number, use: (name: string, value: AttributeValue) => boolean): void {
    if (this.entries.length > 1) this.entries.sort((a, b) => this.rules[a].rank - this.rules[b].rank);
    for (const at of this.entries) {
      const rule = this.rules[at];
      if (rule.field !== field) continue;
      const value = rule.read(this.values[at]) as AttributeValue | undefined;
      if (value !== undefined && use(rule.entry, value)) this.used[at] = 1;
    }
  }

  /** Every attribute that no field holds, in the order they came. */
  eachLeftover(visit: (key: string, value: AttributeValue) => void): void {
    for (let i = 0; i < this.count; i++) {
      if (!this.isRepresented(i)) visit(this.keys[i], this.values[i]);
    }
  }

  /** Which rule gave which field, for a person who asks. Only fields that were taken. */
  origins(): { field: Field; key: string; rule: string }[] {
    const origins = [];
    for (let field = 0; field < FIELD_COUNT; field++) {
      const rule = this.winners[field];
      if (this.ranks[field] !== NO_RANK && rule?.claim && this.finals[field] !== undefined) {
        origins.push({ field: fieldName(field), key: rule.key, rule: rule.claim.rule ?? rule.key });
      }
    }
    for (const at of this.entries) {
      const { claim, key } = this.rules[at];
      if (claim && this.used[at] === 1) origins.push({ field: claim.field, key, rule: claim.rule ?? key });
    }
    return origins;
  }

  /** JSON `{field: rule}` of the fields that were taken, one string for all spans of one shape; null when no rule gave anything. */
  mapping(): string | null {
    const { mappings, taken } = this;
    mappings.start();
    for (let field = 0; field < FIELD_COUNT; field++) {
      if (taken[field] === 1) mappings.step(this.ranks[field] === DECIDED ? this.winners[field] : field * 65_536 + this.ranks[field]);
    }
    if (this.entries.length > 0) for (const field of ENTRY_FIELDS) this.eachEntryClaim(field, (claim) => mappings.step(claim));
    return mappings.text((name) => this.eachMapped(name));
  }

  private eachMapped(name: (field: string, rule: string) => void): void {
    for (let field = 0; field < FIELD_COUNT; field++) {
      if (this.taken[field] === 1) name(columnOf(field), this.winners[field]?.claim?.rule ?? sourceAt(fieldName(field), this.ranks[field]));
    }
    for (const field of ENTRY_FIELDS) this.eachEntryClaim(field, (claim) => name(fieldName(field), claim.rule ?? sourceOf(claim)));
  }

  /** What gave entries of a map field, each once; they are in order, best first. */
  private eachEntryClaim(field: number, visit: (claim: Claim) => void): void {
    let last: Claim | null = null;
    for (const at of this.entries) {
      const { claim, field: of } = this.rules[at];
      if (of === field && this.used[at] === 1 && claim !== last) visit((last = claim!));
    }
  }

  private readAttributes(keys: readonly string[], values: readonly AttributeValue[], count: number): void {
    this.reset(keys, values, count);
    const stamp = this.stamp;
    for (let i = 0; i < count; i++) {
      let rule: Rule | null = this.rulebook.of(keys[i]);
      if (rule.seen === stamp) return this.readLastOfEach(keys, values, count);
      rule.seen = stamp;
      rule.at = i;
      this.rules[i] = rule;
      this.marks |= rule.marks;
      if (rule.usage > 0) this.usageAt.push(i);
      for (; rule !== null; rule = rule.next) {
        if (rule.own !== 0) {
          this.owned.push(i);
          continue;
        }
        switch (rule.way) {
          case WAY.value: case WAY.payload: this.offerAttribute(rule, i, values[i]); break;
          case WAY.entry: this.entries.push(i); break;
          case WAY.list: this.addMember(rule, i, values[i]); break;
          case WAY.none: break;
        }
      }
    }
  }

  private reset(keys: readonly string[], values: readonly AttributeValue[], count: number): void {
    this.keys = keys;
    this.values = values;
    this.count = count;
    this.stamp += 1;
    this.marks = 0;
    this.ranks.fill(NO_RANK);
    this.sources.fill(NOWHERE);
    this.finals.fill(undefined);
    this.taken.fill(0);
    this.absorbed.fill(NOWHERE);
    if (this.used.length < count) this.used = new Uint8Array(2 * count);
    else this.used.fill(0, 0, count);
    this.entries.length = 0;
    this.pinned.length = 0;
    this.owned.length = 0;
    this.whole.length = 0;
    this.usageAt.length = 0;
    this.usageBeside.length = 0;
    for (const list of this.touchedLists) this.members[list].length = 0;
    this.touchedLists.length = 0;
  }

  /** OTLP forbids a key to come twice, so this is rare: the last one stands. */
  private readLastOfEach(keys: readonly string[], values: readonly AttributeValue[], count: number): void {
    const last = new Map<string, AttributeValue>();
    for (let i = 0; i < count; i++) last.set(keys[i], values[i]);
    this.readAttributes([...last.keys()], [...last.values()], last.size);
  }

  private offerAttribute(rule: Rule, at: number, raw: AttributeValue): void {
    const field = rule.field;
    if (rule.rank >= this.ranks[field] && !this.goesBefore(rule)) return;
    const value = rule.read(raw);
    if (value === undefined) return;
    this.ranks[field] = rule.rank;
    this.best[field] = value;
    this.sources[field] = at;
    this.winners[field] = rule;
  }

  /** Of several keys that are one source the first in the alphabet stands, whatever the order they came in. */
  private goesBefore({ field, rank, key }: Rule): boolean {
    return rank === this.ranks[field] && this.sources[field] >= 0 && key < this.keys[this.sources[field]];
  }

  private addMember(rule: Rule, at: number, raw: AttributeValue): void {
    if (rule.read(raw) === undefined) return;
    const members = this.members[rule.list];
    if (members.length === 0) this.touchedLists.push(rule.list);
    members.push(at);
  }

  /** What counts only where its dialect was recognised, which is known when all attributes are. */
  private readOwned(): void {
    for (const at of this.owned) {
      for (let rule: Rule | null = this.rules[at]; rule !== null; rule = rule.next) {
        if ((rule.own & this.marks) !== 0) this.offerAttribute(rule, at, this.values[at]);
      }
    }
  }

  private readLists(): void {
    // Worst first, so that a list can take in what the best source below it says.
    if (this.touchedLists.length > 1) this.touchedLists.sort((a, b) => this.rankOfList(b) - this.rankOfList(a));
    for (const list of this.touchedLists) {
      const members = this.members[list];
      const rule = this.listRule(members[0], list);
      const claim = this.rulebook.lists[list];
      if (rule.rank >= this.ranks[rule.field] && !claim.adds) continue;
      const items = new ByIndex();
      let contradicted = false;
      for (const at of members) {
        const member = this.listRule(at, list);
        if (!items.set(member.path!, member.read(this.values[at]))) contradicted = true;
      }
      const built = claim.build(items.inOrder(), this);
      if (built === undefined) continue;
      if (contradicted) built.partial = true;
      if (claim.adds) {
        if (!built.partial) this.useList(list);
        built.value = [...(built.value as unknown[]), ...((this.get(rule.field) as unknown[] | undefined) ?? [])];
      }
      this.absorbed[rule.field] = built.absorbs ? this.sources[rule.field] : NOWHERE;
      this.ranks[rule.field] = rule.rank;
      this.best[rule.field] = built.value;
      this.sources[rule.field] = ELSEWHERE;
      this.winners[rule.field] = rule;
      if (built.partial) members.length = 0;
    }
  }

  private rankOfList(list: number): number {
    return this.listRule(this.members[list][0], list).rank;
  }

  private listRule(at: number, list: number): Rule {
    let rule: Rule = this.rules[at];
    while (rule.list !== list) rule = rule.next!;
    return rule;
  }

  private readEvents(): void {
    for (const event of this.span.events!) {
      if (event.name.startsWith('gen_ai.')) this.marks |= this.rulebook.marksOf(event.name);
      this.rulebook.eventReader(event.name)?.(event, this);
    }
  }

  private useList(list: number): void {
    for (const at of this.members[list]) this.used[at] = 1;
  }

  private isRepresented(at: number): boolean {
    if (this.pinned.length > 0 && this.pinned.includes(at)) return false;
    if (this.used[at] === 1 && (this.rules[at].way !== WAY.value || this.whole.includes(at))) return true;
    for (let rule: Rule | null = this.rules[at]; rule !== null; rule = rule.next) {
      if (rule.way !== WAY.value && rule.way !== WAY.payload) continue;
      const final = this.finals[rule.field];
      // What a project's rule displaced stays, also where it says the same: the rule may go.
      if (final !== undefined && this.ranks[rule.field] !== DECIDED && saysTheSame(rule, final, this.values[at])) return true;
    }
    return false;
  }
}

/** Fields that take entries from many attributes. */
const ENTRY_FIELDS = [FIELD.model_parameters, FIELD.metadata];
/** Evidence that is no column of its own, and the column that is made of it. */
const COLUMNS: Partial<Record<Field, string>> = {
  tool_arguments: 'input', tool_message: 'input', tool_result: 'output', tool_choice: 'output', tool_name: 'tool_calls', graph_node: 'agent_name',
  handoff_source: 'agent_name', handoff_target: 'handoff_target_agent_id', invocation_parameters: 'model_parameters',
};

function columnOf(field: number): string {
  const name = fieldName(field);
  return COLUMNS[name] ?? name;
}

function saysTheSame(rule: Rule, final: unknown, raw: AttributeValue): boolean {
  const claim = rule.claim!;
  if ('key' in claim && claim.write !== undefined) return claim.write(final) === raw;
  if (raw === final) return true;
  if (Array.isArray(final)) {
    const read = rule.read(raw);
    return Array.isArray(read) && read.length === final.length && read.every((item, i) => item === final[i]);
  }
  return (typeof final === 'string' || typeof final === 'number') && typeof raw !== 'object' && String(final) === String(raw);
}
