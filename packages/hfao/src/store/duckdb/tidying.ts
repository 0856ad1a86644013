import { statfsSync } from 'node:fs';
import { callerSignal } from '../../runtime/caller.js';
import type { TidyOutcome } from '../store-keeping.js';
import type { Deletions } from './deletions.js';
import { countRows } from './forget.js';
import { mergeSegments, type MergeDeps } from './merge-segments.js';
import { nextMerge } from './next-merge.js';
import type { Segment } from './segment.js';

/** Room that must stay on the disk beside a copy of what is merged. */
const SPARE_BYTES = 256 * 1024 * 1024;
const NOTHING: TidyOutcome = { did: 'nothing', more: false };

/** Looks after files at rest, one short step at a time: what was deleted leaves them, empty ones go, small ones become large. */
export class Tidying {
  readonly #stopping = new AbortController();
  #step: Promise<TidyOutcome> | undefined;

  constructor(private readonly deps: MergeDeps, private readonly deletions: Deletions, private readonly segmentRows: number) {}

  /** Two callers share a step; it ends early when the first one goes. */
  step(): Promise<TidyOutcome> {
    this.#step ??= this.#next(AbortSignal.any([this.#stopping.signal, callerSignal() ?? this.#stopping.signal])).finally(() => { this.#step = undefined; });
    return this.#step;
  }

  /** Ends the step in hand: a merge begins anew another time. */
  async close(): Promise<void> {
    this.#stopping.abort();
    this.deps.connection.interrupt();
    await this.#step?.catch(() => {});
    this.deps.connection.closeSync();
  }

  async #next(signal: AbortSignal): Promise<TidyOutcome> {
    if (signal.aborted) return NOTHING;
    const { segments, writer } = this.deps;
    const empty = await this.#empty();
    if (empty !== undefined) {
      await this.deletions.drop(empty, empty.revision);
      return { did: 'dropped', more: true };
    }
    const unclean = this.deletions.unclean();
    if (unclean !== undefined && unclean === segments.active) {
      await writer.exclusive(async () => { if (unclean === segments.active) await segments.rollOver(true); });
      await unclean.settled;
    }
    if (unclean !== undefined && segments.isAtRest(unclean)) return this.#merge([unclean], 'cleaned', signal);
    const found = nextMerge(this.#runs(), this.segmentRows);
    return found === undefined ? NOTHING : this.#merge(found, 'merged', signal);
  }

  async #merge(sources: Segment[], did: 'cleaned' | 'merged', signal: AbortSignal): Promise<TidyOutcome> {
    const bytes = sources.reduce((sum, it) => sum + it.bytes(), 0);
    const { bavail, bsize } = statfsSync(this.deps.segments.directory);
    if (bavail * bsize < bytes + SPARE_BYTES) {
      this.deps.log.warn({ bytes }, 'segments are not merged: the disk has no room for a copy');
      return NOTHING;
    }
    const isDone = await mergeSegments(sources, this.deps, signal);
    return { did: isDone ? did : 'nothing', more: isDone };
  }

  async #empty(): Promise<Segment | undefined> {
    for (const it of this.deps.segments.all.filter(({ rows }) => rows === 0)) {
      if (this.deps.segments.isAtRest(it) && await countRows(this.deps.connection, it) === 0) return it;
    }
    return undefined;
  }

  #runs(): Segment[][] {
    const runs: Segment[][] = [[]];
    for (const it of this.deps.segments.all) {
      if (this.deps.segments.isAtRest(it)) runs[runs.length - 1].push(it);
      else runs.push([]);
    }
    return runs;
  }
}
