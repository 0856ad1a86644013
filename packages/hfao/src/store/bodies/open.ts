import type { StoragePlace } from '../s3/storage-place.js';
import { openBodyBucket } from './body-bucket.js';
import { openBodyFiles } from './body-files.js';
import type { BodyStore } from './body-store.js';

/** @throws Failure `data_dir_unusable` when a folder cannot be used; whether a bucket can is seen at the first body */
export async function openBodyStore(place: StoragePlace): Promise<BodyStore> {
  return place.kind === 'files' ? openBodyFiles(place.directory) : openBodyBucket(place.bucket);
}
