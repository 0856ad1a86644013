import { Failure } from '../../runtime/errors.js';
import type { Log } from '../../runtime/log.js';
import { checkExport } from '../decode/check-export.js';
import type { ContentEncoding, LogRecord } from '../log/record.js';
import type { ProjectIds } from './project-ids.js';
import type { WriteRequest } from './write-request.js';

export interface UnpackDeps {
  projects: ProjectIds;
  inflate: (body: Uint8Array, contentEncoding: ContentEncoding) => Uint8Array | Promise<Uint8Array>;
  log: Log;
}

/**
 * What a buffer kept, as the store's thread needs it: inflated, with the ids of its projects. It was checked once; whatever it is now,
 * the store's thread will read it, or set it aside with a reason.
 * @throws what the control plane throws while it cannot be asked; try again then
 */
export async function unpack({ contentEncoding, body, ...record }: LogRecord, { projects, inflate, log }: UnpackDeps): Promise<WriteRequest> {
  let inflated: Uint8Array;
  let names: readonly string[];
  try {
    inflated = await inflate(body, contentEncoding);
    names = checkExport(record.signal, inflated, record.encoding).projectNames;
  } catch (error) {
    log.error({ error, position: record.position }, 'a request of the ingest buffer does not pass its check any more');
    return { ...record, body: ownBuffer(body), projects: {} };
  }
  return { ...record, body: ownBuffer(inflated), projects: await idsOf(names, projects, log) };
}

/** A workspace that holds no more projects refuses senders; what is acknowledged goes to the default project instead. */
async function idsOf(names: readonly string[], projects: ProjectIds, log: Log): Promise<Record<string, string>> {
  try {
    return await projects.of(names);
  } catch (error) {
    if (!(error instanceof Failure) || error.retry) throw error;
    log.error({ error, names }, 'a project cannot be made; its spans go to the default project');
    return {};
  }
}

/** Memory that can be given away: a small Buffer may be a view of a pool that others use too. */
export function ownBuffer(bytes: Uint8Array): ArrayBuffer {
  const { buffer } = bytes;
  if (buffer instanceof ArrayBuffer && bytes.byteLength === buffer.byteLength) return buffer;
  return new Uint8Array(bytes).buffer;
}
