import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Micros } from '../../model/time.js';
import { asFailure, Failure } from '../../runtime/errors.js';
import type { Log } from '../../runtime/log.js';
import { checkTraces, type TracesCheck } from '../decode/check-traces.js';
import type { TracesEncoding } from '../decode/encoding.js';
import type { ContentEncoding } from '../log/record.js';
import { inflate } from './inflate.js';
import type { IngestObserver } from './ingest-observer.js';
import { CONTENT_TYPES, exportResponse, statusResponse } from './otlp-response.js';
import { discardBody, readBody } from './read-body.js';
import { encodingOf, requireContentEncoding, requireEncoding } from './request-encoding.js';

/** A request that is known to be decodable and has at least one good span. */
export interface AcceptedRequest {
  receivedAt: Micros;
  encoding: TracesEncoding;
  contentEncoding: ContentEncoding;
  /** As received. */
  raw: Buffer;
  /** The same object as `raw` where nothing was compressed. Both are given away: nobody here looks at them again. */
  inflated: Uint8Array;
  check: TracesCheck;
}

export interface OtlpHttpOptions {
  /** Of a body, compressed and inflated alike. */
  maxBodyBytes: number;
  /** Asked before a body is read, so that overload costs next to nothing. @throws Failure `backpressure` or `overloaded` */
  requireRoom?(): void;
  /** Resolves once the request survives a crash; only then it is acknowledged. A Failure that it throws is the answer. */
  accept(request: AcceptedRequest): Promise<void>;
  observer: IngestObserver;
  log: Log;
  now?: () => Micros;
}

/**
 * OTLP over HTTP as a fastify plugin: `app.register(otlpHttp, options)` (opentelemetry.io, OTLP specification 1.x, OTLP/HTTP).
 * `POST /v1/traces` in protobuf or JSON, plain or gzip, is answered in the encoding of the request. To logs and metrics it says that they are not stored.
 * What this version has no use for is refused before its body is read.
 */
export async function otlpHttp(app: FastifyInstance, options: OtlpHttpOptions): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));   // the body is read by the route, which knows its limits
  app.setErrorHandler((error, request, reply) => refuse(error, request, reply, options));

  app.post('/v1/traces', (request, reply) => receiveTraces(request, reply, options));
  app.route({
    method: app.supportedMethods.filter((it) => it !== 'POST'), url: '/v1/traces', exposeHeadRoute: false,
    handler: async (_request, reply) => {
      void reply.header('allow', 'POST');
      throw new Failure('method_not_allowed', 'Spans are sent with POST; this is the OTLP endpoint for exporters.');
    },
  });
  notStored(app, '/v1/logs', 'OTEL_LOGS_EXPORTER');
  notStored(app, '/v1/metrics', 'OTEL_METRICS_EXPORTER');
}

function notStored(app: FastifyInstance, url: string, variable: string): void {
  app.route({
    method: app.supportedMethods, url, exposeHeadRoute: false,
    handler: async () => {
      throw new Failure('not_found', `This version of hfao stores traces only. Set ${variable}=none in the sender to stop this export.`);
    },
  });
}

async function receiveTraces(request: FastifyRequest, reply: FastifyReply, options: OtlpHttpOptions): Promise<FastifyReply> {
  const encoding = requireEncoding(request.headers['content-type']);
  const contentEncoding = requireContentEncoding(request.headers['content-encoding']);
  options.requireRoom?.();
  const raw = await readBody(request.raw, options.maxBodyBytes);
  const receivedAt = options.now?.() ?? Date.now() * 1000;
  const inflated = inflate(raw, contentEncoding, options.maxBodyBytes);
  const check = checkTraces(inflated, encoding);
  const facts = { receivedAt, encoding, contentEncoding, wireBytes: raw.length, inflatedBytes: inflated.length, check };
  if (check.spanCount > check.rejectedCount) await options.accept({ receivedAt, encoding, contentEncoding, raw, inflated, check });
  options.observer.received(facts);
  return reply.code(200).type(CONTENT_TYPES[encoding]).send(exportResponse(check, encoding));
}

async function refuse(error: unknown, request: FastifyRequest, reply: FastifyReply, { observer, log }: OtlpHttpOptions): Promise<FastifyReply> {
  const failure = failureOf(error);
  if (failure.code === 'internal') log.error({ error, route: request.routeOptions.url }, 'an OTLP request failed');
  observer.refused(failure.code, failure.message);
  discardBody(request.raw);
  const encoding = encodingOf(request.headers['content-type']) ?? 'json';
  if (failure.retryAfterSeconds !== undefined) void reply.header('retry-after', String(Math.ceil(failure.retryAfterSeconds)));
  return reply.code(failure.http).type(CONTENT_TYPES[encoding]).send(statusResponse(failure, encoding));
}

/** Fastify refuses some requests before a route sees them, with errors of its own. */
function failureOf(error: unknown): Failure {
  const { code, statusCode, message } = error as { code?: string; statusCode?: number; message: string };
  if (error instanceof Failure || statusCode === undefined || statusCode >= 500) return asFailure(error);
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new Failure('unsupported_media_type', 'The Content-Type cannot be read; OTLP over HTTP is application/x-protobuf or application/json.', { cause: error });
  return new Failure('invalid_input', `The request cannot be read: ${message}.`, { cause: error });
}
