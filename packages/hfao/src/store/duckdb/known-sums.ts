import type { Segment } from './segment.js';

/** How many questions are noted on being asked once. */
const MOST_ASKED = 256;

interface Known<Sum> { stamp: number; sum: Sum }
interface Question<Sum> { sums: Map<Segment, Known<Sum>>; size: number; isTooMuch: boolean }

/**
 * What segments at rest add to figures, kept in memory: each is asked once, and again only after something was written to it, so that a figure of the whole store
 * costs what has changed since. For questions that come again: one that is asked for the first time is only noted.
 */
export class KnownSums<Sum> {
  readonly #sizeOf: (sum: Sum) => number;
  readonly #mostOfOne: number;
  readonly #most: number;
  /** The latest last. */
  readonly #asked = new Set<string>();
  readonly #questions = new Map<string, Question<Sum>>();

  /** @param most of all that is kept, in units of `sizeOf`; `mostOfOne` of what a question comes to: one that comes to more is asked each time */
  constructor({ sizeOf, mostOfOne, most }: { sizeOf: (sum: Sum) => number; mostOfOne: number; most: number }) {
    this.#sizeOf = sizeOf;
    this.#mostOfOne = mostOfOne;
    this.#most = most;
  }

  /**
   * The sums of these segments, without those that are not known and those that change meanwhile.
   * @param read a read that has asked nothing yet: what it sees of a segment must not be older than what is noted here. Of `all` its segments, those at rest
   * @param learn asks for the sum of a segment: it may depend on what is in the segment and on its `spread`, on nothing else
   */
  async of(question: string, { all, atRest }: { all: readonly Segment[]; atRest: readonly Segment[] }, learn: (segment: Segment) => Promise<Sum>): Promise<ReadonlyMap<Segment, Sum>> {
    const known = this.#question(question);
    if (known === undefined || known.isTooMuch) return new Map();
    const stamps = new Map(atRest.map((it) => [it, stampOf(it)]));
    for (const [segment, stamp] of stamps) {
      if (known.sums.get(segment)?.stamp === stamp) continue;
      this.#forget(known, segment);
      const sum = await learn(segment);
      if (stampOf(segment) === stamp) this.#keep(known, segment, { stamp, sum });
      if (known.isTooMuch) return new Map();
    }
    for (const it of known.sums.keys()) if (!all.includes(it)) this.#forget(known, it);
    this.#makeRoom(known);
    return new Map(atRest.flatMap((it) => {
      const found = known.sums.get(it);
      return found?.stamp === stampOf(it) ? [[it, found.sum] as const] : [];
    }));
  }

  /** As the latest; undefined on being asked for the first time. */
  #question(question: string): Question<Sum> | undefined {
    const found = this.#questions.get(question) ?? (this.#asked.delete(question) ? { sums: new Map<Segment, Known<Sum>>(), size: 0, isTooMuch: false } : undefined);
    if (found !== undefined) {
      this.#questions.delete(question);
      this.#questions.set(question, found);
      return found;
    }
    this.#asked.add(question);
    if (this.#asked.size > MOST_ASKED) this.#asked.delete(this.#asked.values().next().value!);
    return undefined;
  }

  #keep(question: Question<Sum>, segment: Segment, known: Known<Sum>): void {
    this.#forget(question, segment);
    const size = 1 + this.#sizeOf(known.sum);
    question.sums.set(segment, known);
    question.size += size;
    if (question.size <= this.#mostOfOne) return;
    question.isTooMuch = true;
    for (const it of question.sums.keys()) this.#forget(question, it);
  }

  #forget(question: Question<Sum>, segment: Segment): void {
    const known = question.sums.get(segment);
    if (known === undefined) return;
    const size = 1 + this.#sizeOf(known.sum);
    question.sums.delete(segment);
    question.size -= size;
  }

  #makeRoom(latest: Question<Sum>): void {
    let size = [...this.#questions.values()].reduce((sum, it) => sum + it.size, 0);
    for (const [name, question] of this.#questions) {
      if (size <= this.#most && this.#questions.size <= MOST_ASKED) return;
      if (question === latest) continue;
      size -= question.size;
      this.#questions.delete(name);
    }
  }
}

/** Both only rise: the sum is another whenever one of them is. */
const stampOf = ({ revision, spread }: Segment) => revision + spread.size;
