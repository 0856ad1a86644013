import { useEffect, useRef } from 'react';
import { readStored } from './stored';

export const isMac = typeof navigator !== 'undefined' && /Mac|iP(?:hone|ad)/.test(navigator.platform);
export const MOD = isMac ? '⌘' : 'Ctrl';

/** False: not for me, somebody else may have it. */
type Handler = (event: KeyboardEvent) => unknown;
const SEQUENCE_MS = 1000;

/**
 * Keys of a page while it is shown: `j`, `Shift+n`, `mod+k`, `ArrowDown`, or two in a row, `g t`.
 * Single keys rest while one types, while a dialog or menu is open, and when the reader has switched them off (WCAG 2.1.4).
 */
export function useKeys(keys: Record<string, Handler>): void {
  const current = useRef(keys);
  useEffect(() => {
    current.current = keys;
  });
  useEffect(() => {
    let first: { key: string; at: number } | undefined;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const name = nameOf(event);
      const isCommand = name.startsWith('mod+');
      if (!isCommand && (isTyping(event.composedPath()[0] ?? null) || isCovered() || (name.length === 1 && readStored('single-keys') === 'off'))) return;
      const sequence = first !== undefined && event.timeStamp - first.at < SEQUENCE_MS ? `${first.key} ${name}` : '';
      const handler = current.current[sequence] ?? (sequence === '' || !isPrefix(current.current, first?.key) ? current.current[name] : undefined);
      first = isPrefix(current.current, name) && sequence === '' ? { key: name, at: event.timeStamp } : undefined;
      if (handler !== undefined && handler(event) !== false) event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

function nameOf(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.metaKey || event.ctrlKey) return `mod+${key}`;
  if (event.altKey) return `alt+${key}`;
  return event.shiftKey && (/^[a-z]$/.test(key) || key.length > 1) ? `Shift+${key}` : key;
}

const isPrefix = (keys: Record<string, Handler>, name: string | undefined) => name !== undefined && Object.keys(keys).some((it) => it.startsWith(`${name} `));

/** Also inside an editor with a root of its own. A field that went with its dialog keeps the focus until the next frame: nobody types there. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.checkVisibility() && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) && (target as HTMLInputElement).type !== 'checkbox';
}

const isCovered = () => document.querySelector('dialog[open]:not([data-drawer]), [role="menu"][data-state="open"]') !== null;
