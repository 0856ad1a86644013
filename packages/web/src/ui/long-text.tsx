import { useState } from 'react';

interface LongTextProps { text: string; lines: number; className?: string }
const LINE = 90;

/** Text as text, folded after some lines. Never markup, whatever it looks like. */
export function LongText({ text, lines, className = '' }: LongTextProps) {
  const [open, setOpen] = useState(false);
  const all = text.split('\n');
  const weight = all.reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / LINE)), 0);
  const folds = weight > lines + Math.max(1, lines / 4);
  const shown = folds && !open ? cutAt(all, lines) : text;
  return (
    <p className={`lt ${className}`}>
      {shown}{folds && !open && ' … '}{folds && open && ' '}
      {folds && <button type="button" className="foldn" aria-expanded={open} onClick={() => setOpen(!open)}>{open ? 'Show less' : all.length > lines ? `Show all ${all.length.toLocaleString('en-US')} lines` : 'Show all'}</button>}
    </p>
  );
}

function cutAt(lines: string[], budget: number): string {
  const kept: string[] = [];
  let used = 0;
  for (const line of lines) {
    const weight = Math.max(1, Math.ceil(line.length / LINE));
    if (used + weight > budget) {
      if (used < budget) kept.push(line.slice(0, (budget - used) * LINE));
      break;
    }
    kept.push(line);
    used += weight;
  }
  return kept.join('\n').trimEnd();
}
