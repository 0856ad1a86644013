import { slugOf } from '../../model/project-slug.js';
import { keepResources } from '../decode/keep-resources.js';
import type { WriteRequest } from '../write/write-request.js';
import type { ForwardedRequest } from './forward-queue.js';

/** What of a request belongs to one project, in memory of its own; undefined when nothing does. */
export function partOfProject({ signal, encoding, body, projectId, projects }: WriteRequest, wanted: string): ForwardedRequest | undefined {
  const idOf = (name: string | undefined) => (name === undefined ? undefined : projects[slugOf(name)]) ?? projectId;
  const bytes = new Uint8Array(body);
  const kept = keepResources(bytes, signal, encoding, (name) => idOf(name) === wanted);
  if (kept === undefined) return undefined;
  return { signal, encoding, body: kept === bytes ? bytes.slice() : kept };
}
