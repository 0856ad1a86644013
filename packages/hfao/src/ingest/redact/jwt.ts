import { runEnd, TOKEN } from './characters.js';
import { beginsAt } from './escapes.js';
import type { Hit } from './hit.js';

const LEAST_PART = 10;
const READ_HEADER = 1024;

/** JSON Web Tokens (RFC 7519): three parts of base64url, the first of which begins with `{"` and names an algorithm. */
export function findJwts(text: string, hits: Hit[]): void {
  for (let at = text.indexOf('J'); at !== -1; at = text.indexOf('J', at + 1)) {
    const start = at - 2;
    if (text[start] !== 'e' || text[at - 1] !== 'y' || !beginsAt(text, start, TOKEN)) continue;
    const headerEnd = runEnd(text, start, TOKEN);
    if (text[headerEnd] !== '.' || headerEnd - start < LEAST_PART) { at = headerEnd - 1; continue; }
    const end = partsEnd(text, headerEnd);
    if (end !== -1 && namesAlgorithm(text.slice(start, Math.min(headerEnd, start + READ_HEADER)))) hits.push({ start, end, kind: 'jwt' });
    at = headerEnd - 1;
  }
}

/** Payload and signature, which is empty where nothing is signed; an encrypted token (RFC 7516) has two parts more. */
function partsEnd(text: string, headerEnd: number): number {
  const payloadEnd = runEnd(text, headerEnd + 1, TOKEN);
  if (payloadEnd === headerEnd + 1 && text[payloadEnd] !== '.') return -1;
  if (text[payloadEnd] !== '.') return -1;
  let end = runEnd(text, payloadEnd + 1, TOKEN);
  for (let more = 0; more < 2 && text[end] === '.'; more++) {
    const next = runEnd(text, end + 1, TOKEN);
    if (next === end + 1) break;
    end = next;
  }
  return end;
}

const namesAlgorithm = (header: string) => Buffer.from(header, 'base64url').toString('latin1').includes('"alg"');
