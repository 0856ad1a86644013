import { z } from 'zod';
import type { Presidio } from '../../model/redaction.js';
import { Failure } from '../../runtime/errors.js';
import type { Hit } from './hit.js';

const TIMEOUT_MS = 5_000;
const AT_A_TIME = 4;
/** Characters of one request. Short texts go together, long ones in pieces. */
const MOST_CHARACTERS = 8_000;
const BETWEEN = '\n\n';

const Answer = z.array(z.object({ start: z.number().int().min(0), end: z.number().int().min(0), entity_type: z.string().min(1), score: z.number() }));

/** Part of a text in one request. */
interface Piece { text: string; from: number; to: number }

/** Asks a Presidio analyzer. */
export class PresidioClient {
  constructor(readonly config: Presidio) {}

  /**
   * What it finds in these texts, by text; nothing is left out.
   * @throws Failure `unavailable` when it does not answer within five seconds, or not as an analyzer does
   */
  async analyze(texts: readonly string[]): Promise<Map<string, Hit[]>> {
    const found = new Map<string, Hit[]>(texts.map((it) => [it, []]));
    const requests = together(texts);
    const stopping = new AbortController();
    const work = async () => {
      for (let pieces = requests.pop(); pieces !== undefined && !stopping.signal.aborted; pieces = requests.pop()) await this.#analyzePieces(pieces, found, stopping.signal);
    };
    try {
      await Promise.all(Array.from({ length: AT_A_TIME }, work));
    } finally {
      stopping.abort();
    }
    return found;
  }

  async #analyzePieces(pieces: readonly Piece[], found: Map<string, Hit[]>, signal: AbortSignal): Promise<void> {
    const contents = pieces.map((it) => it.text.slice(it.from, it.to));
    const joined = contents.join(BETWEEN);
    const entities = await this.#ask(joined, signal);
    const unitOf = utf16Offsets(joined);
    let begin = 0;
    for (const [i, piece] of pieces.entries()) {
      const end = begin + contents[i].length;
      for (const entity of entities) {
        const [from, to] = [Math.max(unitOf(entity.start), begin), Math.min(unitOf(entity.end), end)];
        if (from < to) found.get(piece.text)!.push({ start: piece.from + from - begin, end: piece.from + to - begin, kind: kindOf(entity.entity_type) });
      }
      begin = end + BETWEEN.length;
    }
  }

  async #ask(text: string, stopping: AbortSignal): Promise<z.infer<typeof Answer>> {
    const { url, language, entities, min_score } = this.config;
    try {
      const response = await fetch(`${url.replace(/\/+$/, '')}/analyze`, {
        method: 'POST', redirect: 'error', headers: { 'content-type': 'application/json' }, signal: AbortSignal.any([stopping, AbortSignal.timeout(TIMEOUT_MS)]),
        body: JSON.stringify({ text, language, score_threshold: min_score, ...(entities !== undefined && { entities }) }),
      });
      if (!response.ok) {
        await response.body?.cancel();
        throw new Failure('unavailable', `it answered with status ${response.status}`);
      }
      return Answer.parse(await response.json()).filter((it) => it.score >= min_score);
    } catch (cause) {
      throw new Failure('unavailable', `The Presidio analyzer at ${new URL(url).host} cannot be asked: ${reasonOf(cause)}.`, { cause });
    }
  }
}

function reasonOf(cause: unknown): string {
  if (cause instanceof z.ZodError || cause instanceof SyntaxError) return 'its answer is not that of an analyzer';
  if (cause instanceof Error && cause.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1000} s`;
  return cause instanceof Error ? cause.message : String(cause);
}

const kindOf = (entityType: string) => `presidio_${entityType.replace(/\W/g, '_').slice(0, 40)}`;

/** The texts in requests of about equal size. */
function together(texts: readonly string[]): Piece[][] {
  const requests: Piece[][] = [];
  let room = 0;
  for (const piece of texts.flatMap(piecesOf)) {
    const length = piece.to - piece.from + BETWEEN.length;
    if (length > room) {
      requests.push([]);
      room = MOST_CHARACTERS;
    }
    requests[requests.length - 1].push(piece);
    room -= length;
  }
  return requests;
}

/** A long text in pieces that end with white space where there is any, and overlap by nothing. */
function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  for (let from = 0; from < text.length;) {
    let to = Math.min(text.length, from + MOST_CHARACTERS);
    if (to < text.length) {
      const space = text.lastIndexOf(' ', to);
      if (space > from + MOST_CHARACTERS / 2) to = space;
      else if (isHighSurrogate(text.charCodeAt(to - 1))) to--;
    }
    pieces.push({ text, from, to });
    from = to;
  }
  return pieces;
}

const isHighSurrogate = (code: number) => code >= 0xd800 && code <= 0xdbff;

/** Presidio counts code points, as Python does; JavaScript counts UTF-16 units. */
function utf16Offsets(text: string): (codePoints: number) => number {
  if (!/[\ud800-\udfff]/.test(text)) return (it) => Math.min(it, text.length);
  const offsets: number[] = [];
  let at = 0;
  for (const character of text) {
    offsets.push(at);
    at += character.length;
  }
  offsets.push(at);
  return (it) => offsets[Math.min(it, offsets.length - 1)];
}
