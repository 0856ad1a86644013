import type { BucketOptions } from './object-bucket.js';

/** Where files are kept, as the configuration says. Holds credentials: never logged. */
export type StoragePlace = { kind: 'files'; directory: string } | { kind: 'bucket'; bucket: BucketOptions };
