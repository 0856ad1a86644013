import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { AwsClient } from 'aws4fetch';
import { Failure } from '../../runtime/errors.js';

/** A bucket of S3 or of what speaks its protocol. */
export interface BucketOptions {
  bucket: string;
  /** Without slashes at its ends; may be empty. */
  prefix: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string | undefined;
  /** Of what is not AWS; it is addressed by path (`ENDPOINT/BUCKET/KEY`). */
  endpoint: string | undefined;
  /** The variable that names the bucket, for messages. */
  variable: string;
  /** Milliseconds before the second, third, … attempt. */
  backoffMs?: readonly number[];
}

export interface StoredObject { key: string; bytes: number; writtenAt: number }

const BACKOFF_MS = [100, 400, 1500];
const TIMEOUT_MS = 30_000;

/**
 * Objects by key, under one prefix of one bucket. What fails for a reason that passes is tried again a few times.
 * Every method throws Failure `unavailable` when the bucket cannot be reached, read or written now.
 */
export class ObjectBucket {
  readonly #client: AwsClient;
  readonly #base: string;
  readonly #backoffMs: readonly number[];

  constructor(readonly options: BucketOptions) {
    const { accessKeyId, secretAccessKey, sessionToken, region, backoffMs } = options;
    this.#client = new AwsClient({ accessKeyId, secretAccessKey, sessionToken, region, service: 's3' });
    this.#base = baseUrl(options);
    this.#backoffMs = backoffMs ?? BACKOFF_MS;
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    const response = await this.#send('PUT', this.#url(key), { body: bytes, headers: { 'content-type': 'application/octet-stream', 'x-amz-content-sha256': sha256(bytes) } });
    await response.arrayBuffer();
  }

  /** Undefined when there is none. */
  async get(key: string): Promise<Uint8Array | undefined> {
    return bytesOf(await this.#send('GET', this.#url(key)));
  }

  /** Bytes from `start` up to and without `end`, fewer where the object ends before; undefined when there is none. */
  async getRange(key: string, start: number, end: number): Promise<Uint8Array | undefined> {
    if (end <= start) return (await this.head(key)) === undefined ? undefined : new Uint8Array();
    const response = await this.#send('GET', this.#url(key), { headers: { range: `bytes=${start}-${end - 1}` } });
    const bytes = await bytesOf(response);
    if (response.status === 416) return new Uint8Array();
    // Whoever does not know ranges sends everything.
    return response.status === 200 ? bytes?.subarray(start, end) : bytes;
  }

  async head(key: string): Promise<{ bytes: number; writtenAt: number } | undefined> {
    const response = await this.#send('HEAD', this.#url(key));
    if (response.status === 404) return undefined;
    return { bytes: Number(response.headers.get('content-length') ?? 0), writtenAt: Date.parse(response.headers.get('last-modified') ?? '') || 0 };
  }

  /** Done as well when there is none. */
  async delete(key: string): Promise<void> {
    await (await this.#send('DELETE', this.#url(key))).arrayBuffer();
  }

  /** Every object whose key begins so, in no order. */
  async *list(keyPrefix: string): AsyncGenerator<StoredObject> {
    const prefix = `${this.#prefix}${keyPrefix}`;
    for (let token: string | undefined = '', first = true; first || token !== undefined; first = false) {
      const query = new URLSearchParams({ 'list-type': '2', prefix, ...(token === '' || token === undefined ? {} : { 'continuation-token': token }) });
      const page = await (await this.#send('GET', `${this.#base}/?${query.toString()}`)).text();
      for (const [, entry] of page.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
        yield { key: (textIn(entry, 'Key') ?? '').slice(this.#prefix.length), bytes: Number(textIn(entry, 'Size')), writtenAt: Date.parse(textIn(entry, 'LastModified') ?? '') || 0 };
      }
      token = textIn(page, 'NextContinuationToken');
    }
  }

  get #prefix(): string {
    return this.options.prefix === '' ? '' : `${this.options.prefix}/`;
  }

  #url(key: string): string {
    return `${this.#base}/${this.#prefix}${key}`;
  }

  /** An answer of success, or that the object (404) or the range (416) is not there. */
  async #send(method: string, url: string, init: { body?: Uint8Array; headers?: Record<string, string> } = {}): Promise<Response> {
    for (let attempt = 0; ; attempt++) {
      const failure = await this.#attempt(method, url, init);
      if (failure instanceof Response) return failure;
      const { bucket, variable } = this.options;
      if (!failure.mayPass || attempt >= this.#backoffMs.length) throw new Failure('unavailable', `The bucket ${bucket} of ${variable} ${failure.sentence}`, { cause: failure.cause, retryAfterSeconds: 5 });
      await sleep(this.#backoffMs[attempt]);
    }
  }

  async #attempt(method: string, url: string, init: { body?: Uint8Array; headers?: Record<string, string> }): Promise<Response | { mayPass: boolean; sentence: string; cause?: unknown }> {
    try {
      const response = await fetch(await this.#client.sign(url, { method, ...init }), { signal: AbortSignal.timeout(TIMEOUT_MS) });
      if (response.ok || response.status === 416) return response;
      const said = method === 'HEAD' ? '' : await response.text();
      const code = textIn(said, 'Code');
      if (response.status === 404 && code !== 'NoSuchBucket') return response;
      return { mayPass: response.status >= 500 || response.status === 429, sentence: `answers ${response.status}${code === undefined ? '' : ` ${code}`}${adviceOn(response.status)}.` };
    } catch (cause) {
      return { mayPass: true, sentence: `cannot be reached (${reasonOf(cause)}).`, cause };
    }
  }
}

/** Path style for what is not AWS, and for names that no certificate covers as a host. */
function baseUrl({ endpoint, bucket, region }: BucketOptions): string {
  if (endpoint !== undefined) return `${endpoint.replace(/\/+$/, '')}/${bucket}`;
  return bucket.includes('.') ? `https://s3.${region}.amazonaws.com/${bucket}` : `https://${bucket}.s3.${region}.amazonaws.com`;
}

async function bytesOf(response: Response): Promise<Uint8Array | undefined> {
  const missing = response.status === 404 || response.status === 416;
  if (missing && response.bodyUsed) return undefined;
  const bytes = new Uint8Array(await response.arrayBuffer());
  return missing ? undefined : bytes;
}

/** The text of an element of S3's XML. The names in it are our own and hold nothing that XML escapes. */
function textIn(xml: string, element: string): string | undefined {
  return new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1];
}

function adviceOn(status: number): string {
  switch (status) {
    case 403: return ': check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and what they may do';
    case 404: return ': make the bucket, or name another';
    case 301: case 400: return ': check AWS_REGION and AWS_ENDPOINT_URL_S3';
    default: return '';
  }
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return (cause as NodeJS.ErrnoException | undefined)?.code ?? message;
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
