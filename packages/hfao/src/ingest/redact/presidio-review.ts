import type { Presidio } from '../../model/redaction.js';
import { Failure } from '../../runtime/errors.js';
import type { Log } from '../../runtime/log.js';
import { decodeAttribute } from '../../model/attribute-value.js';
import { joined, type Hit } from './hit.js';
import { insideStrings } from './json-strings.js';
import { PresidioClient } from './presidio-client.js';
import type { Redactor } from './redactor.js';
import { replaceHits, type Counts, type StandIn } from './replace.js';
import { withholding } from './withhold.js';

/** Something with texts that are to be reviewed: redacted by a redactor that knows the answers, and then passed on. */
export interface Reviewed { redact(redactor: Redactor): void; after(): void; counts: Counts }

export interface ReviewDeps {
  log: Log;
  /** Rejects when it is time to stop. */
  sleep: (ms: number) => Promise<unknown>;
}

const BACKOFF_MS = [500, 2_000, 5_000, 10_000];
/** After a failure nobody waits for the next one for so long. */
const PAUSE_MS = 5_000;
const SHORTEST = 3;
const REMEMBERED = 4096;
const REMEMBERED_LENGTH = 256;
const OWN_MARK = /\[(?:REDACTED|SHA256|WITHHELD):[^\]]{0,60}\]/g;

/** Has a Presidio analyzer look at texts of one project, and does what the project wants when it cannot. */
export class PresidioReviewer {
  readonly #client: PresidioClient;
  /** Short texts that come again and again, and hold nothing. */
  readonly #clean = new Set<string>();
  #pausedUntil = 0;

  constructor(readonly config: Presidio, readonly standIn: StandIn) {
    this.#client = new PresidioClient(config);
  }

  /** Resolves when everything was reviewed, or treated as the project wants it where that cannot be. With `wait`, however long it takes. */
  async review(all: readonly Reviewed[], deps: ReviewDeps): Promise<void> {
    const redactor = await this.#redactorFor(textsOf(all).filter((it) => !this.#clean.has(it)), deps);
    for (const it of all) {
      if (redactor !== undefined) it.redact({ ...redactor, text: (text) => redactor.text(text, it.counts), value: (key, text) => redactor.value(key, text, it.counts) });
      else it.counts.presidio_unavailable = (it.counts.presidio_unavailable ?? 0) + 1;
      it.after();
    }
  }

  /** Undefined: texts are stored as they are. */
  async #redactorFor(texts: readonly string[], { log, sleep }: ReviewDeps): Promise<Redactor | undefined> {
    for (let attempt = 0; ; attempt++) {
      try {
        if (this.config.on_failure !== 'wait' && performance.now() < this.#pausedUntil) throw new Failure('unavailable', 'The Presidio analyzer failed a moment ago.');
        return this.#answering(await this.#client.analyze(texts));
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        if (performance.now() >= this.#pausedUntil) log.warn({ reason: error.message, onFailure: this.config.on_failure, attempt: attempt + 1 }, 'texts cannot be reviewed');
        this.#pausedUntil = Math.max(this.#pausedUntil, performance.now() + PAUSE_MS);
        if (this.config.on_failure === 'withhold') return withholding;
        if (this.config.on_failure === 'store') return undefined;
        await sleep(BACKOFF_MS[Math.min(attempt, BACKOFF_MS.length - 1)]);
      }
    }
  }

  #answering(found: ReadonlyMap<string, Hit[]>): Redactor {
    const hitsOf = new Map([...found].map(([text, hits]) => [text, joined(insideStrings(text, besideMarks(text, joined(hits))))]));
    for (const [text, hits] of hitsOf) if (hits.length === 0 && text.length <= REMEMBERED_LENGTH) this.#remember(text);
    const text = (it: string, counts: Counts) => {
      const hits = hitsOf.get(it) ?? [];
      return hits.length === 0 ? it : replaceHits(it, hits.map((hit) => ({ ...hit })), this.standIn, counts);
    };
    return { text, repeated: text, value: (_, it, counts) => text(it, counts), hits: (it) => hitsOf.get(it) ?? [] };
  }

  #remember(text: string): void {
    if (this.#clean.size >= REMEMBERED) this.#clean.clear();
    this.#clean.add(text);
  }
}

/** Every text once that could say something. */
function textsOf(all: readonly Reviewed[]): string[] {
  const texts = new Set<string>();
  const add = (text: string) => { if (text.length >= SHORTEST) texts.add(text); return text; };
  const value = (_: string, text: string) => (['number', 'boolean'].includes(typeof decodeAttribute(text)) && text.length < 7 ? text : add(text));
  for (const it of all) it.redact({ text: add, repeated: add, value, hits: () => [] });
  return [...texts];
}

/** What stands in the place of something else already is nobody's name. */
function besideMarks(text: string, hits: readonly Hit[]): Hit[] {
  if (hits.length === 0 || !text.includes('[')) return [...hits];
  const marks = [...text.matchAll(OWN_MARK)].map((it) => ({ start: it.index, end: it.index + it[0].length }));
  return hits.filter((hit) => !marks.some((mark) => mark.start < hit.end && hit.start < mark.end));
}
