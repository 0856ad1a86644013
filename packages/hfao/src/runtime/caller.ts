let current: AbortSignal | undefined;

/** Begins work for a caller who may go away: whatever it calls before its first `await` can ask for the signal. */
export function forCaller<T>(signal: AbortSignal, begin: () => T): T {
  const before = current;
  current = signal;
  try {
    return begin();
  } finally {
    current = before;
  }
}

/** Aborted when the caller has gone for whom the work in hand is begun; undefined when nobody said. To be asked before the first `await`. */
export function callerSignal(): AbortSignal | undefined {
  return current;
}
