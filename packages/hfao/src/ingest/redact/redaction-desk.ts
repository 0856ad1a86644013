import type { RedactionProfile } from '../../model/redaction.js';
import { joined } from './hit.js';
import { insideStrings } from './json-strings.js';
import { PresidioClient } from './presidio-client.js';
import { redactorOf, type Redactor } from './redactor.js';
import { hashed, named, replaceHits, type Counts } from './replace.js';

/** Where somebody asks what a profile would do. */
export class RedactionDesk {
  /** @param standard what HFAO_REDACTION says, for projects that decide nothing themselves */
  constructor(readonly standard: RedactionProfile, private readonly secretKey: Uint8Array) {}

  /** @throws Failure `invalid_input` naming a custom pattern that is none */
  redactorFor(profile: RedactionProfile | null): Redactor {
    return redactorOf(profile ?? this.standard, this.secretKey);
  }

  /**
   * A text as it would be stored. Presidio is asked where the profile has one.
   * @throws Failure `invalid_input` for a custom pattern, `unavailable` when Presidio cannot be asked
   */
  async redact(text: string, profile: RedactionProfile | null): Promise<{ text: string; counts: Counts }> {
    const counts: Counts = {};
    const clean = this.redactorFor(profile).text(text, counts);
    const { presidio, hash_only } = profile ?? this.standard;
    if (presidio === null) return { text: clean, counts };
    const found = (await new PresidioClient(presidio).analyze([clean])).get(clean)!;
    return { text: replaceHits(clean, joined(insideStrings(clean, joined(found))), hash_only ? hashed(this.secretKey) : named, counts), counts };
  }
}
