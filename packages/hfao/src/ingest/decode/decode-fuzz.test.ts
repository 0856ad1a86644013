import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../runtime/errors.js';
import { checkTraces } from './check-traces.js';
import { arbitraryRequest } from './conformance/arbitrary-request.js';
import { encodeJson, JSON_DIALECTS } from './conformance/json-dialects.js';
import { encodeProtobuf } from './conformance/reference.js';
import type { Encoding } from './encoding.js';
import { readTraces } from './read-traces.js';

/** Mutated bodies in protobuf, half as many in JSON; more by hand: HFAO_FUZZ_BODIES=1000000 HFAO_FUZZ_SEED=7 npx vitest run decode-fuzz */
const BODIES = Number(process.env.HFAO_FUZZ_BODIES ?? 20_000);
const SEED = Number(process.env.HFAO_FUZZ_SEED ?? 1);
const SLOW_MS = 100;

const requests = fc.sample(arbitraryRequest, { numRuns: 300, seed: SEED }).filter((it) => (it.resourceSpans as unknown[]).length > 0);
const bodies: Record<Encoding, Buffer[]> = {
  protobuf: requests.map(encodeProtobuf),
  json: Object.values(JSON_DIALECTS).flatMap((dialect) => requests.map((it) => encodeJson(it, dialect))),
};

describe('a body that was tampered with', () => {
  for (const encoding of ['protobuf', 'json'] as const) {
    it(`in ${encoding} is read or refused, by the check and by the reader alike, and soon`, { timeout: 120_000 + BODIES }, () => {
      const count = encoding === 'json' ? BODIES / 2 : BODIES;
      const random = randomFrom(SEED);
      let read = 0;
      let refused = 0;
      for (let i = 0; i < count; i++) {
        const body = mutate(pick(bodies[encoding], random), bodies[encoding], encoding, random);

        const checked = outcomeOf(() => goodSpans(body, encoding));
        const visited = outcomeOf(() => visits(body, encoding));

        if (checked !== visited) throw new Error(`check: ${checked}, reader: ${visited}, seed ${SEED}, body ${i}: ${body.toString('base64')}`);
        if (typeof checked === 'number') read++;
        else refused++;
      }
      expect(read).toBeGreaterThan(count / 50);
      expect(refused).toBeGreaterThan(count / 50);
    });
  }
});

const goodSpans = (body: Buffer, encoding: Encoding): number => {
  const { itemCount, rejectedCount } = checkTraces(body, encoding);
  return itemCount - rejectedCount;
};

function visits(body: Buffer, encoding: Encoding): number {
  let count = 0;
  readTraces(body, encoding, (span) => {
    if (!/^[0-9a-f]{32}$/.test(span.traceId) || !/^[0-9a-f]{16}$/.test(span.spanId) || !/^(?:[0-9a-f]{16})?$/.test(span.parentId)) throw new Error('a bad id was read');
    JSON.stringify([span.values.slice(0, span.attributeCount), span.events, span.links]);
    count++;
  });
  return count;
}

/** The number of spans, or in what words the body is refused. Anything else that is thrown ends the test, and so does a body that is slow twice. */
function outcomeOf(decode: () => number): number | string {
  const first = timed(decode);
  if (first.ms > SLOW_MS && timed(decode).ms > SLOW_MS) throw new Error(`a body took ${first.ms} ms`);
  return first.outcome;
}

function timed(decode: () => number): { outcome: number | string; ms: number } {
  const before = performance.now();
  try {
    return { outcome: decode(), ms: performance.now() - before };
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'undecodable') throw error;
    return { outcome: error.message, ms: performance.now() - before };
  }
}

/** Numbers that lengths, tags and types go wrong at. */
const ODD_BYTES = [0x00, 0x01, 0x03, 0x04, 0x07, 0x0a, 0x12, 0x2a, 0x32, 0x7f, 0x80, 0xff];
const ODD_TOKENS = ['"', '\\', '{', '}', '[', ']', ':', ',', 'null', '-1', '1e999', '12345678901234567890', '"a"', '{}', '[]', 'true'];

function mutate(original: Buffer, others: readonly Buffer[], encoding: Encoding, random: () => number): Buffer {
  let body = Buffer.from(original);
  for (let left = 1 + Math.floor(random() ** 2 * 4); left > 0; left--) {
    const at = Math.floor(random() * (body.length + 1));
    const length = Math.floor(random() ** 3 * 40);
    const rest = body.subarray(Math.min(body.length, at + length));
    switch (Math.floor(random() * 7)) {
      case 0: if (at < body.length) body[at] ^= 1 << Math.floor(random() * 8); break;
      case 1: if (at < body.length) body[at] = pick(ODD_BYTES, random); break;
      case 2: body = Buffer.concat([body.subarray(0, at), rest]); break;
      case 3: body = body.subarray(0, at); break;
      case 4: body = Buffer.concat([body.subarray(0, at), encoding === 'json' ? Buffer.from(pick(ODD_TOKENS, random)) : Buffer.from([pick(ODD_BYTES, random)]), rest]); break;
      case 5: body = Buffer.concat([body.subarray(0, at), body.subarray(at, at + length), body.subarray(at)]); break;
      default: {
        const other = pick(others, random);
        const from = Math.floor(random() * other.length);
        body = Buffer.concat([body.subarray(0, at), other.subarray(from, from + length), rest]);
      }
    }
    body = Buffer.from(body);
  }
  return body;
}

const pick = <T>(items: readonly T[], random: () => number): T => items[Math.floor(random() * items.length)];

/** mulberry32, so that a failure can be repeated from its seed. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
