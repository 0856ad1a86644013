import type { StoragePlace } from '../s3/storage-place.js';
import { openWarmBucket } from './warm-bucket.js';
import { openWarmFolder } from './warm-folder.js';

/**
 * Where Parquet files and their catalog rest: a folder or a bucket. Paths have slashes and are relative.
 * Every method throws Failure `unavailable` when the place cannot be reached, read or written now.
 */
export interface WarmFiles {
  /** The place as readers name it: an absolute folder or `s3://bucket/prefix`, with a slash at its end. */
  readonly url: string;
  /** Resolves once the file survives a crash; what was there under that path is replaced, whole or not at all. */
  put(path: string, localFile: string): Promise<void>;
  /** A local file with the content, to be left alone; fetched to `scratch` where it lies elsewhere. Undefined when there is none. */
  local(path: string, scratch: string): Promise<string | undefined>;
  /** Undefined when there is none. */
  size(path: string): Promise<number | undefined>;
  /** Done as well when there is none. */
  delete(path: string): Promise<void>;
}

/** @throws Failure `data_dir_unusable` when a folder cannot be used; whether a bucket can is seen at the first file */
export async function openWarmFiles(place: StoragePlace): Promise<WarmFiles> {
  return place.kind === 'files' ? openWarmFolder(place.directory) : openWarmBucket(place.bucket);
}
