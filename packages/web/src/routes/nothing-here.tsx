import { Link, type ErrorComponentProps } from '@tanstack/react-router';
import { SearchX } from 'lucide-react';
import { EmptyState, ErrorStrip } from '../ui/states';

/** An address that names no page. */
export function NothingHere() {
  return <EmptyState icon={<SearchX className="big" />} title="There is no page at this address" actions={<Link className="btn" to="/">Go to the last project</Link>} />;
}

/** The last line of defence: a page that threw, with a way out. */
export function RouteFailed({ error, reset }: ErrorComponentProps) {
  return <ErrorStrip error={error instanceof Error ? error : new Error(String(error))} onRetry={reset} />;
}
