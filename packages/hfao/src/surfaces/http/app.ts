import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { Failure } from '../../runtime/errors.js';
import { mountMcp } from '../mcp/mount.js';
import { answerErrors, sendFailure } from './answer-errors.js';
import { registerBodies } from './body-route.js';
import { serveCockpit } from './cockpit.js';
import type { SurfaceDeps } from './deps.js';
import { registerHealth } from './health-routes.js';
import { registerLive } from './live-route.js';
import { registerMetrics } from './metrics.js';
import { openApiDocument } from './openapi.js';
import { registerOperations } from './operation-routes.js';
import { refuseForeignHosts } from './own-host.js';
import { registerParquet } from './parquet-route.js';
import { setSecurityHeaders } from './security-headers.js';
import { registerSqlParquet } from './sql-parquet-route.js';

/** The app of port 7860: cockpit, REST, MCP, health, metrics, and OTLP where `registerIngest` is given. Not listening yet. */
export function buildApi(deps: SurfaceDeps): FastifyInstance {
  const app = newApp(deps);
  registerMetrics(app, deps.ledger);
  registerHealth(app, deps);
  registerOperations(app, deps);
  registerLive(app, deps);
  registerBodies(app, deps);
  registerParquet(app, deps);
  registerSqlParquet(app, deps);
  const document = JSON.stringify(openApiDocument(deps.version));
  for (const path of ['/openapi.json', '/api/v1/openapi.json']) {
    app.get(path, async (_, reply) => reply.type('application/json; charset=utf-8').send(document));
  }
  mountMcp(app, deps);
  mountIngest(app, deps);
  serveCockpit(app, deps.webDir);
  return app;
}

/** The app of port 4319: MCP at /mcp and nothing else. Not listening yet. */
export function buildMcpApp(deps: SurfaceDeps): FastifyInstance {
  const app = newApp(deps);
  registerHealth(app, deps);
  mountMcp(app, deps);
  return elsewhereNothing(app, 'MCP is at /mcp; everything else is on the main port.');
}

/** What the app of port 4318 needs; it may be all that a process serves, and then has its metrics too. */
export type OtlpDeps = Pick<SurfaceDeps, 'log' | 'host' | 'version' | 'ready' | 'registerIngest'> & { metrics?: SurfaceDeps['ledger']['metrics'] };

/** The app of port 4318: what `registerIngest` adds and nothing else. Not listening yet. */
export function buildOtlpApp(deps: OtlpDeps): FastifyInstance {
  const app = newApp(deps, { streams: false });
  if (deps.metrics !== undefined) registerMetrics(app, { metrics: deps.metrics });
  registerHealth(app, deps);
  mountIngest(app, deps);
  return elsewhereNothing(app, 'OTLP is at /v1/traces; everything else is on the main port.');
}

/** In a scope of its own: the parsers of OTLP bodies are not those of REST. */
function mountIngest(app: FastifyInstance, deps: Pick<SurfaceDeps, 'registerIngest'>): void {
  app.register(async (scope) => { await deps.registerIngest?.(scope); });
}

function elsewhereNothing(app: FastifyInstance, sentence: string): FastifyInstance {
  return app.setNotFoundHandler((_, reply) => sendFailure(reply, new Failure('not_found', sentence)));
}

function newApp(deps: Pick<SurfaceDeps, 'log' | 'host'>, { streams = true } = {}): FastifyInstance {
  const app = Fastify({
    logger: false,
    bodyLimit: 1024 * 1024,
    // Event streams never end by themselves; an OTLP request in hand is let through.
    forceCloseConnections: streams ? true : 'idle',
    frameworkErrors: (error, _, reply) => sendFailure(reply as FastifyReply, new Failure('invalid_input', `The request cannot be read: ${error.message}.`)),
  });
  answerErrors(app, deps.log);
  setSecurityHeaders(app);
  refuseForeignHosts(app, deps.host);
  return app;
}
