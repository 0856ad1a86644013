import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Log } from '../../../runtime/log.js';
import { traceKey, type Key } from '../../key-set.js';
import { removeOldest } from '../../warm/bounded-folder.js';
import type { WriteDaySummaries } from '../../warm/day-summaries.js';
import type { TelemetryStore } from '../../store.js';
import type { WarmPart, WarmParts } from '../../warm/warm-parts.js';
import type { Segment } from '../segment.js';
import type { Segments } from '../segments.js';
import { textLiteral } from '../sql.js';
import { coldDays, type ColdDays } from './cold-parts.js';
import { makeWarmSegment } from './warm-segment.js';

/** What was deleted of a project and may still lie in the tier: traces, or more than that. */
export interface StillThere { traces: readonly string[]; more: boolean }

export interface WarmDaysDeps {
  /** Of its own. */
  connection: DuckDBConnection;
  segments: Pick<Segments, 'reading'>;
  /** Of the store itself. */
  hours: TelemetryStore['hours'];
  parts: WarmParts;
  /** Of its own, and readable for the engine. */
  directory: string;
  stillThere: (projectId: string) => StillThere | Promise<StillThere>;
  writeSummaries: WriteDaySummaries;
  log: Log;
}

/** A day that is attached. */
interface OpenDay {
  projectId: string;
  files: readonly string[];
  /** Its summaries, in SQL. */
  database: string;
  /** As it is to be shown now; absent once the store has changed what of it is to be shown. */
  segment?: Segment;
  making?: Promise<void>;
  /** Traces that were stored meanwhile. */
  written: Key[];
  /** Reads that may use it. */
  users: number;
  retired: Segment[];
  usedMs: number;
}

const CATALOG_MS = 60_000;
/** Days that stay attached. */
const MOST_OPEN = 120;
/** Who was just given a day may not have begun to use it. */
const JUST_USED_MS = 10_000;
const SUMMARY_BYTES = 1024 ** 3;

/**
 * The days of the warm tier as segments for reads. What traces a day has is worked out once, and kept in a small file; its observations are read where they lie.
 * Work on days follows each other, and goes on when the read that wanted it has gone: asked again, it is further.
 */
export class WarmDays {
  readonly #deps: WarmDaysDeps;
  readonly #open = new Map<string, OpenDay>();
  readonly #opening = new Map<string, Promise<OpenDay>>();
  #catalog: readonly WarmPart[] = [];
  #loading: Promise<void> | undefined;
  #loadedMs = -Infinity;
  #cold = new Map<string, Promise<ColdDays>>();
  /** Of statements on the connection, and of days that are summed up. */
  #statements: Promise<unknown> = Promise.resolve();
  #summing: Promise<unknown> = Promise.resolve();
  #made = 0;
  #tierChanges = 0;
  #isClosed = false;

  private constructor(deps: WarmDaysDeps) {
    this.#deps = deps;
  }

  static async open(deps: WarmDaysDeps): Promise<WarmDays> {
    await mkdir(deps.directory, { recursive: true });
    for (const name of await readdir(deps.directory)) if (name === 'scratch' || name.endsWith('.draft')) await rm(join(deps.directory, name), { recursive: true, force: true });
    const days = new WarmDays(deps);
    void days.#know();
    return days;
  }

  /** The days of a project that the store does not hold whole; none while something that was deleted may show in them. When the tier cannot be reached, as it was last known. */
  async cold(projectId: string): Promise<ColdDays> {
    await this.#know();
    if ((await this.#deps.stillThere(projectId)).more) return new Map();
    let cold = this.#cold.get(projectId);
    if (cold === undefined) {
      cold = coldDays(this.#deps.hours, projectId, this.#catalog);
      this.#cold.set(projectId, cold);
      cold.catch(() => this.#cold.delete(projectId));
    }
    return cold;
  }

  /** The store has let something go; with `tier` the tier has, too, and is looked at again before any other read. */
  changed({ tier }: { tier: boolean }): void {
    this.#cold = new Map();
    if (tier) {
      this.#tierChanges++;
      this.#loadedMs = -Infinity;
      this.#catalog = [];
    }
    for (const it of this.#open.values()) this.#retire(it);
  }

  /** After these were stored: what shows some of their traces is made anew. */
  written(rows: readonly { project_id: string; trace_id: string }[]): void {
    let last: string | undefined;
    if (this.#open.size > 0) for (const { project_id, trace_id } of rows) {
      if (trace_id === last) continue;
      last = trace_id;
      const key = traceKey(project_id, trace_id);
      for (const it of this.#open.values()) {
        if (it.making !== undefined) it.written.push(key);
        if (it.segment?.traces.has(key)) this.#retire(it);
      }
    }
  }

  /**
   * Runs a read on some days as segments: on as many, from the first, as are at hand in time.
   * @param cold of {@link cold}
   * @throws Failure `unavailable` when a file cannot be read
   */
  async using<T>(projectId: string, cold: ColdDays, days: readonly number[], waitMs: number, work: (segments: readonly Segment[]) => Promise<T>): Promise<T> {
    const gone = new AbortController();
    const late = sleep(waitMs, undefined, { signal: gone.signal }).catch(() => undefined);
    const held: OpenDay[] = [];
    try {
      for (const day of days) {
        const ready = this.#ready(projectId, cold.get(day)!);
        ready.catch(() => {});   // whoever wanted it may have gone
        const open = await Promise.race([ready, late]);
        if (open === undefined) break;
        open.users++;
        held.push(open);
      }
      for (const it of held) await this.#shown(it);
      return await work(held.map((it) => it.segment ?? it.retired.at(-1)!));
    } finally {
      gone.abort();
      for (const it of held) it.users--;
      void this.#tidy();
    }
  }

  /** Sums up what a project's reads may want next. Fails in silence but for the log: a read that wants it tries again. */
  async prepare(projectId: string): Promise<void> {
    try {
      for (const parts of [...await this.cold(projectId)].sort(([a], [b]) => b - a).map(([, it]) => it)) {
        if (this.#isClosed) return;
        await this.#summaries(parts);
      }
    } catch (error) {
      this.#deps.log.warn({ projectId, error }, 'days of the warm tier are not summed up; the first read of each does it');
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled([this.#summing, this.#loading, ...this.#opening.values()]);
    await this.#statements;
    this.#deps.connection.closeSync();
  }

  async #know(): Promise<void> {
    if (performance.now() - this.#loadedMs < CATALOG_MS) return;
    const mustWait = this.#loadedMs === -Infinity;
    this.#loading ??= this.#load().finally(() => { this.#loading = undefined; });
    if (mustWait) await this.#loading;
  }

  async #load(): Promise<void> {
    const { parts, log } = this.#deps;
    let changes;
    do {
      changes = this.#tierChanges;
      try {
        const catalog = await parts.all();
        if (changes === this.#tierChanges && JSON.stringify(catalog) !== JSON.stringify(this.#catalog)) {
          this.#catalog = catalog;
          this.#cold = new Map();
        }
      } catch (error) {
        log.warn({ error }, "the warm tier's catalog cannot be read; reads know of the tier what they knew before");
      }
    } while (changes !== this.#tierChanges);
    this.#loadedMs = performance.now();
  }

  async #ready(projectId: string, parts: readonly WarmPart[]): Promise<OpenDay> {
    const open = await this.#at(projectId, parts);
    open.usedMs = performance.now();
    await this.#shown(open);
    return open;
  }

  #at(projectId: string, parts: readonly WarmPart[]): Promise<OpenDay> {
    const name = this.#deps.parts.nameOf(parts);
    const open = this.#open.get(name);
    if (open !== undefined) return Promise.resolve(open);
    let opening = this.#opening.get(name);
    if (opening === undefined) {
      opening = this.#attach(projectId, name, parts).finally(() => this.#opening.delete(name));
      this.#opening.set(name, opening);
    }
    return opening;
  }

  async #attach(projectId: string, name: string, parts: readonly WarmPart[]): Promise<OpenDay> {
    const { file, files } = await this.#summaries(parts);
    const database = `warm_day_${++this.#made}`;
    await this.#next(() => this.#deps.connection.run(`ATTACH ${textLiteral(file)} AS ${database} (READ_ONLY)`));
    const open: OpenDay = { projectId, files, database, written: [], users: 0, retired: [], usedMs: performance.now() };
    this.#open.set(name, open);
    await this.#sweepFiles();
    return open;
  }

  /** Made when there are none yet, one day after the other. */
  #summaries(parts: readonly WarmPart[]): Promise<{ file: string; files: string[] }> {
    const { directory, parts: tier, writeSummaries } = this.#deps;
    const file = join(directory, `${tier.nameOf(parts)}.duckdb`);
    const done = this.#summing.then(async () => {
      const files: string[] = [];
      for (const it of parts) files.push(await tier.local(it));
      if (!existsSync(file)) await writeSummaries({ parts: files, readable: tier.readable, file, scratch: join(directory, 'scratch') });
      return { file, files };
    });
    this.#summing = done.catch(() => {});
    return done;
  }

  /** Resolves when the day has a segment as of now. */
  async #shown(open: OpenDay): Promise<void> {
    while (open.segment === undefined) await (open.making ??= this.#make(open).finally(() => { open.making = undefined; }));
  }

  async #make(open: OpenDay): Promise<void> {
    const { segments, connection } = this.#deps;
    const { projectId, files, database } = open;
    const { traces: hidden } = await this.#deps.stillThere(projectId);
    open.written = [];
    const warm = [...this.#open.values()].flatMap((it) => (it !== open && it.projectId === projectId && it.segment !== undefined ? [it.segment] : []));
    const segment = await segments.reading((hot) => this.#next(() => makeWarmSegment(connection, { projectId, parts: files, summaries: database }, { hot, warm, hidden })));
    open.segment = segment;
    if (open.written.some((it) => segment.traces.has(it))) this.#retire(open);
  }

  #retire(open: OpenDay): void {
    if (open.segment === undefined) return;
    open.retired.push(open.segment);
    open.segment = undefined;
  }

  /** Lets go of what no read uses: views that were replaced, and days beyond those that may stay. */
  async #tidy(): Promise<void> {
    if (this.#isClosed) return;
    const detach = (database: string) => this.#next(() => this.#deps.connection.run(`DETACH ${database}`)).catch((error: unknown) => this.#deps.log.warn({ error }, 'a day of the warm tier stays attached'));
    for (const it of this.#open.values()) if (it.users === 0) for (const { database } of it.retired.splice(0)) await detach(database);
    const idle = [...this.#open].filter(([, it]) => it.users === 0 && it.making === undefined && performance.now() - it.usedMs > JUST_USED_MS).sort(([, a], [, b]) => a.usedMs - b.usedMs);
    for (const [name, it] of idle.slice(0, Math.max(0, this.#open.size - MOST_OPEN))) {
      this.#open.delete(name);
      if (it.segment !== undefined) await detach(it.segment.database);
      await detach(it.database);
    }
  }

  async #sweepFiles(): Promise<void> {
    const { directory, parts } = this.#deps;
    await parts.sweep(new Set([...this.#open.values()].flatMap((it) => it.files)));
    await removeOldest(directory, SUMMARY_BYTES, (name) => !name.endsWith('.duckdb') || this.#open.has(name.slice(0, -'.duckdb'.length)));
  }

  #next<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#statements.then(work);
    this.#statements = done.catch(() => {});
    return done;
  }
}
