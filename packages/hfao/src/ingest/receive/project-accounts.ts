import type { Signal } from '../../model/signal.js';
import type { ProjectCheck } from '../decode/export-check.js';
import { RollingRate } from './rolling-rate.js';
import { Tally } from './tally.js';

/** What one project was sent. */
export class ReceivedAccount {
  requests = 0;
  readonly items: Record<Signal, { received: number; rejected: number }> = { traces: { received: 0, rejected: 0 }, logs: { received: 0, rejected: 0 }, metrics: { received: 0, rejected: 0 } };
  /** The number of the last answer, and when it was given. */
  lastAnswer = 0;
  lastMs = 0;
  readonly rejections = new Tally();
  /** Of accepted spans. */
  readonly rate = new RollingRate();

  add(signal: Signal, { itemCount, rejectedCount, rejections }: ProjectCheck, answer: number, nowMs: number): void {
    this.requests++;
    this.items[signal].received += itemCount;
    this.items[signal].rejected += rejectedCount;
    this.lastAnswer = answer;
    this.lastMs = nowMs;
    if (signal === 'traces') this.rate.add(itemCount - rejectedCount, nowMs);
    for (const [reason, { count, example }] of rejections) this.rejections.add(reason, count, nowMs, example.item);
  }
}

/** What became visible at once. */
export interface StoredSpans { spans: number; logs?: number; points?: number; offloaded?: number; redactions?: Readonly<Record<string, number>>; dialects: Readonly<Record<string, number>> }

/** What of one project became visible. */
export class StoredAccount {
  spans = 0;
  logs = 0;
  points = 0;
  offloaded = 0;
  lastMs = 0;
  readonly dialects = new Tally();
  readonly redactions = new Tally();

  add({ spans, logs = 0, points = 0, offloaded = 0, redactions = {}, dialects }: StoredSpans, nowMs: number): void {
    this.spans += spans;
    this.logs += logs;
    this.points += points;
    this.offloaded += offloaded;
    this.lastMs = nowMs;
    for (const [kind, count] of Object.entries(redactions)) this.redactions.add(kind, count, nowMs);
    for (const [dialect, count] of Object.entries(dialects)) this.dialects.add(dialect, count, nowMs);
  }
}
