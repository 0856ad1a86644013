import type { ProjectCheck } from '../decode/check-traces.js';
import { RollingRate } from './rolling-rate.js';
import { Tally } from './tally.js';

/** What one project was sent. */
export class ReceivedAccount {
  requests = 0;
  spans = 0;
  rejected = 0;
  /** The number of the last answer, and when it was given. */
  lastAnswer = 0;
  lastMs = 0;
  readonly rejections = new Tally();
  /** Of accepted spans. */
  readonly rate = new RollingRate();

  add({ spanCount, rejectedCount, rejections }: ProjectCheck, answer: number, nowMs: number): void {
    this.requests++;
    this.spans += spanCount;
    this.rejected += rejectedCount;
    this.lastAnswer = answer;
    this.lastMs = nowMs;
    this.rate.add(spanCount - rejectedCount, nowMs);
    for (const [reason, { count, example }] of rejections) {
      this.rejections.add(reason, count, nowMs, `"${example.name}" (trace ${example.traceId || 'none'}, span ${example.spanId || 'none'})`);
    }
  }
}

/** What of one project became visible. */
export class StoredAccount {
  spans = 0;
  lastMs = 0;
  readonly dialects = new Tally();

  add(spans: number, dialects: Readonly<Record<string, number>>, nowMs: number): void {
    this.spans += spans;
    this.lastMs = nowMs;
    for (const [dialect, count] of Object.entries(dialects)) this.dialects.add(dialect, count, nowMs);
  }
}
