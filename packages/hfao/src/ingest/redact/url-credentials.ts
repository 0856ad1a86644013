import type { Hit } from './hit.js';

const MOST_USERINFO = 256;
/** What nobody would call a secret. */
const PLACEHOLDER = /^(?:pass(?:word|wd)?|pwd?|secret|token|guest|x+|\*+|\.+)$|[${<>}[\]]/i;

/** Where the user begins in `scheme://user:password@host`, given the place of the `@`; -1 when this is no URL. */
export function userinfoStart(text: string, at: number): number {
  for (let i = at - 1; i >= 1 && at - i <= MOST_USERINFO; i--) {
    const code = text.charCodeAt(i);
    if (code <= 0x20 || code === 0x40 || code === 0x22 || code === 0x27 || code === 0x5c) return -1;
    if (code === 0x2f) return text.charCodeAt(i - 1) === 0x2f && text.charCodeAt(i - 2) === 0x3a ? i + 1 : -1;
  }
  return -1;
}

/** The password of `scheme://user:password@host`. */
export function findUrlCredentials(text: string, hits: Hit[]): void {
  let at = text.indexOf('@');
  if (at === -1 || !text.includes('://')) return;
  for (; at !== -1; at = text.indexOf('@', at + 1)) {
    const user = userinfoStart(text, at);
    const colon = user === -1 ? -1 : text.slice(user, at).indexOf(':');
    const start = user + colon + 1;
    if (colon !== -1 && start < at && !PLACEHOLDER.test(text.slice(start, at))) hits.push({ start, end: at, kind: 'bearer' });
  }
}
