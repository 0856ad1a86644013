/** How a store gives a copy of itself while it is used. Part of the promise of store.ts. */
export interface StoreBackup {
  /**
   * Begins a copy of all that is stored at this moment, into an empty directory of this machine. Reads and writes go on; one that must change what is not copied yet waits for that part.
   * Until {@link endBackup} nothing that the copy needs is removed.
   * Whatever the engine, what lies there in the end is a directory of the embedded store.
   * @throws Failure `conflict` while another is under way; `unavailable` when this engine can only be backed up by itself (a cluster)
   */
  beginBackup(directory: string): Promise<BackupPlan>;
  /** Copies the next part. Resolves once it survives a crash; undefined when all are there. */
  backUpNext(backupId: string): Promise<BackedUpPart | undefined>;
  /** At the end, or when it is given up. Done as well when there is no such backup. */
  endBackup(backupId: string): Promise<void>;
}

export interface BackupPlan {
  backup_id: string;
  /** Of what is to be copied. */
  parts: number;
  bytes: number;
  schema_version: number;
  /** The ingest log position up to which everything is in it. */
  position: number;
  /** Rows of each table in it. */
  rows: Record<string, number>;
}

export interface BackedUpPart { /** Of the file, in the directory, where a part is one. */ name: string; bytes: number }
