import type { DecodedEvent } from '../decode/span.js';
import type { Evidence } from './evidence.js';
import type { Field } from './field.js';
import type { ItemList, Leaves } from './flattened.js';
import type { Read } from './read.js';

/**
 * One way of writing GenAI telemetry into spans: which attributes mean which fields. Dialects do not know each other;
 * several may speak on one span, and precedence.ts says who is believed.
 */
export interface Dialect {
  /** As the column `dialect` holds it. */
  name: string;
  /** Whether the name of an instrumentation scope says that this dialect speaks. */
  ownsScope?(scopeName: string): boolean;
  /** Beginnings of attribute and event names by which this dialect is recognised. */
  marks: readonly string[];
  /** Beginnings of span names by which it is recognised. */
  spanNames?: readonly string[];
  claims: readonly Claim[];
  /** Span events that carry fields, by event name. The event itself stays in `events`. */
  events?: Readonly<Record<string, EventReader>>;
  /** What several attributes say together. Asked last, and only of spans on which this dialect was recognised. */
  settle?(this: void, evidence: Evidence): void;
}

export type EventReader = (event: DecodedEvent, evidence: Evidence) => void;

export type Claim = KeyClaim | EntriesClaim | ListClaim;

interface ClaimBase {
  field: Field;
  /** Names the rule where a person asks what gave a field; its key unless said. */
  rule?: string;
  /** How precedence.ts names it, where several claims are one source. */
  source?: string;
}

/** One attribute means one field. */
export interface KeyClaim extends ClaimBase {
  key: string;
  read?: Read;
  /** The inverse of `read`. The attribute is dropped only where this gives back what arrived; without it, where both are the same text. */
  write?: (final: unknown) => unknown;
  /** Means the field only where the dialect was recognised: a bare name like `model` is anybody's. */
  own?: true;
}

/** Every attribute below a prefix is one entry of a map, named by the rest of its key. */
export interface EntriesClaim extends ClaimBase {
  /** Ends with a dot. */
  entriesBelow: string;
  /** Only these ends of keys, and the entry's name for each. */
  only?: Readonly<Record<string, string>>;
  /** What an entry's value means, where it is not simply itself. */
  read?: Read;
}

/** A list of records flattened into keys `PREFIX.{i}.leaf`. */
export interface ListClaim extends ClaimBase {
  /** Ends with a dot. */
  listBelow: string;
  leaves: Leaves;
  /** There is one record only, and no index in its keys: `PREFIX.leaf`. */
  single?: boolean;
  /** The field is a list to which every source adds, instead of taking the best one. */
  adds?: boolean;
  /** Makes the field's value of the items, which come in order of their indices. Undefined: no use, they stay attributes. */
  build(items: ItemList, evidence: Evidence): Built | undefined;
}

export interface Built {
  value: unknown;
  /** Not all of the items is in the value: their attributes stay too. */
  partial?: boolean;
  /** The value holds what the field's best source so far said. */
  absorbs?: boolean;
}

/** How precedence.ts names a claim: `a.key`, `a.prefix.*`. */
export function sourceOf(claim: Claim): string {
  if (claim.source !== undefined) return claim.source;
  if ('key' in claim) return claim.key;
  return `${'entriesBelow' in claim ? claim.entriesBelow : claim.listBelow}*`;
}
