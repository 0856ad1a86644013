import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { SurfaceDeps } from './deps.js';
import { projectInPath } from './project-in-path.js';

const HEARTBEAT_MS = 15_000;
/** What a slow reader may be behind; it reads the list anyway when it comes back. */
const MAX_WAITING_IDS = 1_000;

export const LIVE_PATH = '/api/v1/projects/:project/live';

/** Server-sent events: `stored` with the ids of the traces that a batch touched, as soon as queries see them. */
export function registerLive(app: FastifyInstance, deps: SurfaceDeps): void {
  app.get<{ Params: { project: string } }>(LIVE_PATH, async (request, reply) => {
    const project = await projectInPath(deps.control, request.params.project);

    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, { ...reply.getHeaders() as Record<string, string>, 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    raw.write('retry: 2000\n: listening\n\n');
    const send = coalescing(raw);
    const unsubscribe = deps.liveFeed.subscribe(project.id, ({ trace_ids }) => send(trace_ids));
    const heartbeat = setInterval(() => raw.write(': still here\n\n'), HEARTBEAT_MS);
    raw.once('close', () => {
      clearInterval(heartbeat);
      unsubscribe();
    });
    raw.on('error', () => {});   // the client has gone; `close` follows
  });
}

/** Sends at once while the client reads along, and gathers ids into one event while it does not. */
function coalescing(raw: ServerResponse): (traceIds: readonly string[]) => void {
  const waiting = new Set<string>();
  const flush = () => {
    if (waiting.size === 0 || raw.writableNeedDrain || raw.destroyed) return;
    raw.write(`event: stored\ndata: ${JSON.stringify({ trace_ids: [...waiting] })}\n\n`);
    waiting.clear();
  };
  raw.on('drain', flush);
  return (traceIds) => {
    for (const id of traceIds) if (waiting.size < MAX_WAITING_IDS) waiting.add(id);
    flush();
  };
}
