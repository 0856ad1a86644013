import { DAY_MICROS, HOUR_MICROS, type Micros } from '../../../model/time.js';
import { Failure } from '../../../runtime/errors.js';
import { isoTime } from '../../../model/time.js';
import { traceKey } from '../../key-set.js';
import type { SearchedPage } from '../../store.js';
import type { Query } from '../readers.js';
import { holding, type Segment } from '../segment.js';
import { Parameters, unionAll } from '../sql.js';
import type { ColdDays } from './cold-parts.js';
import type { WarmDays } from './warm-days.js';

/** A list's query as far as spanning it takes: the newest first, from a cursor on. */
interface Listed { from?: Micros; to?: Micros; limit: number; after?: { start: Micros } }
interface Page<Cursor> extends SearchedPage { next?: Cursor }

/** How long a read waits for days that are not at hand. */
const WAIT_MS = 6_000;
/** Once a list has looked so long, it gives what it has. */
const BUDGET_MS = 2_500;
const MOST_KNOWN = 2_000;
/** Days that are looked through for a trace at once. */
const LOOKED_AT_ONCE = 16;

/** Where there is no warm tier. */
export const storeAlone: Spanning = { over: (_project, _range, work) => work([]), list: (_project, query, list) => list(query, []), trace: (_project, _trace, work) => work([]) };
export type Spanning = Pick<SpanningReads, 'over' | 'list' | 'trace'>;

/** Runs reads over the store's segments alone, or where they reach further back, with days of the warm tier. */
export class SpanningReads {
  /** Where traces were found, by the days that there were then. */
  #places = new WeakMap<ColdDays, Map<string, readonly number[]>>();

  /** @param hot a short read of the store's own segments */
  constructor(readonly days: WarmDays, private readonly hot: <T>(work: (run: Query, all: readonly Segment[]) => Promise<T>) => Promise<T>) {}

  /** A read of a range of time: with every day of it that the store does not hold whole, and the days beside, where its traces may go on. @throws Failure `deadline_exceeded` when these are not at hand in time */
  async over<T>(projectId: string, { from = -Infinity, to = Infinity }: { from?: Micros; to?: Micros }, work: (more: readonly Segment[]) => Promise<T>): Promise<T> {
    const cold = await this.days.cold(projectId);
    const wanted = withNeighbours(cold, within(cold, from, to));
    return this.days.using(projectId, cold, wanted, WAIT_MS, (more) => {
      if (more.length < wanted.length) throw notReady(wanted.length - more.length, wanted.length);
      return work(more);
    });
  }

  /**
   * A list. Without a `from` it ends where the store does not hold everything any more, and says so; its cursor goes on from there. Beyond that it takes in one day after the other
   * until the page is full, or time is up.
   * @param list the list itself
   * @param entries of a page; those of later pages are added to it
   * @param at the cursor that begins with this time
   */
  async list<Cursor extends { start: Micros }, Q extends Listed, P extends Page<Cursor>>(projectId: string, query: Q, list: (query: Q, more: readonly Segment[]) => Promise<P>, entries: (page: P) => unknown[], at: (start: Micros) => Cursor): Promise<P> {
    const cold = await this.days.cold(projectId);
    const { from: lower = -Infinity, to = Infinity, after, limit } = query;
    const upper = Math.min(to, (after?.start ?? Infinity) + 1);
    const days = within(cold, lower, upper);
    if (days.length === 0) return list(query, []);
    const edge = coldUntil(cold);
    const startMs = performance.now();
    let page: P | undefined;
    let end = upper;
    if (upper > edge) {
      page = await list({ ...query, from: Math.max(lower, edge) }, []);
      if (page.next !== undefined) return page;
      end = edge;
      if (query.from === undefined) return { ...page, ...endedAt(end, at) };
    }
    for (let i = 0, step = 1; i < days.length; i += step, step *= 2) {
      const some = days.slice(i, i + step);
      const isLast = i + step >= days.length;
      const from = isLast ? lower : Math.max(lower, Math.min(...some) * DAY_MICROS);
      const wanted = withNeighbours(cold, some);
      const left = limit - (page === undefined ? 0 : entries(page).length);
      const part = await this.days.using(projectId, cold, wanted, Math.max(1, WAIT_MS - (performance.now() - startMs)), async (more) =>
        (more.length < wanted.length ? undefined : list({ ...query, from: Number.isFinite(from) ? from : undefined, to: Number.isFinite(end) ? end : undefined, limit: left }, more)));
      if (part === undefined) {
        if (page === undefined) throw notReady(days.length - i, days.length);
        return { ...page, ...endedAt(end, at) };
      }
      page = page === undefined ? part : joined(page, part, entries);
      if (part.next !== undefined) return { ...page, next: part.next, ...(part.searchedUntil !== undefined && { searchedUntil: part.searchedUntil }) };
      end = from;
      if (isLast) return page;
      if (entries(page).length >= limit || performance.now() - startMs > BUDGET_MS) return { ...page, ...endedAt(end, at) };
    }
    return page!;
  }

  /** A read of one trace, wherever it is. @throws Failure `deadline_exceeded` when it is not found among the days that are at hand in time */
  async trace<T>(projectId: string, traceId: string, work: (more: readonly Segment[]) => Promise<T>): Promise<T> {
    const cold = await this.days.cold(projectId);
    if (cold.size === 0) return work([]);
    let known = this.#places.get(cold);
    if (known === undefined || known.size > MOST_KNOWN) this.#places.set(cold, known = new Map());
    let places = known.get(traceId);
    if (places === undefined) known.set(traceId, places = await this.#find(projectId, traceId, cold));
    const wanted = withNeighbours(cold, places);
    return this.days.using(projectId, cold, wanted, WAIT_MS, (more) => {
      if (more.length < wanted.length) throw notReady(wanted.length - more.length, wanted.length);
      return work(more);
    });
  }

  async #find(projectId: string, traceId: string, cold: ColdDays): Promise<readonly number[]> {
    const stored = await this.hot(async (run, all) => {
      const holders = holding(all, projectId, [traceId]);
      if (holders.every((it) => it.from >= coldUntil(cold))) return holders.length === 0 ? undefined : { from: Infinity, to: Infinity };
      return storedTimes(run, holders, projectId, traceId);
    });
    if (stored !== undefined) return stored.from >= coldUntil(cold) ? [] : within(cold, stored.from - DAY_MICROS, stored.to + DAY_MICROS);
    const days = newestFirst(cold);
    const startMs = performance.now();
    for (let i = 0; i < days.length; i += LOOKED_AT_ONCE) {
      const some = days.slice(i, i + LOOKED_AT_ONCE);
      const { found, looked } = await this.days.using(projectId, cold, some, Math.max(1, WAIT_MS - (performance.now() - startMs)), async (segments) => ({ found: some.filter((_, day) => segments[day]?.traces.has(traceKey(projectId, traceId))), looked: segments.length }));
      if (found.length > 0) return found;
      if (looked < some.length) throw new Failure('deadline_exceeded', `Trace ${traceId} is not in the store, nor in the warm tier back to ${isoTime((some[looked - 1] ?? days[i - 1] ?? some[0] + 1) * DAY_MICROS).slice(0, 10)}; older days are still being made ready. Ask again in a moment.`, { field: 'trace_id', retryAfterSeconds: 5 });
    }
    return [];
  }
}

async function storedTimes(run: Query, holders: readonly Segment[], projectId: string, traceId: string): Promise<{ from: Micros; to: Micros } | undefined> {
  const parameters = new Parameters();
  const condition = `project_id = ${parameters.text(projectId)} AND trace_id = ${parameters.text(traceId)}`;
  const [times] = await run<{ from: Micros | null; to: Micros }>(`SELECT min(start_time) AS "from", max(last_start_time) AS "to" FROM (${unionAll(holders, ({ database }) => `SELECT start_time, last_start_time FROM ${database}.trace_deltas WHERE ${condition}`)})`, parameters);
  return times.from === null ? undefined : { from: times.from, to: times.to };
}

/** From then on the store holds everything. */
const coldUntil = (cold: ColdDays): Micros => Math.max(-Infinity, ...[...cold.values()].flat().map((it) => it.hour + HOUR_MICROS));

const newestFirst = (cold: ColdDays) => [...cold.keys()].sort((a, b) => b - a);

/** The days with a cold hour that lies within, at least in part; the newest first. */
function within(cold: ColdDays, from: Micros, to: Micros): number[] {
  return newestFirst(cold).filter((day) => cold.get(day)!.some(({ hour }) => hour < to && hour + HOUR_MICROS > from));
}

/** A trace may begin on the day before, or go on to the next. */
function withNeighbours(cold: ColdDays, days: readonly number[]): number[] {
  return [...new Set(days.flatMap((it) => [it, it - 1, it + 1]))].filter((it) => cold.has(it)).sort((a, b) => b - a);
}

const endedAt = <Cursor>(end: Micros, at: (start: Micros) => Cursor) => ({ searchedUntil: end, next: at(end - 1) });

function joined<P>(page: P, more: P, entries: (page: P) => unknown[]): P {
  entries(page).push(...entries(more));
  return page;
}

function notReady(missing: number, all: number): Failure {
  return new Failure('deadline_exceeded', `This reaches into the warm tier, where ${missing} of ${all} days are still being made ready. Ask again in a moment, or narrow the time range.`, { field: 'from', retryAfterSeconds: 5 });
}
