import { CircleCheck, CircleDashed, OctagonAlert, TriangleAlert } from 'lucide-react';

export type Mark = 'ok' | 'error' | 'warn' | 'unset';
const MARKS = { ok: CircleCheck, error: OctagonAlert, warn: TriangleAlert, unset: CircleDashed };
const NAMES: Record<Mark, string> = { ok: 'ok', error: 'error', warn: 'finished, with failed steps', unset: 'no status set' };

/** A status always has a shape of its own beside its colour. */
export function StatusMark({ mark, className = '', label = NAMES[mark] }: { mark: Mark; className?: string; label?: string }) {
  const Icon = MARKS[mark];
  return <span className={`st ${mark} ${className}`} role="img" aria-label={label} title={label}><Icon /></span>;
}

/** A run that ended well although a step in it failed is neither ok nor an error: somebody recovered. */
export const markOf = (it: { status: 'ok' | 'error' | 'unset'; error_count: number }): Mark => (it.status === 'error' ? 'error' : it.error_count > 0 ? 'warn' : it.status);
