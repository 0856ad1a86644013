import { CircleAlert, RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';

/** One line: what happened, the code, and a way to try again. The rest of the page lives on. */
export function ErrorStrip({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  const code = 'code' in error ? String(error.code) : 'unexpected';
  return (
    <div className="strip" role="alert">
      <CircleAlert className="ico" />
      <span className="grow">{error.message} <code className="f3">({code})</code></span>
      {onRetry && <button type="button" className="btn s" onClick={onRetry}><RotateCw />Retry</button>}
    </div>
  );
}

/** Teaches one thing and offers one way on. */
export function EmptyState({ title, children, actions, icon }: { title: string; children?: ReactNode; actions?: ReactNode; icon?: ReactNode }) {
  return (
    <div className="state">
      {icon}
      <h2>{title}</h2>
      {children}
      {actions && <div className="acts">{actions}</div>}
    </div>
  );
}
