import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '../../runtime/errors.js';
import { operations } from '../../operations/all.js';
import type { Operation } from '../../operations/operation.js';
import { perform } from '../../operations/perform.js';
import { operationContext } from '../operation-context.js';
import type { SurfaceDeps } from './deps.js';
import { queryReader } from './query-values.js';

/** Every operation as the REST route of its definition. */
export function registerOperations(app: FastifyInstance, deps: SurfaceDeps): void {
  for (const operation of operations) {
    const inputOf = inputReader(operation);
    const [method, url] = operation.http;
    app.route({
      method, url,
      handler: async (request, reply) => {
        const result = await perform(operation, inputOf(request), operationContext(deps, whileConnected(reply)));
        return reply.header('cache-control', 'no-store').send(result);
      },
    });
  }
}

function inputReader(operation: Operation): (request: FastifyRequest) => Record<string, unknown> {
  const readQuery = queryReader(operation);
  return (request) => {
    const path = request.params as Record<string, string>;
    const query = request.query as Record<string, unknown>;
    const twice = Object.keys(query).find((it) => Object.hasOwn(path, it));
    if (twice !== undefined) throw new Failure('invalid_input', `${twice} is given by the path; leave it out of the query.`, { field: twice });
    return { ...(request.body as Record<string, unknown> | undefined), ...readQuery(query), ...path };
  };
}

/** Aborted when the client goes before it has its answer. */
export function whileConnected(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => { if (!reply.raw.writableFinished) gone.abort(); });
  return gone.signal;
}
