import { openBodyBucket, type BucketOptions } from './body-bucket.js';
import { openBodyFiles } from './body-files.js';
import type { BodyStore } from './body-store.js';

/** Where bodies are kept, as the configuration says. Holds credentials: never logged. */
export type BodiesPlace = { kind: 'files'; directory: string } | { kind: 'bucket'; bucket: BucketOptions };

/** @throws Failure `data_dir_unusable` when a folder cannot be used; whether a bucket can is seen at the first body */
export async function openBodyStore(place: BodiesPlace): Promise<BodyStore> {
  return place.kind === 'files' ? openBodyFiles(place.directory) : openBodyBucket(place.bucket);
}
