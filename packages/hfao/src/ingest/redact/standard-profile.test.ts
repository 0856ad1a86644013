import { expect, it } from 'vitest';
import { REDACTION_KINDS } from '../../model/redaction.js';
import { standardProfile } from './standard-profile.js';

it.each<[string, readonly string[], boolean]>([['on', REDACTION_KINDS, false], ['off', [], false], ['hash', REDACTION_KINDS, true], ['email, ip', ['email', 'ip'], false], ['SECRETS', ['aws_key', 'openai_key', 'anthropic_key', 'hf_token', 'github_token', 'bearer', 'jwt', 'pem'], false]])('reads %s', (setting, kinds, hash_only) => {
  expect(standardProfile(setting)).toMatchObject({ kinds, hash_only, custom: [], presidio: null });
});

it.each(['', 'yes', 'email,phon', ','])('knows no "%s"', (setting) => {
  expect(standardProfile(setting)).toBeUndefined();
});
