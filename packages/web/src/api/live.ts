/** `connecting` until the stream opens, `retrying` after it broke. */
export type LiveState = 'connecting' | 'open' | 'retrying';

/**
 * Listens to what a project stores. Reconnects by itself, at once at first and then at most every 10 s,
 * and reports a gap (an empty list) after each reconnection, so that nothing stored meanwhile is missed.
 * @returns a function that ends it
 */
export function listen(project: string, on: { stored: (traceIds: string[]) => void; state: (state: LiveState) => void }): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;

  const open = () => {
    source = new EventSource(`/api/v1/projects/${encodeURIComponent(project)}/live`);
    source.onopen = () => {
      if (failures > 0) on.stored([]);
      failures = 0;
      on.state('open');
    };
    source.addEventListener('stored', (event) => on.stored(traceIdsOf((event as MessageEvent<string>).data)));
    source.onerror = () => {
      source?.close();
      failures += 1;
      on.state('retrying');
      timer = setTimeout(open, Math.min(10_000, 250 * 2 ** failures));
    };
  };
  on.state('connecting');
  open();
  return () => {
    clearTimeout(timer);
    source?.close();
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
