import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { Failure } from '../runtime/errors.js';
import { toLengthOne, type Embedder } from './embedder.js';
import { readBounded } from './read-bounded.js';

export interface EmbeddingsEndpoint {
  /** As OpenAI's: `…/v1`. `/embeddings` is added. */
  baseUrl: string;
  model: string;
  apiKey: string | undefined;
}

/** Models take some 8,000 tokens; what a step is about stands at its beginning. */
const MAX_CHARACTERS = 6_000;
const TEXTS_A_CALL = 64;
const TIMEOUT_MS = 20_000;
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;
const MAX_WAIT_MS = 5_000;
/** Of vectors that were paid for once. */
const CACHE_BYTES = 32 * 1024 * 1024;

const Answer = z.object({ data: z.array(z.object({ index: z.int().min(0), embedding: z.array(z.number()).min(1).max(16_384) })) });

/** Any endpoint that speaks OpenAI's embeddings API. Nothing is sent until somebody asks a question, and then only texts that are compared for it. */
export function endpointEmbedder(endpoint: EmbeddingsEndpoint): Embedder {
  const known = new VectorCache(CACHE_BYTES);
  return {
    method: 'semantic',
    model: endpoint.model,
    reach: 300,
    async embed(texts, signal) {
      const cut = texts.map((it) => it.slice(0, MAX_CHARACTERS));
      const missing = [...new Set(cut.filter((it) => it.trim() !== '' && !known.has(it)))];
      const found = new Map<string, Float32Array>();
      for (let at = 0; at < missing.length; at += TEXTS_A_CALL) {
        const some = missing.slice(at, at + TEXTS_A_CALL);
        const vectors = await call(endpoint, some, signal);
        some.forEach((text, i) => found.set(text, vectors[i]));
      }
      const vectors = cut.map((it) => found.get(it) ?? known.get(it));
      for (const [text, vector] of found) known.put(text, vector);
      return sameDimension(vectors, endpoint);
    },
  };
}

async function call(endpoint: EmbeddingsEndpoint, texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]> {
  let response = await send(endpoint, texts, signal);
  if (response.status === 429 || response.status >= 500) {
    await response.body?.cancel();
    await sleep(waitMs(response), undefined, { signal });
    response = await send(endpoint, texts, signal);
  }
  if (!response.ok) {
    await response.body?.cancel();
    throw refused(endpoint, response.status);
  }
  const parsed = Answer.safeParse(await jsonOf(response, endpoint));
  if (!parsed.success || parsed.data.data.length !== texts.length) throw unusable(endpoint, `it did not give one vector for each of ${texts.length} texts`);
  const vectors: Float32Array[] = [];
  for (const { index, embedding } of parsed.data.data) vectors[index] = toLengthOne(Float32Array.from(embedding));
  if (Object.keys(vectors).length !== texts.length || vectors.length !== texts.length) throw unusable(endpoint, 'its vectors are not numbered one by one');
  return vectors;
}

async function send({ baseUrl, model, apiKey }: EmbeddingsEndpoint, texts: readonly string[], signal: AbortSignal): Promise<Response> {
  const url = `${baseUrl.replace(/\/+$/, '')}/embeddings`;
  try {
    // A redirect could carry texts and key to a place that nobody named.
    return await fetch(url, {
      method: 'POST', redirect: 'error', signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      headers: { 'content-type': 'application/json', ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }) },
      body: JSON.stringify({ model, input: texts, encoding_format: 'float' }),
    });
  } catch (cause) {
    if (signal.aborted) throw cause;
    const why = (cause as Error).name === 'TimeoutError' ? `no answer within ${TIMEOUT_MS / 1000} s` : ((cause as Error).cause as Error | undefined)?.message ?? (cause as Error).message;
    throw new Failure('unavailable', `The embeddings endpoint (HFAO_EMBEDDINGS_BASE_URL) cannot be reached: ${why}.`, { cause });
  }
}

async function jsonOf(response: Response, endpoint: EmbeddingsEndpoint): Promise<unknown> {
  const text = await readBounded(response, MAX_ANSWER_BYTES);
  if (text === undefined) throw unusable(endpoint, `it is longer than ${MAX_ANSWER_BYTES} bytes`);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unusable(endpoint, 'it is no JSON', cause);
  }
}

/** As the endpoint asks, within reason. */
function waitMs(response: Response): number {
  const seconds = Number(response.headers.get('retry-after') ?? 0.5);
  return Math.min(MAX_WAIT_MS, Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : 500);
}

function sameDimension(vectors: readonly (Float32Array | undefined)[], endpoint: EmbeddingsEndpoint): Float32Array[] {
  const dimension = vectors.find((it) => it !== undefined)?.length ?? 1;
  if (vectors.some((it) => it !== undefined && it.length !== dimension)) throw unusable(endpoint, 'its vectors are of different lengths');
  return vectors.map((it) => it ?? new Float32Array(dimension));
}

function refused({ model }: EmbeddingsEndpoint, status: number): Failure {
  const hint = status === 401 || status === 403 ? 'Check HFAO_EMBEDDINGS_API_KEY.' : status === 404 || status === 400 ? `Check HFAO_EMBEDDINGS_BASE_URL and whether it serves the model "${model}".` : 'Try again later.';
  return new Failure('unavailable', `The embeddings endpoint answered ${status}. ${hint}`);
}

function unusable({ model }: EmbeddingsEndpoint, why: string, cause?: unknown): Failure {
  return new Failure('unavailable', `The answer of the embeddings endpoint for the model "${model}" cannot be used: ${why}.`, { cause });
}

/** Forgets what was not asked for longest. */
class VectorCache {
  readonly #vectors = new Map<string, Float32Array>();
  #bytes = 0;

  constructor(readonly maxBytes: number) {}

  has(text: string): boolean {
    return this.#vectors.has(keyOf(text));
  }

  get(text: string): Float32Array | undefined {
    const key = keyOf(text);
    const vector = this.#vectors.get(key);
    if (vector === undefined) return undefined;
    this.#vectors.delete(key);
    this.#vectors.set(key, vector);
    return vector;
  }

  put(text: string, vector: Float32Array): void {
    this.#vectors.set(keyOf(text), vector);
    this.#bytes += vector.byteLength;
    for (const [key, oldest] of this.#vectors) {
      if (this.#bytes <= this.maxBytes) return;
      this.#vectors.delete(key);
      this.#bytes -= oldest.byteLength;
    }
  }
}

const keyOf = (text: string) => createHash('sha256').update(text).digest('base64');
