import type { ReactNode } from 'react';
import { CopyButton } from './copy-button';

/** Lines to copy into a terminal or a file, with the few colours that help reading. */
export function CodeBlock({ code, label }: { code: string; label: string }) {
  return (
    <div className="codebox">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls: the keyboard must reach it */}
      <pre className="code" tabIndex={0} aria-label={label}>{coloured(code)}</pre>
      <CopyButton text={code} label={`Copy ${label}`} />
    </div>
  );
}

const TOKEN = /(#[^\n]*|\/\/[^\n]*)|("(?:[^"\\\n]|\\.)*")|\b(import|from|as|const|await|export)\b|\b([a-zA-Z_]\w*)(?=\()/g;

function coloured(code: string): ReactNode[] {
  const parts: ReactNode[] = [];
  let end = 0;
  for (const match of code.matchAll(TOKEN)) {
    if (match[1]?.startsWith('//') === true && code[match.index - 1] === ':') continue;   // the slashes of a URL
    parts.push(code.slice(end, match.index), <span key={match.index} className={match[1] ? 'c' : match[2] ? 's' : match[3] ? 'k' : 'f'}>{match[0]}</span>);
    end = match.index + match[0].length;
  }
  parts.push(code.slice(end));
  return parts;
}
