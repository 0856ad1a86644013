import type { BodyId } from '../../model/body-ref.js';

/**
 * Where sealed bodies rest: files or S3. It knows nothing of what is in them. Every call names its project, and no call reaches another's bodies.
 * Every method throws Failure `unavailable` when the place cannot be reached, read or written now.
 */
export interface BodyStore {
  /** Resolves once the body survives a crash. The same id again replaces it, whole or not at all. */
  put(projectId: string, id: BodyId, bytes: Uint8Array): Promise<void>;
  /** The whole body; undefined when there is none. */
  get(projectId: string, id: BodyId): Promise<Uint8Array | undefined>;
  /** Bytes from `start` up to and without `end`, fewer where the body ends before; undefined when there is no body. */
  getRange(projectId: string, id: BodyId, start: number, end: number): Promise<Uint8Array | undefined>;
  /** When the body was last put, in milliseconds since 1970; undefined when there is none. */
  writtenAt(projectId: string, id: BodyId): Promise<number | undefined>;
  /** Done as well when there is none. */
  delete(projectId: string, id: BodyId): Promise<void>;
  /** Every body of a project, in no order; what is put or deleted meanwhile may or may not be among them. */
  list(projectId: string): AsyncGenerator<StoredBody>;
  /** How many there are and what they take, of one project. Reads the whole list. */
  size(projectId: string): Promise<{ bodies: number; bytes: number }>;
}

export interface StoredBody { id: BodyId; bytes: number; writtenAt: number }

/** The sum of a list. */
export async function sizeOf(bodies: AsyncIterable<StoredBody>): Promise<{ bodies: number; bytes: number }> {
  const size = { bodies: 0, bytes: 0 };
  for await (const it of bodies) {
    size.bodies++;
    size.bytes += it.bytes;
  }
  return size;
}

/** @throws Error for a project id that is no plain name: it becomes a part of a path */
export function plainName(projectId: string): string {
  if (!/^[\w-]{1,200}$/.test(projectId)) throw new Error(`"${projectId}" cannot be a part of a path`);
  return projectId;
}
