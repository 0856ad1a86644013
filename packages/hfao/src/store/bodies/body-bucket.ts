import { BodyId } from '../../model/body-ref.js';
import { ObjectBucket, type BucketOptions } from '../s3/object-bucket.js';
import { plainName, sizeOf, type BodyStore, type StoredBody } from './body-store.js';

/** Bodies as objects: `PREFIX/PROJECT/abcdef…`. */
export function openBodyBucket(options: BucketOptions): BodyStore {
  return new BodyBucket(new ObjectBucket(options));
}

class BodyBucket implements BodyStore {
  constructor(readonly bucket: ObjectBucket) {}

  async put(projectId: string, id: BodyId, bytes: Uint8Array): Promise<void> {
    await this.bucket.put(keyOf(projectId, id), bytes);
  }

  async get(projectId: string, id: BodyId): Promise<Uint8Array | undefined> {
    return this.bucket.get(keyOf(projectId, id));
  }

  async getRange(projectId: string, id: BodyId, start: number, end: number): Promise<Uint8Array | undefined> {
    return this.bucket.getRange(keyOf(projectId, id), start, end);
  }

  async writtenAt(projectId: string, id: BodyId): Promise<number | undefined> {
    return (await this.bucket.head(keyOf(projectId, id)))?.writtenAt;
  }

  async delete(projectId: string, id: BodyId): Promise<void> {
    await this.bucket.delete(keyOf(projectId, id));
  }

  async *list(projectId: string): AsyncGenerator<StoredBody> {
    const prefix = `${plainName(projectId)}/`;
    for await (const { key, bytes, writtenAt } of this.bucket.list(prefix)) {
      const id = key.slice(prefix.length);
      if (BodyId.safeParse(id).success) yield { id, bytes, writtenAt };
    }
  }

  size(projectId: string): Promise<{ bodies: number; bytes: number }> {
    return sizeOf(this.list(projectId));
  }
}

const keyOf = (projectId: string, id: BodyId) => `${plainName(projectId)}/${BodyId.parse(id)}`;
