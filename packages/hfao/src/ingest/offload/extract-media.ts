import { bodyRef, type BodyId } from '../../model/body-ref.js';
import { nextRun, type Run } from './base64-run.js';
import { closingAfter, openingBefore } from './json-spans.js';
import { sniffedType, statedType } from './media-type.js';

/** Keeps a content elsewhere and says its id. */
export type TakeOut = (contentType: string, bytes: Uint8Array) => BodyId;

/** What stands where a run stood: from `start` up to and without `end`. */
interface Replacement { start: number; end: number; text: string }

/** How far around a run its object is looked for. */
const NEAR = 16 * 1024;

/**
 * Text, JSON or not, without the media in it. A `data:` URI becomes `hfao-body:ID`; so does base64 that is a whole JSON string (or the whole
 * text) when its neighbours or its first bytes say what it is; a message part of kind blob becomes a part of kind uri. What is base64 and
 * no known media (signatures, encrypted reasoning) stays. All else of the text stays as it is, character by character.
 */
export function withoutMedia(text: string, takeOut: TakeOut): string {
  let kept = '';
  let done = 0;
  for (let run = nextRun(text, 0); run !== undefined; run = nextRun(text, Math.max(done, run.end))) {
    const replacement = inDataUri(text, run, done, takeOut) ?? wholeString(text, run, done, takeOut);
    if (replacement === undefined) continue;
    kept += text.slice(done, replacement.start) + replacement.text;
    done = replacement.end;
  }
  return done === 0 ? text : kept + text.slice(done);
}

const DATA_URI_START = /data:([a-z]+\/[\w.+-]{1,100})?((?:;[\w-]{1,40}=[^;,"\\\s]{0,100}){0,4});base64,$/i;
const LONGEST_START = 400;

function inDataUri(text: string, { start, end }: Run, done: number, takeOut: TakeOut): Replacement | undefined {
  const found = DATA_URI_START.exec(text.slice(Math.max(0, start - LONGEST_START), start));
  if (found === null) return undefined;
  const contentType = found[1]?.toLowerCase() ?? 'text/plain';
  const bytes = Buffer.from(text.slice(start, end), 'base64');
  const uri = { start: start - found[0].length, end };
  const part = objectAround(text, uri, done);
  const ref = bodyRef(takeOut(contentType, bytes));
  if (part?.key === 'uri' && part.value.type === 'uri') return { start: part.start, end: part.end, text: JSON.stringify({ ...part.value, mime_type: part.value.mime_type ?? contentType, uri: ref, size: bytes.length }) };
  return { ...uri, text: ref };
}

/** Between quotes, or all there is. */
function wholeString(text: string, run: Run, done: number, takeOut: TakeOut): Replacement | undefined {
  const { start, end } = run;
  const after = text[end];
  const isWhole = (start === 0 && end === text.length) || (text[start - 1] === '"' && (after === '"' || after === '\\'));
  if (!isWhole) return undefined;
  const holder = after === '"' ? objectAround(text, run, done) : undefined;
  const bytes = Buffer.from(text.slice(start, end), 'base64');
  const isBlob = holder?.key === 'content' && holder.value.type === 'blob';
  const contentType = (holder && statedType(holder.value)) ?? sniffedType(bytes) ?? (isBlob ? 'application/octet-stream' : undefined);
  if (contentType === undefined) return undefined;
  const ref = bodyRef(takeOut(contentType, bytes));
  if (!isBlob) return { start, end, text: ref };
  const { content: _, type: _type, ...rest } = holder.value;
  return { start: holder.start, end: holder.end, text: JSON.stringify({ type: 'uri', ...rest, mime_type: contentType, uri: ref, size: bytes.length }) };
}

interface Holder { start: number; end: number; key: string; value: Record<string, unknown> }

/** The object that holds the string, without the string itself; undefined where there is none, or it is not worth the search. */
function objectAround(text: string, { start, end }: Run, notBefore: number): Holder | undefined {
  if (text[start - 1] !== '"' || text[end] !== '"') return undefined;
  const opening = openingBefore(text, start - 2, NEAR);
  const closing = opening === undefined || opening < notBefore || text[opening] !== '{' ? undefined : closingAfter(text, end + 1, NEAR);
  if (closing === undefined || opening === undefined) return undefined;
  const [before, after] = [text.slice(opening, start), text.slice(end, closing + 1)];
  const key = /"([^"\\]*)"\s*:\s*"$/.exec(before)?.[1];
  // A number that would change by being read stays: then only the string is replaced.
  if (key === undefined || /\d{16}/.test(before) || /\d{16}/.test(after)) return undefined;
  try {
    return { start: opening, end: closing + 1, key, value: JSON.parse(before + after) as Record<string, unknown> };
  } catch {
    return undefined;
  }
}
