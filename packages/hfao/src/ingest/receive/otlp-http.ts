import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { SIGNALS, type Signal } from '../../model/signal.js';
import { asFailure, Failure } from '../../runtime/errors.js';
import { CONTENT_TYPES, exportResponse, statusResponse } from './otlp-response.js';
import { discardBody, readBody } from './read-body.js';
import { receiveExport, type ExportReceiver } from './receive-export.js';
import { encodingOf, requireContentEncoding, requireEncoding } from './request-encoding.js';

/**
 * OTLP over HTTP as a fastify plugin: `app.register(otlpHttp, receiver)` (opentelemetry.io, OTLP specification 1.x, OTLP/HTTP).
 * `POST /v1/traces`, `/v1/logs` and `/v1/metrics` in protobuf or JSON, plain or compressed, are answered in the encoding of the request.
 * What this version has no use for is refused before its body is read.
 */
export async function otlpHttp(app: FastifyInstance, receiver: ExportReceiver): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));   // the body is read by the route, which knows its limits
  app.setErrorHandler((error, request, reply) => refuse(error, request, reply, receiver));
  for (const signal of SIGNALS) routeOf(app, signal, receiver);
}

function routeOf(app: FastifyInstance, signal: Signal, receiver: ExportReceiver): void {
  const url = `/v1/${signal}`;
  app.post(url, (request, reply) => receive(signal, request, reply, receiver));
  app.route({
    method: app.supportedMethods.filter((it) => it !== 'POST'), url, exposeHeadRoute: false,
    handler: async (_request, reply) => {
      void reply.header('allow', 'POST');
      throw new Failure('method_not_allowed', 'Telemetry is sent with POST; this is the OTLP endpoint for exporters.');
    },
  });
}

async function receive(signal: Signal, request: FastifyRequest, reply: FastifyReply, receiver: ExportReceiver): Promise<FastifyReply> {
  const encoding = requireEncoding(request.headers['content-type']);
  const contentEncoding = requireContentEncoding(request.headers['content-encoding']);
  receiver.requireRoom?.();
  const raw = await readBody(request.raw, receiver.maxBodyBytes);
  const check = await receiveExport({ signal, encoding, contentEncoding, raw }, receiver);
  return reply.code(200).type(CONTENT_TYPES[encoding]).send(exportResponse(signal, check, encoding));
}

async function refuse(error: unknown, request: FastifyRequest, reply: FastifyReply, { observer, log }: ExportReceiver): Promise<FastifyReply> {
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
