import { beginning } from '../../store/payload-preview.js';
import { cutJson } from './cut-json.js';
import { beforeSpace, closingAfter, openingBefore, pastSpace } from './json-spans.js';

/** Characters of a preview. */
const MOST = 2048;
const FIRST = 420;
const USER = 640;
const LAST = 760;
/** How far back the last word of a user is looked for. */
const MOST_MESSAGES_BACK = 50;

/**
 * What stays of a payload that is kept elsewhere: at most 2,048 characters. Of text its beginning; of JSON shorter JSON of the same shape;
 * of a conversation the first message (what the agent was told), the last one with text of a user, and the last one.
 */
export function payloadSummary(payload: string): { preview: string; contentType: 'application/json' | 'text/plain' } {
  const first = payload[pastSpace(payload, 0)];
  const preview = first === '{' || first === '[' ? conversationSummary(payload) ?? cutJson(payload, 0, MOST - 200) : undefined;
  if (preview === undefined || preview.length > MOST) return { preview: beginning(payload, MOST), contentType: preview === undefined ? 'text/plain' : 'application/json' };
  return { preview, contentType: 'application/json' };
}

const CONVERSATION = '{"messages":';

interface Span { start: number; end: number }

function conversationSummary(payload: string): string | undefined {
  if (!payload.startsWith(CONVERSATION)) return undefined;
  const list = pastSpace(payload, CONVERSATION.length);
  const start = pastSpace(payload, list + 1);
  if (payload[list] !== '[' || payload[start] !== '{') return undefined;
  const close = closingAfter(payload, start + 1);
  const back = lastMessages(payload, start);
  if (close === undefined || back === undefined) return undefined;
  const first = { start, end: close + 1 };
  const last = back[0];
  const user = back.find((it) => isFromUser(payload, it)) ?? last;
  const chosen = [...new Map([first, user, last].map((it) => [it.start, it])).values()];
  const cut = chosen.map((it) => messageSummary(payload, it, chosen.length === 1 ? FIRST + USER + LAST : it === first ? FIRST : it === last ? LAST : USER));
  return cut.includes(undefined) ? undefined : `${CONVERSATION}[${cut.join(',')}],"cut":true}`;
}

/** From the last one back. */
function lastMessages(payload: string, first: number): Span[] | undefined {
  let at = beforeSpace(payload, payload.length - 1);
  if (payload[at] !== '}') return undefined;
  at = beforeSpace(payload, at - 1);
  if (payload[at] !== ']') return undefined;
  const found: Span[] = [];
  do {
    const close = beforeSpace(payload, at - 1);
    const open = payload[close] === '}' ? openingBefore(payload, close - 1) : undefined;
    if (open === undefined) return undefined;
    found.push({ start: open, end: close + 1 });
    at = beforeSpace(payload, open - 1);
  } while (payload[at] === ',' && at > first && found.length < MOST_MESSAGES_BACK);
  return found;
}

/** What a tool answered may come in the user's name as well. */
function isFromUser(payload: string, { start, end }: Span): boolean {
  const head = payload.slice(start, Math.min(end, start + 1000));
  return /"role"\s*:\s*"user"/.test(head) && /"type"\s*:\s*"text"/.test(head);
}

function messageSummary(payload: string, { start, end }: Span, most: number): string | undefined {
  const cut = cutJson(payload, start, most, most - 60);
  if (cut === undefined || cut.startsWith('{"role":') || cut.includes(',"role":')) return cut;
  const role = /"role"\s*:\s*("[\w.-]{1,40}")/.exec(payload.slice(Math.max(start, end - 200), end))?.[1];
  return role === undefined ? cut : `{"role":${role},${cut.slice(1)}`;
}
