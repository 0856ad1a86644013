import type { HfaoSpanProcessor } from './span-processor.js';

const WITHIN_MS = 2_000;
const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * Sends what is left when the process ends by itself or by a signal, for at most two seconds.
 * A signal that the host handles stays the host's business; one that nobody else handles ends the process as it would have.
 * @returns takes the hooks out again
 */
export function flushAtExit(processor: HfaoSpanProcessor): () => void {
  const beforeExit = () => {
    if (processor.stats.queued > 0) void processor.flushBeforeExit(WITHIN_MS);
  };
  const onSignal = (signal: NodeJS.Signals) => {
    const hostDecides = process.listenerCount(signal) > 1;
    const flushed = hostDecides ? processor.forceFlush() : processor.flushBeforeExit(WITHIN_MS);
    if (hostDecides) return;
    void flushed.finally(() => {
      process.off(signal, onSignal);
      process.kill(process.pid, signal);
    });
  };
  process.on('beforeExit', beforeExit);
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return () => {
    process.off('beforeExit', beforeExit);
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
}
