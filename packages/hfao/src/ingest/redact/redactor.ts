import { decodeAttribute, encodeAttribute } from '../../model/attribute-value.js';
import type { RedactionProfile } from '../../model/redaction.js';
import { customFinder } from './custom-pattern.js';
import { findersOf } from './finders.js';
import { joined, type Finder, type Hit } from './hit.js';
import { hashed, named, replaceHits, type Counts, type StandIn } from './replace.js';
import { isSecretValue, secretName } from './secret-names.js';

/** Takes out of texts what a profile names. What has nothing to take out comes back as the same string. JSON stays valid JSON of the same shape. */
export interface Redactor {
  text(text: string, counts: Counts): string;
  /** As {@link text}, for what is long and comes again with every call, such as the definitions of tools: a clean one is not looked at twice. */
  repeated(text: string, counts: Counts): string;
  /** A value of a map column, in the form of `encodeAttribute`, under its key: `db.password` makes its value a secret. */
  value(key: string, text: string, counts: Counts): string;
  /** Where they are, in order, without taking them out. */
  hits(text: string): Hit[];
}

const SHORTEST = 6;
/** Interned values (names, models, ids of sessions) come again and again; what was clean once is not looked at again. */
const REMEMBERED_LENGTH = 64;
const REMEMBERED = 4096;
const REMEMBERED_LONG = 64;
const LONGEST_REMEMBERED = 64 * 1024;
/** What every kind has somewhere: a text without it is clean. Asked of short texts only, where one pass costs less than a dozen. */
const SUSPICIOUS = /[@+=:_.%-]|\d{4}|IA|J|earer /;
/** `service.version`: four numbers are no address then. */
const FOUR_NUMBERS = /^\d+(?:\.\d+){3}$/;

/**
 * @param key the server's secret key, from which that of the hashes is derived
 * @throws Failure `invalid_input` when a custom pattern is none
 */
export function redactorOf(profile: Pick<RedactionProfile, 'kinds' | 'custom' | 'hash_only'>, key: Uint8Array): Redactor {
  const kinds = new Set(profile.kinds);
  const custom = profile.custom.map((it, i) => customFinder(it, `redaction.custom.${i}.pattern`));
  const finders = [...custom, ...findersOf(kinds)];
  return new Redacting(finders, profile.hash_only ? hashed(key) : named, kinds.has('bearer'), custom.length > 0);
}

class Redacting implements Redactor {
  readonly #clean = new Set<string>();
  readonly #cleanLong = new Set<string>();
  readonly #found: Hit[] = [];
  readonly #keys = new Map<string, boolean>();

  constructor(readonly finders: readonly Finder[], readonly standIn: StandIn, readonly wantsNamed: boolean, readonly hasCustom: boolean) {}

  text(text: string, counts: Counts): string {
    if (text.length < SHORTEST) return text;
    const isShort = text.length <= REMEMBERED_LENGTH;
    if (isShort && ((!this.hasCustom && !SUSPICIOUS.test(text)) || this.#clean.has(text))) return text;
    const found = this.#found;
    found.length = 0;
    for (const find of this.finders) find(text, found);
    if (found.length > 0) return replaceHits(text, joined(found), this.standIn, counts);
    if (isShort) this.#remember(text);
    return text;
  }

  repeated(text: string, counts: Counts): string {
    if (text.length > LONGEST_REMEMBERED) return this.text(text, counts);
    if (this.#cleanLong.has(text)) return text;
    const clean = this.text(text, counts);
    if (clean !== text) return clean;
    if (this.#cleanLong.size >= REMEMBERED_LONG) this.#cleanLong.clear();
    this.#cleanLong.add(text);
    return text;
  }

  value(key: string, text: string, counts: Counts): string {
    if (this.wantsNamed && this.#isSecretKey(key)) {
      const kept = withoutSecrets(decodeAttribute(text), (value) => replaceHits(value, [{ start: 0, end: value.length, kind: 'bearer' }], this.standIn, counts));
      if (kept !== undefined) return this.text(kept, counts);
    }
    return key.endsWith('version') && FOUR_NUMBERS.test(text) ? text : this.text(text, counts);
  }

  hits(text: string): Hit[] {
    const found: Hit[] = [];
    for (const find of this.finders) find(text, found);
    return joined(found);
  }

  #remember(text: string): void {
    if (this.#clean.size >= REMEMBERED) this.#clean.clear();
    this.#clean.add(text);
  }

  #isSecretKey(key: string): boolean {
    let known = this.#keys.get(key);
    if (known === undefined) {
      if (this.#keys.size >= REMEMBERED) this.#keys.clear();
      this.#keys.set(key, known = secretName(key) !== undefined);
    }
    return known;
  }
}

const STRONG = { isWeak: false, isAws: false };

/** The value of a secret's key, its strings (one, or a list of them, as headers are) replaced; undefined when none is a secret. */
function withoutSecrets(value: unknown, replace: (value: string) => string): string | undefined {
  const isSecret = (it: unknown): it is string => typeof it === 'string' && isSecretValue(STRONG, it.replace(/^(?:bearer|basic|token)\s+/i, ''));
  if (isSecret(value)) return encodeAttribute(replace(value));
  if (Array.isArray(value) && value.some(isSecret)) return encodeAttribute(value.map((it) => (isSecret(it) ? replace(it) : it)));
  return undefined;
}
