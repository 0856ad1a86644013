import { useEffect, useRef, useState } from 'react';
import { isWords, quoted } from './clauses';
import type { Suggestions } from './completions';
import { isWorthSaying, type Wrong } from './wrong';

const PAUSE_MS = 350;

/** What the server knows of filters. */
export interface WhereDesk {
  suggest: (text: string, cursor: number, signal: AbortSignal) => Promise<Suggestions>;
  /** Undefined when it can be read. */
  check: (text: string, signal?: AbortSignal) => Promise<Wrong | undefined>;
}

/** What is written, what is wrong with it, and how it becomes the filter. The address is the truth: a link or "back" changes the line. */
export function useWhereLine(where: string, desk: WhereDesk, apply: (where: string) => void) {
  const [given, setGiven] = useState({ text: where });
  const [typed, setTyped] = useState(where);
  const [fault, setFault] = useState<Wrong & { of: string }>();
  const sent = useRef(where);
  const show = (text: string) => {
    setGiven({ text });
    setTyped(text);
  };
  useEffect(() => {
    if (where === sent.current) return;
    sent.current = where;
    // oxlint-disable-next-line react/set-state-in-effect -- the address changed by another hand than this line's
    show(where);
  }, [where]);
  useEffect(() => {
    if (typed.trim() === '') return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      desk.check(typed, abort.signal).then((wrong) => {
        if (abort.signal.aborted) return;
        const isSaid = wrong !== undefined && (typed === where || (isWorthSaying(wrong, typed) && !isWords(typed)));
        setFault((before) => (isSaid ? { ...wrong, of: typed } : wrong === undefined || before?.of !== typed ? undefined : before));
      }, () => {});
    }, typed === where ? 0 : PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [typed, where, desk]);

  const take = (text: string) => {
    sent.current = text;
    show(text);
    apply(text);
  };
  return {
    given, typed, show, type: setTyped, wrong: fault?.of === typed ? fault : undefined,
    submit(text: string) {
      if (text.trim() === '') return take('');
      show(text);
      // When the server does not answer, the list says so.
      void desk.check(text).catch(() => undefined).then((wrong) => {
        if (wrong === undefined) take(text.trim());
        else if (isWords(text.trim()) && wrong.suggestions.length === 0) take(quoted(text.trim()));
        else setFault({ ...wrong, of: text });
      });
    },
  };
}
