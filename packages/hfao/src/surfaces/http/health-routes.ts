import type { FastifyInstance } from 'fastify';
import type { SurfaceDeps } from './deps.js';

/** `/healthz`: the process answers. `/readyz`: it has what it needs to serve; 503 names what is missing. */
export function registerHealth(app: FastifyInstance, deps: Pick<SurfaceDeps, 'version' | 'ready'>): void {
  app.get('/healthz', async (_, reply) => reply.header('cache-control', 'no-store').send({ status: 'ok', version: deps.version }));
  app.get('/readyz', async (_, reply) => {
    const readiness = deps.ready();
    return reply.status(readiness.ready ? 200 : 503).header('cache-control', 'no-store').send(readiness);
  });
}
