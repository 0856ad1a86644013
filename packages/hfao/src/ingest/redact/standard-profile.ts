import { REDACTION_KINDS, RedactionProfile, type RedactionKind } from '../../model/redaction.js';

/** Keys and tokens: what opens something. */
const SECRETS: readonly RedactionKind[] = ['aws_key', 'openai_key', 'anthropic_key', 'hf_token', 'github_token', 'bearer', 'jwt', 'pem'];

export const STANDARD_REDACTION_FORMS = `on (every kind), off, secrets (keys and tokens), hash (every kind, as hashes), or kinds with commas between them, of ${REDACTION_KINDS.join(', ')}`;

/** What HFAO_REDACTION says, for projects that decide nothing themselves; undefined when it is none of {@link STANDARD_REDACTION_FORMS}. */
export function standardProfile(setting: string): RedactionProfile | undefined {
  const kinds = kindsOf(setting.trim().toLowerCase());
  return kinds && RedactionProfile.parse({ kinds, hash_only: setting.trim().toLowerCase() === 'hash' });
}

function kindsOf(setting: string): readonly RedactionKind[] | undefined {
  switch (setting) {
    case 'on': case 'hash': return REDACTION_KINDS;
    case 'off': return [];
    case 'secrets': return SECRETS;
  }
  const names = [...new Set(setting.split(',').map((it) => it.trim()).filter((it) => it !== ''))];
  const isKind = (name: string): name is RedactionKind => (REDACTION_KINDS as readonly string[]).includes(name);
  return names.length > 0 && names.every(isKind) ? names : undefined;
}
