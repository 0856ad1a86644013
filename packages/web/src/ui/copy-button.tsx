import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';

interface CopyButtonProps { text: string | (() => string); label: string; bare?: boolean; className?: string; word?: string }

/** Puts text on the clipboard and says so. */
export function CopyButton({ text, label, bare = false, className = 'btn s', word = 'Copy' }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<'done' | 'failed'>();
  useEffect(() => {
    if (outcome === undefined) return;
    const timer = setTimeout(() => setOutcome(undefined), 1500);
    return () => clearTimeout(timer);
  }, [outcome]);
  const said = outcome === 'done' ? 'Copied' : outcome === 'failed' ? 'Not allowed' : word;
  return (
    <button type="button" className={className} aria-label={outcome === undefined ? label : said} title={bare ? label : undefined}
      onClick={() => void copyText(typeof text === 'string' ? text : text()).then((done) => setOutcome(done ? 'done' : 'failed'))}>
      {outcome === 'done' ? <Check className="ico c-ok" /> : <Copy className="ico" />}
      {bare ? null : said}
    </button>
  );
}

/** False when the browser refuses, as it does on plain HTTP from another machine unless the old command still works. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    area.style.position = 'fixed';
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}
