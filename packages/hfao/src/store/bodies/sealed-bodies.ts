import type { BodyId } from '../../model/body-ref.js';
import type { BodyStore } from './body-store.js';
import type { DataKey } from './key-wrap.js';
import { damaged, HEAD_GUESS_BYTES, headBytes, OpenedBody, prepareSealing } from './sealed-body.js';

export interface KeyFinder { find(projectId: string, keyId: string): Promise<DataKey | undefined> }

export interface ReadableBody {
  contentType: string;
  /** Bytes of content. */
  size: number;
  /** From `start` up to and without `end`, which lies within the content. @throws Failure `internal` when the body is damaged */
  read(start: number, end: number): Promise<Buffer>;
}

/** Bodies as their readers know them: content, opened part by part. */
export class SealedBodies {
  constructor(private readonly store: Pick<BodyStore, 'getRange'>, private readonly keys: KeyFinder) {}

  /**
   * Undefined when the project has no such body.
   * @throws Failure `internal` when it is damaged or its key is gone, `unavailable` when the place of bodies does not answer
   */
  async open(projectId: string, id: BodyId): Promise<ReadableBody | undefined> {
    const place = { projectId, id };
    const start = await this.store.getRange(projectId, id, 0, HEAD_GUESS_BYTES);
    if (start === undefined) return undefined;
    const length = headBytes(start);
    if (length === undefined) throw damaged(place);
    const head = length <= start.length ? start.subarray(0, length) : await this.store.getRange(projectId, id, 0, length);
    if (head?.length !== length) throw damaged(place);
    await prepareSealing();
    const body = new OpenedBody(head, place);
    const key = await this.keys.find(projectId, body.head.key);
    if (key === undefined) throw damaged(place);
    return { contentType: body.head.type, size: body.head.size, read: (from, to) => this.#read(body, key, from, to) };
  }

  async #read(body: OpenedBody, key: DataKey, start: number, end: number): Promise<Buffer> {
    if (end <= start) return Buffer.alloc(0);
    const { projectId, id } = body.place;
    const [first, last] = body.sealedRange(start, end);
    const sealed = await this.store.getRange(projectId, id, first, last);
    if (sealed?.length !== last - first) throw damaged(body.place);
    return body.open(sealed, start, end, key);
  }
}
