import type { Micros } from '../../model/time.js';
import { wordsOfTerm } from '../search-terms.js';
import { rangeOf, type Search } from './search-statement.js';
import type { Segment } from './segment.js';
import { hashOfProject, hashOfWord } from './words/word-hash.js';

/** A stretch of time in one segment; with `times` only the rows that begin then. */
export interface Stretch { segment: Segment; from: Micros; to: Micros; times?: readonly Micros[] }

/** What is left to look at of one segment. */
export interface Reach {
  /** Nothing that is left begins later. -Infinity: nothing is left. */
  readonly latest: Micros;
  /** The latest of it, in which as many hits may be as are needed; it is then not left any more. Undefined when there was nothing after all. */
  next(needed: number): Stretch | undefined;
}

/** Smaller segments are read as one. */
const WHOLE_ROWS = 16_384;
/** A statement's rows, one by one: each costs a comparison with every row of the segment. */
const MAX_TIMES = 64;
/** Rows that an index names and that are no hits after all are few. */
const SPARE_TIMES = 4;
const FIRST_ROWS = 2_048;

/** One for each segment that can hold a hit. */
export function searchReaches(segments: readonly Segment[], search: Search): Reach[] {
  const { earliest, latest } = rangeOf(search.wanted);
  const words = [...search.terms.flatMap(wordsOfTerm).map(hashOfWord), hashOfProject(search.projectId)];
  return segments.filter((it) => it.from <= latest && it.to >= earliest && it.from <= it.to)
    .map((segment) => new SegmentReach(segment, Math.max(earliest, segment.from), Math.min(latest, segment.to), words));
}

/** Looks its words up only when its turn comes: most searches end before. */
class SegmentReach implements Reach {
  latest: Micros;
  #needed = 0;
  #stretches: Iterator<Stretch> | undefined;

  constructor(readonly segment: Segment, readonly earliest: Micros, latest: Micros, readonly words: readonly number[]) {
    this.latest = latest;
  }

  next(needed: number): Stretch | undefined {
    this.#needed = needed;
    this.#stretches ??= this.#begin();
    const { value, done } = this.#stretches.next();
    this.latest = done ? -Infinity : value.from - 1 < this.earliest ? -Infinity : value.from - 1;
    return done ? undefined : value;
  }

  #begin(): Iterator<Stretch> {
    const times = this.segment.words?.timesOf(this.words);
    return times === undefined ? this.#windows() : this.#listed(times);
  }

  /** The latest eighth, the quarter before it, the rest: a common word is found in the first. */
  *#windows(): Generator<Stretch> {
    const { segment, earliest, latest } = this;
    const borders = segment.rows < WHOLE_ROWS ? [] : [7 / 8, 5 / 8].map((share) => Math.ceil(earliest + (latest - earliest) * share));
    let to = latest;
    for (const from of [...borders.filter((it) => it > earliest), earliest]) {
      if (from > to) continue;
      yield { segment, from, to };
      to = from - 1;
    }
  }

  /** Few at a time where they are scattered; where they lie close, every row between the first and the last of many. */
  *#listed(found: readonly number[]): Generator<Stretch> {
    const { segment, earliest, latest } = this;
    const times = Float64Array.from(found.filter((it) => it >= earliest && it <= latest)).sort().reverse();
    const isDense = times.length > segment.rows / 8;
    for (let at = 0, rows = isDense ? FIRST_ROWS : 0; at < times.length;) {
      if (!isDense) rows = Math.min(MAX_TIMES, this.#needed + SPARE_TIMES);
      const some = times.subarray(at, at + rows);
      yield { segment, from: some[some.length - 1], to: some[0], ...(isDense ? {} : { times: [...some] }) };
      at += rows;
      if (isDense) rows *= 4;
    }
  }
}
