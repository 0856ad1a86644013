import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import type { FastifyInstance } from 'fastify';
import { TOOLSETS, type Toolset } from '../../operations/operation.js';
import type { SurfaceDeps } from '../http/deps.js';
import { refuseForeignHosts } from '../http/own-host.js';
import { makeMcpServer } from './server.js';

/** MCP over Streamable HTTP at `/mcp`, for both eras of clients (2026-07-28 and 2025-11-25), without sessions. */
export function mountMcp(app: FastifyInstance, deps: SurfaceDeps): void {
  const handler = createMcpHandler(({ requestInfo }) => makeMcpServer(deps, toolsetsOf(requestInfo?.url)), { onerror: (error) => deps.log.debug({ error }, 'MCP request refused') });
  const serve = toNodeHandler(handler);
  app.register(async (scope) => {
    refuseForeignHosts(scope, deps.host, { checkOrigin: true });
    // The handler reads the body itself, with its own limit.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _body, done) => done(null));
    scope.all('/mcp', async (request, reply) => {
      reply.hijack();
      for (const [name, value] of Object.entries(reply.getHeaders())) reply.raw.setHeader(name, value as string);
      await serve(request.raw, reply.raw);
    });
  });
  app.addHook('onClose', () => handler.close());
}

/** `?toolsets=debug,ingest`, or `all`; unknown names are passed over, and where none is left it is the standard one. */
function toolsetsOf(url: string | undefined): readonly Toolset[] {
  const asked = url === undefined ? [] : (new URL(url).searchParams.get('toolsets') ?? '').split(',');
  if (asked.includes('all')) return TOOLSETS;
  const known = TOOLSETS.filter((it) => asked.includes(it));
  return known.length === 0 ? ['debug'] : known;
}
