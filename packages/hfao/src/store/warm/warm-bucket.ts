import { readFile, writeFile } from 'node:fs/promises';
import { ObjectBucket, type BucketOptions } from '../s3/object-bucket.js';
import type { WarmFiles } from './warm-files.js';

/** Files as objects of a bucket, each sent in one piece: parts are made small enough for that. */
export function openWarmBucket(options: BucketOptions): WarmFiles {
  const bucket = new ObjectBucket(options);
  return {
    url: `s3://${options.bucket}/${options.prefix === '' ? '' : `${options.prefix}/`}`,
    async put(path, localFile) {
      await bucket.put(path, await readFile(localFile));
    },
    async local(path, scratch) {
      const bytes = await bucket.get(path);
      if (bytes === undefined) return undefined;
      await writeFile(scratch, bytes);
      return scratch;
    },
    size: async (path) => (await bucket.head(path))?.bytes,
    delete: (path) => bucket.delete(path),
  };
}
