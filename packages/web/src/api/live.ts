import { of } from './address';

/** `connecting` until the stream opens, `retrying` after it broke. */
export type LiveState = 'connecting' | 'open' | 'retrying';

/** A browser keeps only six connections to one server; a tab that nobody looks at gives its own back. */
const HIDDEN_MS = 15_000;
const MAX_RETRY_MS = 10_000;

/**
 * Listens to what a project stores, while the tab is looked at. Reconnects by itself, at once at first and then at most every 10 s,
 * and reports a gap (an empty list) after each reconnection, so that nothing stored meanwhile is missed.
 * @returns a function that ends it
 */
export function listen(project: string, on: { stored: (traceIds: string[]) => void; state: (state: LiveState) => void }): () => void {
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let hiding: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let hasGap = false;

  const open = () => {
    source = new EventSource(`/api/v1${of(project)}/live`);
    source.onopen = () => {
      if (hasGap) on.stored([]);
      hasGap = false;
      failures = 0;
      on.state('open');
    };
    source.addEventListener('stored', (event) => on.stored(traceIdsOf((event as MessageEvent<string>).data)));
    source.onerror = () => {
      close();
      failures += 1;
      on.state('retrying');
      retry = setTimeout(open, Math.min(MAX_RETRY_MS, 250 * 2 ** failures));
    };
  };
  const close = () => {
    clearTimeout(retry);
    source?.close();
    source = undefined;
    hasGap = true;
  };
  const onVisibility = () => {
    clearTimeout(hiding);
    if (document.visibilityState === 'hidden') hiding = setTimeout(close, HIDDEN_MS);
    else if (source === undefined) {
      clearTimeout(retry);
      open();
    }
  };
  document.addEventListener('visibilitychange', onVisibility);
  on.state('connecting');
  open();
  return () => {
    document.removeEventListener('visibilitychange', onVisibility);
    clearTimeout(hiding);
    close();
  };
}

function traceIdsOf(data: string): string[] {
  try {
    const { trace_ids } = JSON.parse(data) as { trace_ids?: unknown };
    return Array.isArray(trace_ids) ? trace_ids.filter((it) => typeof it === 'string') : [];
  } catch {
    return [];
  }
}
