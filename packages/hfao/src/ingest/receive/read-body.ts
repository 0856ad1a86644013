import type { IncomingMessage } from 'node:http';
import { Failure } from '../../runtime/errors.js';
import { tooLarge } from './body-limit.js';

/** Of a body that is refused before its end, as much more is read and thrown away: most senders hear an answer only after they have sent everything. */
const DISCARDED_BYTES = 64 * 1024 * 1024;

/**
 * Reads a request's body, holding no more than `maxBytes` of it.
 * @throws Failure `too_large`, as soon as that is known; `invalid_input` when the sender goes away in the middle
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    const gone = () => {
      if (!request.readableEnded) reject(new Failure('invalid_input', `The sender closed the connection after ${size} bytes, before the body was complete.`));
    };
    request.on('data', function take(chunk: Buffer) {
      size += chunk.length;
      if (size <= maxBytes) return chunks.push(chunk);
      request.off('data', take);
      return reject(tooLarge(maxBytes));
    });
    request.once('end', () => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
    request.once('error', gone);
    request.once('close', gone);
  });
}

/** Lets the rest of a refused body run off, so that its sender reads the answer; ends the connection of one that does not stop. */
export function discardBody(request: IncomingMessage): void {
  if (request.readableEnded || request.destroyed) return;
  let left = DISCARDED_BYTES;
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) request.destroy();
  });
  request.on('error', () => {});
  request.resume();
}
