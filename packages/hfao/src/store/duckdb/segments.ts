import { setTimeout as sleep } from 'node:timers/promises';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Log } from '../../runtime/log.js';
import { foldSegment } from './fold-segment.js';
import { KeySet } from '../key-set.js';
import type { AtCrashPoint } from './crash-points.js';
import { indexBodyRefs } from './body-refs.js';
import { findSegments, removeLeftOver, removeSegmentFile } from './segment-directory.js';
import { Segment } from './segment.js';
import { attachSegmentFile } from './segment-file.js';
import type { SegmentName } from './segment-name.js';

/** A write-ahead log is replayed at some 200 MB a second when the store opens after a crash. */
const MAX_WAL_BYTES = 128 * 1024 * 1024;
/** Full segments that may wait to be sealed while writes go on. */
const MAX_UNSEALED = 2;
/** With reads all the time, work that lets them go first takes so many times as long. */
const STEPS_FOR_READS = 4;
const CHECKPOINT_ATTEMPTS = 40;
const CHECKPOINT_WAIT_MS = 50;
/** Retries come soon: spans are remembered one by one in this many of the latest segments, in older ones by trace. */
const SEGMENTS_WITH_SPANS = 2;

/**
 * The segments of a store, oldest first. The last is active: new rows go there. A full one is sealed: folded and checkpointed on a
 * connection of its own while writes go on in the next, because a checkpoint stalls every commit to its own file, but to no other.
 */
export class Segments {
  readonly all: Segment[] = [];
  /** Of all segments the highest ingest log position. */
  position = 0;
  readonly #segmentRows: number;
  readonly #attaching: DuckDBConnection;
  readonly #sealing: DuckDBConnection;
  readonly #log: Log;
  readonly #atCrashPoint: AtCrashPoint;
  /** Full segments whose sealing is under way or awaited, oldest first. */
  readonly #unsealed = new Set<Segment>();
  readonly #reads = new Set<Promise<unknown>>();
  readonly #holds = new Map<Segment, Promise<unknown>>();
  /** Of the segment after the active one. */
  #next = 1;

  private constructor(readonly directory: string, segmentRows: number, attaching: DuckDBConnection, sealing: DuckDBConnection, log: Log, atCrashPoint: AtCrashPoint) {
    this.#atCrashPoint = atCrashPoint;
    this.#segmentRows = segmentRows;
    this.#attaching = attaching;
    this.#sealing = sealing;
    this.#log = log;
  }

  /** @throws Failure `data_dir_unusable` when a segment is in use, broken, or of a newer version */
  static async open(instance: DuckDBInstance, directory: string, segmentRows: number, log: Log, atCrashPoint: AtCrashPoint = () => {}): Promise<Segments> {
    const attaching = await instance.connect();
    const segments = new Segments(directory, segmentRows, attaching, await instance.connect(), log, atCrashPoint);
    const { names, next, leftOver } = findSegments(directory);
    segments.#next = next;
    const known = new KeySet();
    for (const [index, name] of names.entries()) {
      const segment = await segments.#attach(name);
      await segment.load(attaching, index >= names.length - SEGMENTS_WITH_SPANS, { segments: segments.all.slice(0, -1), traces: known });
    }
    for (const file of leftOver) {
      log.info({ file }, 'a file that a stop left behind is removed');
      removeLeftOver(directory, file);
    }
    if (segments.all.at(-1)?.name.generation !== 0) await segments.#attachNext();   // what was merged is never written on
    for (const segment of segments.all.slice(0, -1)) if (segment.isDirty) segments.#seal(segment);
    return segments;
  }

  get active(): Segment {
    return this.all[this.all.length - 1];
  }

  /**
   * Runs a read on the segments of this moment: their files stay attached until it has ended.
   * A read's segments are those of its beginning: its transaction knows of no later one.
   */
  reading<T>(work: (all: readonly Segment[]) => Promise<T>): Promise<T> {
    const running = work([...this.all]).finally(() => this.#reads.delete(running));
    this.#reads.add(running);
    return running;
  }

  /** For work in steps that can wait: resolves when no read is in hand, or after some times as long as a step took. */
  async readsFirst(stepMs: number): Promise<void> {
    const untilMs = performance.now() + stepMs * STEPS_FOR_READS;
    while (this.#reads.size > 0 && performance.now() < untilMs) await Promise.race([Promise.allSettled(this.#reads), sleep(untilMs - performance.now(), undefined, { ref: false })]);
  }

  /** The same for long work on one segment at rest, which may wait for the writer. Rows that are replaced in it meanwhile stay in its log: it is sealed again when the work has ended. */
  holding<T>(segment: Segment, work: () => Promise<T>): Promise<T> {
    const running = work().finally(() => this.#holds.delete(segment));
    this.#holds.set(segment, running);
    return running;
  }

  /**
   * Makes the next segment active when this one is full, or at once. Where that fails (a full disk) the old one serves on.
   * Waits while too many segments wait to be sealed: the writer must not outrun the disk, and a crash must not leave much to replay.
   */
  async rollOver(atOnce = false): Promise<void> {
    const full = this.active;
    if (!atOnce && full.rows < this.#segmentRows && full.walBytes() < MAX_WAL_BYTES) return;
    try {
      await this.#attachNext();
    } catch (error) {
      this.#log.warn({ segment: full.number, error }, 'no new segment; the full one is used on');
      return;
    }
    this.all.at(-1 - SEGMENTS_WITH_SPANS)?.forgetSpans();
    for (const segment of this.all.slice(0, -1)) if (segment.isDirty && !this.#unsealed.has(segment) && !this.#holds.has(segment)) this.#seal(segment);
    const [oldest] = this.#unsealed;
    if (this.#unsealed.size > MAX_UNSEALED) await oldest.settled;
  }

  /** Waits for checkpoints under way and makes those that are due, so that opening again has no log to replay. */
  async close(): Promise<void> {
    await Promise.all(this.all.map((it) => it.settled));
    for (const segment of this.all) {
      if (segment.isDirty) await this.#checkpoint(segment).catch((error) => this.#log.warn({ segment: segment.number, error }, 'no checkpoint at the end; the next start replays the log'));
    }
    this.#attaching.closeSync();
    this.#sealing.closeSync();
  }

  /** Whether the segment will change no more, but for rows that are replaced or deleted in it, and no backup needs it. */
  isAtRest(segment: Segment): boolean {
    return segment !== this.active && !this.#unsealed.has(segment) && segment.hold === undefined;
  }

  /**
   * Puts one file in the place of some that lie side by side. The caller has copied all that they hold, and given the file its name; nothing may be written meanwhile.
   * Reads that are under way go on with the old ones.
   */
  async exchange(sources: readonly Segment[], merged: Segment): Promise<void> {
    const { position, columns } = await attachSegmentFile(this.#attaching, merged.database, merged.path);
    merged.columns = columns;
    merged.position = position;
    const others = this.all.filter((it) => !sources.includes(it));
    for (const { spread } of sources) for (const it of spread) if (others.some((other) => other.spread.has(it))) merged.spread.add(it);
    this.all.splice(this.all.indexOf(sources[0]), sources.length, merged);
    this.all.slice(0, -SEGMENTS_WITH_SPANS).forEach((it) => it.forgetSpans());
  }

  /** Takes a segment out of every later read. */
  leaveOut(segment: Segment): void {
    this.all.splice(this.all.indexOf(segment), 1);
  }

  /** Removes the files of segments that no later read knows, once the reads that do have ended. */
  async remove(segments: readonly Segment[]): Promise<void> {
    await Promise.allSettled([...this.#reads, ...this.#holds.values(), ...segments.map((it) => it.mayChange())]);
    for (const segment of segments) {
      await this.#attaching.run(`DETACH ${segment.database}`);
      removeSegmentFile(this.directory, segment.name);
    }
  }

  async #attachNext(): Promise<void> {
    const segment = await this.#attach({ first: this.#next, last: this.#next, generation: 0 });
    segment.mayPointToBodies = false;
    this.#next++;
  }

  async #attach(name: SegmentName): Promise<Segment> {
    const segment = new Segment(name, this.directory);
    const { position, columns } = await attachSegmentFile(this.#attaching, segment.database, segment.path);
    segment.columns = columns;
    segment.position = position;
    this.position = Math.max(this.position, position);
    this.all.push(segment);
    return segment;
  }

  /** In the background, one segment after the other. */
  #seal(segment: Segment): void {
    const before = [...this.#unsealed].map((it) => it.settled);
    this.#unsealed.add(segment);
    segment.settled = Promise.all(before).then(async () => {
      const startMs = performance.now();
      await foldSegment(this.#sealing, segment.database);
      this.#atCrashPoint('fold committed');
      await indexBodyRefs(this.#sealing, segment);
      // A read that began before may still see several deltas of one trace, and while it goes on a new table keeps a checkpoint from being made.
      await Promise.allSettled(this.#reads);
      segment.isFolded = true;
      await this.#checkpoint(segment);
      this.#atCrashPoint('segment sealed');
      this.#log.debug({ segment: segment.number, rows: segment.rows, ms: Math.round(performance.now() - startMs) }, 'segment sealed');
    }).catch((error) => {
      this.#log.warn({ segment: segment.number, error }, 'segment not sealed; its rows are safe in its log');
    }).finally(() => this.#unsealed.delete(segment));
  }

  /** What a seal commits is in the way until whatever looked at the segment before has ended: a batch that asks for an older version, for a moment. */
  async #checkpointed({ database }: Segment): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#sealing.run(`CHECKPOINT ${database}`);
        return;
      } catch (error) {
        if (attempt === CHECKPOINT_ATTEMPTS || !String(error).includes('other write transactions')) throw error;
        await sleep(CHECKPOINT_WAIT_MS);
      }
    }
  }

  async #checkpoint(segment: Segment): Promise<void> {
    segment.isDirty = false;
    try {
      await this.#checkpointed(segment);
    } catch (error) {
      segment.isDirty = true;
      throw error;
    }
  }
}
