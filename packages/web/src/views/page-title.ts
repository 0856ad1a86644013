import { useEffect } from 'react';

let title = '';
const listeners = new Set<() => void>();

export const pageTitle = () => title;
export function subscribeTitle(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Names the page in the tab and at the end of the breadcrumb. */
export function usePageTitle(next: string, project: string): void {
  useEffect(() => {
    title = next;
    document.title = `${next} · ${project} · hfao`;
    for (const listener of listeners) listener();
  }, [next, project]);
}
