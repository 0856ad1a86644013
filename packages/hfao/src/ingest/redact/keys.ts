import { ALNUM, characterSet, DIGITS, isIn, runEnd, TOKEN } from './characters.js';
import { beginsAt } from './escapes.js';
import type { Hit } from './hit.js';

const UPPER_ALNUM = characterSet(`${DIGITS}ABCDEFGHIJKLMNOPQRSTUVWXYZ`);
const MOST_KEY = 400;
const LEAST_TYPED = 16;
/** OpenAI's keys that say what they are for. */
const TYPED = ['proj-', 'svcacct-', 'admin-', 'None-', 'service-'];

export type KeyKind = 'openai_key' | 'anthropic_key' | 'hf_token' | 'github_token' | 'aws_key';

/** Keys that begin with `sk-`: OpenAI's (and of those who copy its form), Anthropic's. By the dash, which is rarer than the letters. */
export function findSkKeys(text: string, hits: Hit[], wanted: ReadonlySet<string>): void {
  for (let dash = text.indexOf('-'); dash !== -1; dash = text.indexOf('-', dash + 1)) {
    if (text.charCodeAt(dash - 1) !== 0x6b || text.charCodeAt(dash - 2) !== 0x73 || !beginsAt(text, dash - 2, TOKEN)) continue;
    const end = runEnd(text, dash + 1, TOKEN, dash + MOST_KEY);
    const kind = skKind(text.slice(dash + 1, end));
    if (kind !== undefined && wanted.has(kind)) hits.push({ start: dash - 2, end, kind });
  }
}

function skKind(rest: string): KeyKind | undefined {
  if (rest.startsWith('ant-')) return rest.length >= 4 + LEAST_TYPED ? 'anthropic_key' : undefined;
  const typed = TYPED.find((it) => rest.startsWith(it));
  if (typed !== undefined) return rest.length - typed.length >= LEAST_TYPED ? 'openai_key' : undefined;
  return rest.length >= 20 && rest.split(/[-_]/).some(looksRandom) ? 'openai_key' : undefined;
}

/** Long, of letters and digits: not one of the words in `sk-learn-pipeline-step`. */
const looksRandom = (part: string) => part.length >= 16 && /\d/.test(part) && /[A-Za-z]/.test(part);

/** Tokens whose prefix ends with an underscore: `hf_`, `ghp_` and its kin, `github_pat_`. */
export function findUnderscoreTokens(text: string, hits: Hit[], wanted: ReadonlySet<string>): void {
  for (let at = text.indexOf('_'); at !== -1; at = text.indexOf('_', at + 1)) {
    const prefix = prefixBefore(text, at);
    if (prefix === undefined || !wanted.has(prefix.kind)) continue;
    const start = at + 1 - prefix.text.length;
    if (!text.startsWith(prefix.text, start) || !beginsAt(text, start, TOKEN)) continue;
    const end = runEnd(text, at + 1, prefix.set, at + MOST_KEY);
    if (end - at - 1 >= prefix.least) hits.push({ start, end, kind: prefix.kind });
  }
}

interface Prefix { text: string; kind: KeyKind; set: Uint8Array; least: number }
const HUGGING_FACE: Prefix = { text: 'hf_', kind: 'hf_token', set: ALNUM, least: 20 };
const GITHUB_PAT: Prefix = { text: 'github_pat_', kind: 'github_token', set: characterSet(`${DIGITS}abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_`), least: 22 };
const GITHUB = new Map(['p', 'o', 'u', 's', 'r'].map((it) => [it.charCodeAt(0), { text: `gh${it}_`, kind: 'github_token', set: ALNUM, least: 30 } satisfies Prefix]));

function prefixBefore(text: string, at: number): Prefix | undefined {
  const [last, before] = [text.charCodeAt(at - 1), text.charCodeAt(at - 2)];
  if (last === 0x66) return before === 0x68 ? HUGGING_FACE : undefined;
  if (before === 0x68) return GITHUB.get(last);
  return last === 0x74 && before === 0x61 ? GITHUB_PAT : undefined;
}

/** AWS access key ids: `AKIA` (long-lived) or `ASIA` (temporary) and sixteen more. */
export function findAwsIds(text: string, hits: Hit[]): void {
  for (let at = text.indexOf('IA'); at !== -1; at = text.indexOf('IA', at + 2)) {
    const start = at - 2;
    if (text[start] !== 'A' || (text[at - 1] !== 'K' && text[at - 1] !== 'S') || !beginsAt(text, start)) continue;
    const end = runEnd(text, start, UPPER_ALNUM, start + 21);
    if (end - start === 20 && !isIn(ALNUM, text.charCodeAt(end))) hits.push({ start, end, kind: 'aws_key' });
  }
}
