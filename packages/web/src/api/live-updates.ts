import type { QueryClient } from '@tanstack/react-query';

const QUICK_MS = 400;
const SLOW_MS = 3_000;

/**
 * Asks again for what a stored batch may have changed: lists and open traces within half a second, totals every three,
 * so that a busy project does not ask all the time.
 * @returns `stored`, to be told of each batch (an empty list: anything may have changed), and `stop`
 */
export function liveUpdates(queryClient: QueryClient, project: string) {
  const quick = gather(QUICK_MS, (traceIds) => {
    refetch(['newest-traces', project], ['has-traces', project]);
    if (traceIds.size === 0) refetch(['trace', project], ['logs', project]);
    for (const id of traceIds) refetch(['trace', project, id], ['logs', project, id]);
  });
  const slow = gather(SLOW_MS, () => refetch(['overview', project], ['failing-traces', project], ['facets', project], ['ingest-health', project], ['sessions', project], ['session', project], ['users', project]));

  function refetch(...keys: string[][]) {
    for (const queryKey of keys) void queryClient.invalidateQueries({ queryKey });
  }
  return {
    stored(traceIds: string[]) {
      quick.add(traceIds);
      slow.add(traceIds);
    },
    stop() {
      quick.stop();
      slow.stop();
    },
  };
}

/** Calls at once, then at most every `ms`, with all ids since the last call; an empty batch empties the set: all may have changed. */
function gather(ms: number, call: (ids: Set<string>) => void) {
  let ids = new Set<string>();
  let anything = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const fire = () => {
    timer = undefined;
    if (ids.size === 0 && !anything) return;
    call(anything ? new Set() : ids);
    ids = new Set();
    anything = false;
    timer = setTimeout(fire, ms);
  };
  return {
    add(more: string[]) {
      if (more.length === 0) anything = true;
      for (const id of more) ids.add(id);
      if (timer === undefined) fire();
    },
    stop: () => clearTimeout(timer),
  };
}
