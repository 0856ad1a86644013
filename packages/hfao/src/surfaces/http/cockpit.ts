import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Failure } from '../../runtime/errors.js';
import { pathOf, sendFailure } from './answer-errors.js';

/** Where the build puts the cockpit: `dist/web`, seen from `dist/surfaces/http`. */
const BUILT = fileURLToPath(new URL('../../web', import.meta.url));

/** Paths of programs: an unknown one is a 404 in JSON, never a page. */
const FOR_PROGRAMS = /^\/(?:api|v1|mcp|openapi\.json|healthz|readyz|metrics)(?:\/|$)/;
/** Build products carry a hash of their content in the name. */
const HASHED = /[/\\]assets[/\\]/;

/**
 * Serves the cockpit: its files, and its one page for every other path, which the page's own router reads.
 * Sets the answer to unknown paths for the whole app.
 */
export function serveCockpit(app: FastifyInstance, webDir = BUILT): void {
  const page = join(webDir, 'index.html');
  if (existsSync(webDir)) {
    app.register(fastifyStatic, {
      root: webDir, index: false, redirect: false, cacheControl: false, dotfiles: 'ignore',
      setHeaders: (reply, path) => { reply.header('cache-control', HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache'); },
    });
  }
  app.get('/', (_, reply) => sendPage(reply, page));   // the root is a folder, which the file server would not answer with the page
  app.setNotFoundHandler((request, reply) => {
    const path = pathOf(request);
    const reading = request.method === 'GET' || request.method === 'HEAD';
    if (FOR_PROGRAMS.test(path) || !reading) return sendFailure(reply, new Failure('not_found', `There is no ${request.method} ${path.slice(0, 200)} here. /openapi.json lists what there is.`));
    if (path.startsWith('/assets/')) return sendFailure(reply, new Failure('not_found', 'There is no such file. Reload the page: the cockpit may have been updated.'));
    return sendPage(reply, page);
  });
}

function sendPage(reply: FastifyReply, page: string): FastifyReply {
  reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8');
  return existsSync(page) ? reply.send(createReadStream(page)) : reply.status(200).send(NOT_BUILT);
}

const NOT_BUILT = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>hfao</title>
<h1>hfao is running</h1>
<p>The cockpit has not been built. Run <code>npm run build</code> in the checkout and reload.</p>
<p>The API works without it: see <a href="/openapi.json">/openapi.json</a>, and MCP at <code>/mcp</code>.</p>
</html>
`;
