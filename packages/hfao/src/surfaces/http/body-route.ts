import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { BodyId } from '../../model/body-ref.js';
import { existingBody } from '../../operations/bodies.js';
import { Failure } from '../../runtime/errors.js';
import type { ReadableBody } from '../../store/bodies/sealed-bodies.js';
import type { SurfaceDeps } from './deps.js';
import { projectInPath } from './project-in-path.js';

export const BODY_PATH = '/api/v1/projects/:project/bodies/:body_id/raw';

/** Whoever opens one of these as a page gets a page that may do nothing. */
const NO_PAGE = "default-src 'none'; sandbox; frame-ancestors 'none'";
/** What a browser draws or plays without running anything in it. */
const INLINE = /^(?:image\/(?:png|jpeg|gif|webp|avif|bmp)|audio\/(?:mpeg|mp4|aac|ogg|opus|wav|x-wav|wave|webm|flac|x-flac|m4a)|video\/(?:mp4|webm|ogg))$/;
const EXTENSIONS: Record<string, string> = {
  'image/png': 'png', 'image/jpeg': 'jpg', 'image/gif': 'gif', 'image/webp': 'webp', 'image/avif': 'avif', 'audio/mpeg': 'mp3', 'audio/wav': 'wav', 'audio/ogg': 'ogg', 'audio/flac': 'flac',
  'video/mp4': 'mp4', 'video/webm': 'webm', 'application/pdf': 'pdf', 'application/json': 'json', 'application/zip': 'zip', 'text/plain': 'txt',
};
const PART_BYTES = 1024 * 1024;

/** The bytes of a body, for the cockpit and for downloads, whole or the range that is asked for. They came from an agent: nothing of them runs. */
export function registerBodies(app: FastifyInstance, deps: SurfaceDeps): void {
  app.get<{ Params: { project: string; body_id: string }; Querystring: { download?: string } }>(BODY_PATH, async (request, reply) => {
    const project = await projectInPath(deps.control, request.params.project);
    const id = BodyId.safeParse(request.params.body_id);
    if (!id.success) throw new Failure('invalid_input', `body_id: ${id.error.issues[0].message}.`, { field: 'body_id' });
    const body = await existingBody(deps.bodies, project, id.data);
    describe(reply, id.data, body.contentType, request.query.download !== undefined);
    if (request.headers['if-none-match'] === `"${id.data}"`) return reply.status(304).send();
    return sendRange(reply, body, request.headers.range, request.method === 'HEAD');
  });
}

function describe(reply: FastifyReply, id: BodyId, contentType: string, download: boolean): void {
  const type = contentType.split(';')[0].trim().toLowerCase();
  const isInline = INLINE.test(type);
  const isPlain = type === 'application/json' || type.startsWith('text/') || /[+/]xml$/.test(type);
  const disposition = download || !(isInline || type === 'text/plain' || type === 'application/json') ? 'attachment' : 'inline';
  void reply.headers({
    'content-type': isInline ? type : isPlain ? `${type === 'application/json' ? type : 'text/plain'}; charset=utf-8` : 'application/octet-stream',
    'content-disposition': `${disposition}; filename="hfao-${id.slice(0, 12)}.${EXTENSIONS[type] ?? (isPlain ? 'txt' : 'bin')}"`,
    'content-security-policy': NO_PAGE,
    'accept-ranges': 'bytes',
    // It never changes, but it may be deleted: a copy is asked for each time whether it still may be shown.
    'cache-control': 'private, no-cache',
    etag: `"${id}"`,
  });
}

function sendRange(reply: FastifyReply, body: ReadableBody, header: string | undefined, headOnly: boolean): FastifyReply {
  const range = rangeOf(header, body.size);
  if (range === undefined) return reply.status(416).headers({ 'content-range': `bytes */${body.size}`, 'content-length': '0' }).send();
  const [start, end] = range;
  if (end - start < body.size) void reply.status(206).header('content-range', `bytes ${start}-${end - 1}/${body.size}`);
  void reply.header('content-length', String(end - start));
  return headOnly ? reply.send() : reply.send(Readable.from(parts(body, start, end)));
}

async function* parts(body: ReadableBody, start: number, end: number): AsyncGenerator<Buffer> {
  for (let at = start; at < end; at += PART_BYTES) yield await body.read(at, Math.min(at + PART_BYTES, end));
}

/** First and last-plus-one byte (RFC 9110, one range; several are answered with the whole). Undefined when it lies outside. */
function rangeOf(header: string | undefined, size: number): [number, number] | undefined {
  const [, from, to] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return [0, size];
  if (from === '') return Number(to) === 0 ? undefined : [Math.max(0, size - Number(to)), size];
  const [start, end] = [Number(from), to === '' ? size : Math.min(Number(to) + 1, size)];
  if (to !== '' && Number(to) < start) return [0, size];
  return start < size ? [start, end] : undefined;
}
