import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { DuckDBBlobValue } from '@duckdb/node-api';
import type { Log } from '../../../runtime/log.js';
import type { Segment } from '../segment.js';
import type { Segments } from '../segments.js';
import type { Writer } from '../writer.js';
import type { OpenIndexWriter } from './index-writers.js';
import { rowTexts } from './row-text.js';
import { changedPath, indexPath, removeWords, SegmentWords } from './segment-words.js';

/** What a step reads: two vectors of rows, unless they are long. */
const MAX_STEP_ROWS = 4096;
const STEP_BYTES = 8 * 1024 * 1024;
const LOOK_EVERY_MS = 500;
/** A writer that works more than this share of the time needs the processor for itself. */
const BUSY_SHARE = 0.5;
const LOOK_AT_WRITER_MS = 2000;
/** How long a step rests, in the time that it took. */
const REST = 1;
const REST_WHILE_BUSY = 10;

export interface IndexerParts { connection: DuckDBConnection; segments: Segments; writer: Writer; openWriter: OpenIndexWriter; log: Log }

/**
 * Makes an index of words for each segment at rest, the latest first, one after the other and never in the way: between its steps writes go first,
 * and it rests as long as it worked, ten times as long while the writer is busy. What a stop interrupts is begun anew; a file has its name only when it is whole. A search does without what is not there.
 */
export class Indexer {
  readonly #parts: IndexerParts;
  readonly #stopping = new AbortController();
  readonly #opened = new Set<Segment>();
  readonly #failed = new WeakSet<Segment>();
  #lastLook = { atMs: performance.now(), workedMs: 0, isBusy: false };
  #loop: Promise<void> = Promise.resolve();

  constructor(parts: IndexerParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#removeStrangers();
    for (const segment of this.#parts.segments.all.slice(0, -1)) this.#adopt(segment);
    this.#loop = this.#run();
  }

  /** Waits for the step in hand. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loop;
    for (const segment of this.#opened) segment.words?.close();
    this.#parts.connection.closeSync();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      this.#forgetRemoved();
      const segment = this.#nextSegment();
      if (segment !== undefined) await this.#index(segment);
      else await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
    }
  }

  #nextSegment(): Segment | undefined {
    const { segments } = this.#parts;
    return segments.all.toReversed().find((it) => segments.isAtRest(it) && (it.words === undefined || it.words.isStale) && !this.#failed.has(it));
  }

  async #index(segment: Segment): Promise<void> {
    const { segments, writer, log } = this.#parts;
    const startMs = performance.now();
    try {
      segment.words?.close();
      const words = segment.words = SegmentWords.begin(segment.path);
      this.#opened.add(segment);
      await writer.exclusive(async () => {});   // from here on every write is noted
      const rows = await segments.holding(segment, () => this.#write(segment));
      if (rows === undefined) return;
      words.ready();
      log.debug({ segment: segment.number, rows, ms: Math.round(performance.now() - startMs) }, 'words of a segment indexed');
    } catch (error) {
      this.#failed.add(segment);
      log.warn({ segment: segment.number, error }, 'no index of words; searches read the whole segment');
    }
  }

  /** Of one moment. @returns how many rows; undefined when it was stopped */
  async #write(segment: Segment): Promise<number | undefined> {
    const { connection, openWriter } = this.#parts;
    const { signal } = this.#stopping;
    const writer = await openWriter(indexPath(segment.path));
    await connection.run('BEGIN TRANSACTION READ ONLY');
    try {
      const places = await this.#places(segment);
      let rows = 0;
      for (let from = 0, size = MAX_STEP_ROWS / 8; from < places;) {
        if (signal.aborted) return undefined;
        const startMs = performance.now();
        const step = await this.#step(segment, from, Math.min(places, from + size), writer.add);
        rows += step.rows;
        from += size;
        size = Math.max(1, Math.min(MAX_STEP_ROWS, size * 2, Math.floor((STEP_BYTES * size) / Math.max(1, step.bytes))));
        const tookMs = performance.now() - startMs;
        await sleep(tookMs * (this.#isWriterBusy() ? REST_WHILE_BUSY : REST), undefined, { signal }).catch(() => {});
        await this.#parts.segments.readsFirst(tookMs);
        await this.#parts.writer.exclusive(async () => {});
      }
      await writer.finish();
      return rows;
    } finally {
      await connection.run('ROLLBACK').catch(() => {});
      await writer.end();
    }
  }

  #isWriterBusy(): boolean {
    const [atMs, { workedMs }, last] = [performance.now(), this.#parts.writer, this.#lastLook];
    if (atMs - last.atMs >= LOOK_AT_WRITER_MS) this.#lastLook = { atMs, workedMs, isBusy: workedMs - last.workedMs > BUSY_SHARE * (atMs - last.atMs) };
    return this.#lastLook.isBusy;
  }

  async #places({ database }: Segment): Promise<number> {
    const reader = await this.#parts.connection.runAndReadAll(`SELECT coalesce(max(rowid) + 1, 0)::INTEGER FROM ${database}.observations`);
    return reader.getRows()[0][0] as number;
  }

  async #step({ database }: Segment, from: number, to: number, add: (texts: Uint8Array) => Promise<void>): Promise<{ rows: number; bytes: number }> {
    const reader = await this.#parts.connection.runAndReadAll(rowTexts(database, from, to));
    const [texts, rows] = reader.getRows()[0];
    if (!(texts instanceof DuckDBBlobValue)) return { rows: 0, bytes: 0 };
    await add(texts.bytes);
    return { rows: Number(rows), bytes: texts.bytes.length };
  }

  #adopt(segment: Segment): void {
    segment.words = SegmentWords.open(segment.path);
    if (segment.words !== undefined) this.#opened.add(segment);
  }

  #forgetRemoved(): void {
    const { all } = this.#parts.segments;
    for (const segment of this.#opened) {
      if (all.includes(segment)) continue;
      segment.words?.close();
      segment.words = undefined;
      removeWords(segment.path);
      this.#opened.delete(segment);
    }
  }

  /** What belongs to no segment, or was never finished. */
  #removeStrangers(): void {
    const { directory, all } = this.#parts.segments;
    const ours = new Set(all.flatMap((it) => [indexPath(it.path), changedPath(it.path)]));
    for (const name of readdirSync(directory)) {
      const path = join(directory, name);
      if (/\.(words|changed|words\.(draft|parts))$/.test(name) && !ours.has(path)) rmSync(path, { force: true });
    }
  }
}
