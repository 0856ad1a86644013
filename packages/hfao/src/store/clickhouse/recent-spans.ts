import type { BatchTrace } from '../batch-traces.js';
import { KeySet } from '../key-set.js';

/** Spans that are remembered, twice over: what is older is asked of the database. 16 bytes each, half of the room in use. */
const SPANS = 400_000;

/**
 * The traces that began since this writer did, and all of their spans: of these it knows without asking what is stored.
 * Whoever writes must be the only one; when a write has failed, nothing is known any more.
 */
export class RecentSpans {
  readonly #size: number;
  #young = new Period();
  #old = new Period();

  constructor(size = SPANS) {
    this.#size = size;
  }

  /** Whether all stored spans of the trace are known here. */
  covers({ key }: BatchTrace): boolean {
    return this.#young.began.has(key) || this.#old.began.has(key);
  }

  /** Of a covered trace, which of its rows may be stored: a false alarm is possible, a miss is not. */
  mayHold(trace: BatchTrace, row: number): boolean {
    const key = trace.spanKeys[row];
    return this.#young.spans.has(key) || this.#old.spans.has(key);
  }

  /** Whether the deltas of a covered trace are of a later generation than the first. */
  isRegenerated({ key }: BatchTrace): boolean {
    return this.#young.regenerated.has(key) || this.#old.regenerated.has(key);
  }

  /** These are stored now. @param isNew nothing of the trace was stored before */
  note(trace: BatchTrace, { isNew, isRegenerated }: { isNew: boolean; isRegenerated: boolean }): void {
    if (isNew) this.#young.began.add(trace.key);
    if (isRegenerated) this.#young.regenerated.add(trace.key);
    for (const key of trace.spanKeys) this.#young.spans.add(key);
  }

  /** Between two batches. */
  age(): void {
    if (this.#young.spans.size < this.#size) return;
    this.#old = this.#young;
    this.#young = new Period();
  }

  forgetAll(): void {
    this.#young = new Period();
    this.#old = new Period();
  }
}

class Period {
  readonly began = new KeySet();
  readonly regenerated = new KeySet();
  readonly spans = new KeySet();
}
