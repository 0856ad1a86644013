import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from './log.js';

/** One short piece of work, safe to repeat, that leaves its progress in the store. `more`: again at once; `idle`: wait. */
export type Step = (signal: AbortSignal) => Promise<'more' | 'idle'>;

export interface Worker {
  /** Resolves when the step in hand has ended; no other begins. */
  stop(): Promise<void>;
}

/** Runs `step` until stopped, never twice at once; a failed step is logged and waits like an idle one. */
export function startWorker(name: string, everyMs: number, step: Step, log: Log): Worker {
  const stopping = new AbortController();
  const { signal } = stopping;
  const loop = (async () => {
    while (!signal.aborted) {
      const outcome = await step(signal).catch((error: unknown) => {
        if (!signal.aborted) log.error({ worker: name, error }, 'a step failed');
        return 'idle' as const;
      });
      if (outcome === 'idle') await sleep(everyMs, null, { signal, ref: false }).catch(() => {});   // an abort only wakes us
    }
  })();
  return { async stop() { stopping.abort(); await loop; } };
}
