import type { FastifyInstance } from 'fastify';
import { Failure } from '../../runtime/errors.js';
import { isOwnHost } from '../../runtime/loopback-host.js';

/** Refuses requests that name a foreign host, and with `checkOrigin` those of a foreign page: the guard against DNS rebinding. */
export function refuseForeignHosts(app: FastifyInstance, boundHost: string, { checkOrigin = false } = {}): void {
  app.addHook('onRequest', async (request) => {
    if (!isOwnHost(request.headers.host, boundHost)) {
      throw new Failure('forbidden', 'This server answers requests to localhost only. Use http://127.0.0.1 or http://localhost with its port.', { field: 'host' });
    }
    const { origin } = request.headers;
    if (checkOrigin && origin !== undefined && !isOwnOrigin(origin, boundHost)) {
      throw new Failure('forbidden', 'Requests from pages of other sites are refused.', { field: 'origin' });
    }
  });
}

function isOwnOrigin(origin: string, boundHost: string): boolean {
  return /^https?:\/\//.test(origin) && isOwnHost(origin.replace(/^https?:\/\//, ''), boundHost);
}
