/** Keeps a segment's file as it is until a backup has copied it. */
export class SegmentHold {
  /** Whether a write waits for it: it had better be copied next. */
  isWanted = false;
  readonly released: Promise<void>;
  release: () => void = () => {};

  constructor() {
    this.released = new Promise((resolve) => { this.release = resolve; });
  }
}
