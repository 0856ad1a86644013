import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../runtime/errors.js';
import { otlpRequest } from './otlp-json.js';
import type { StoryTrace } from './step.js';

const deflate = promisify(gzip);
const TRACES_A_REQUEST = 20;
const MAX_ATTEMPTS = 30;

export interface Server {
  baseUrl: string;
  apiKey: string | undefined;
}

export interface Sent {
  traces: number;
  spans: number;
  rejected: number;
}

/**
 * Sends the traces over OTLP/HTTP (JSON, gzip), waiting when the server asks for it.
 * @throws Failure `unavailable` when nobody answers, or when the server asks for patience too long
 */
export async function sendTraces(traces: readonly StoryTrace[], project: string, server: Server, onProgress: (sent: Sent) => void): Promise<Sent> {
  const sent: Sent = { traces: 0, spans: 0, rejected: 0 };
  for (let at = 0; at < traces.length; at += TRACES_A_REQUEST) {
    const batch = traces.slice(at, at + TRACES_A_REQUEST);
    const rejected = await deliver(await deflate(JSON.stringify(otlpRequest(batch, project))), server);
    sent.traces += batch.length;
    sent.spans += batch.reduce((sum, it) => sum + it.steps.length, 0);
    sent.rejected += rejected;
    onProgress({ ...sent });
  }
  return sent;
}

/** How many spans of the request were rejected. */
async function deliver(body: Uint8Array, server: Server): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const response = await post(body, server);
    if (response.ok) return rejectedSpans(await response.text());
    const said = await response.text();
    if (response.status !== 429 && response.status !== 503) {
      throw new Failure('unavailable', `The server at ${server.baseUrl} refused the demo data with status ${response.status}: ${said.slice(0, 300)}`);
    }
    if (attempt === MAX_ATTEMPTS) throw new Failure('unavailable', `The server at ${server.baseUrl} is busy and asked ${MAX_ATTEMPTS} times to wait. Try again later.`);
    await sleep(waitMs(response.headers.get('retry-after')));
  }
}

async function post(body: Uint8Array, { baseUrl, apiKey }: Server): Promise<Response> {
  const authorization: Record<string, string> = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
  try {
    return await fetch(`${baseUrl}/v1/traces`, { method: 'POST', headers: { 'content-type': 'application/json', 'content-encoding': 'gzip', ...authorization }, body: new Uint8Array(body) });
  } catch (cause) {
    throw new Failure('unavailable', `No hfao answers at ${baseUrl}. Start it with "hfao up", or say where it is with --base-url or HFAO_BASE_URL.`, { cause });
  }
}

/** ExportTracePartialSuccess of the OTLP specification; anything unreadable rejects nothing. */
function rejectedSpans(body: string): number {
  try {
    const { partialSuccess } = JSON.parse(body) as { partialSuccess?: { rejectedSpans?: string | number } };
    return Number(partialSuccess?.rejectedSpans ?? 0);
  } catch {
    return 0;
  }
}

function waitMs(retryAfter: string | null): number {
  const seconds = Number(retryAfter ?? 1);
  return Math.min(Math.max(Number.isNaN(seconds) ? 1 : seconds, 0.1), 30) * 1000;
}
