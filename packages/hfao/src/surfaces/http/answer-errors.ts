import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { asFailure, Failure } from '../../runtime/errors.js';
import type { Log } from '../../runtime/log.js';

/** What every error looks like on REST. */
export interface ErrorBody {
  error: { code: string; message: string; field?: string };
}

/** Failures become their status and sentence; a bug becomes a 500 without its details, which go to the log. */
export function answerErrors(app: FastifyInstance, log: Log): void {
  app.setErrorHandler((error, request, reply) => {
    const failure = asFailure(fromFastify(error as FastifyError));
    if (failure.code === 'internal') log.error({ method: request.method, path: pathOf(request), error }, 'request failed');
    sendFailure(reply, failure);
  });
}

export function sendFailure(reply: FastifyReply, failure: Failure): void {
  if (failure.retryAfterSeconds !== undefined) reply.header('retry-after', String(Math.ceil(failure.retryAfterSeconds)));
  reply.status(failure.http).header('cache-control', 'no-store').type('application/json; charset=utf-8').send(errorBody(failure));
}

export function errorBody(failure: Failure): ErrorBody {
  return { error: { code: failure.code, message: failure.message, ...(failure.field === undefined ? {} : { field: failure.field }) } };
}

export const pathOf = (request: FastifyRequest) => request.url.split('?', 1)[0];

/** Fastify's own complaints about a request, in our words. */
function fromFastify(error: FastifyError): Error {
  if (error instanceof Failure) return error;
  switch (error.statusCode) {
    case 400: return new Failure('invalid_input', `The request cannot be read: ${error.message}.`, { cause: error });
    case 413: return new Failure('too_large', 'The request body is too large.', { cause: error });
    case 415: return new Failure('unsupported_media_type', 'Send application/json.', { cause: error });
    default: return error;
  }
}
