import type { RedactionKind } from '../../model/redaction.js';
import { findAssigned } from './assignments.js';
import { findBearers } from './bearer.js';
import { findEmails } from './email.js';
import type { Finder, Hit } from './hit.js';
import { findIpv4, ipv6Around, mayBeIpv6 } from './ip.js';
import { findJwts } from './jwt.js';
import { findAwsIds, findSkKeys, findUnderscoreTokens } from './keys.js';
import { findNumbers } from './numbers.js';
import { findPrivateKeys } from './pem.js';
import { findPhones } from './phone.js';
import { findUrlCredentials } from './url-credentials.js';

/**
 * What looks for these kinds. Each begins at a rare character or two, found by `indexOf`, and looks around it over a bounded distance (or never
 * twice at the same place): a text without any costs about a dozen passes of memchr.
 */
export function findersOf(kinds: ReadonlySet<RedactionKind>): Finder[] {
  const finders: Finder[] = [];
  const add = (wanted: readonly RedactionKind[], finder: Finder) => { if (wanted.some((it) => kinds.has(it))) finders.push(finder); };
  add(['pem'], findPrivateKeys);
  add(['email'], findEmails);
  add(['phone'], findPhones);
  add(['card', 'ssn'], (text, hits) => findNumbers(text, hits, { card: kinds.has('card'), ssn: kinds.has('ssn') }));
  add(['ip'], findIpv4);
  add(['openai_key', 'anthropic_key'], (text, hits) => findSkKeys(text, hits, kinds));
  add(['hf_token', 'github_token'], (text, hits) => findUnderscoreTokens(text, hits, kinds));
  add(['aws_key'], findAwsIds);
  add(['jwt'], findJwts);
  add(['bearer'], findBearers);
  add(['bearer'], findUrlCredentials);
  add(['ip', 'bearer', 'aws_key'], colonFinder(kinds));
  add(['bearer', 'aws_key'], (text, hits) => {
    for (let at = text.indexOf('='); at !== -1; at = text.indexOf('=', at + 1)) findAssigned(text, at, hits, kinds);
  });
  return finders;
}

/** What stands around a colon: an assignment, or an IPv6 address. */
function colonFinder(kinds: ReadonlySet<RedactionKind>): Finder {
  const [wantsAddress, wantsAssigned] = [kinds.has('ip'), kinds.has('bearer') || kinds.has('aws_key')];
  return (text: string, hits: Hit[]) => {
    for (let at = text.indexOf(':'); at !== -1; at = text.indexOf(':', at + 1)) {
      if (wantsAssigned) findAssigned(text, at, hits, kinds);
      if (wantsAddress && mayBeIpv6(text.charCodeAt(at - 1), text.charCodeAt(at + 1))) at = Math.max(at, ipv6Around(text, at, hits) - 1);
    }
  };
}
