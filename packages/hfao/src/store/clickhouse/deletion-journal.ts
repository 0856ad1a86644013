import type { ClickHouseClient } from '@clickhouse/client';
import type { Micros } from '../../model/time.js';
import type { DeletionNotes } from '../forgotten-rows.js';
import { KnownDeletions, type Deletion, type DeletionEntry } from '../known-deletions.js';
import { readRows } from './read-rows.js';

/** Where deletions are noted. Every server of a cluster has all of it. */
export function deletionsTable(cluster: { name: string } | undefined): string[] {
  const columns = '(`deletion_id` String, `place` UInt64, `entry` String CODEC(ZSTD(1)))';
  const layout = 'ORDER BY (deletion_id, place)\nSETTINGS fsync_after_insert = 1, fsync_part_directory = 1';
  return [cluster === undefined
    ? `CREATE TABLE IF NOT EXISTS hfao_deletions ${columns}\nENGINE = ReplacingMergeTree ${layout}`
    : `CREATE TABLE IF NOT EXISTS hfao_deletions ON CLUSTER '${cluster.name}' ${columns}\nENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/all/{database}/hfao_deletions', '{shard}-{replica}') ${layout}`];
}

/** What was deleted, a row for each entry, stored before it takes effect. */
export class DeletionJournal implements DeletionNotes {
  readonly known = new KnownDeletions();
  #waiting: DeletionEntry[] = [];
  #lastPlace = 0;

  private constructor(private readonly client: ClickHouseClient) {}

  /** @param forgetBefore what was deleted before, and is done, is dropped from the journal: nothing that was received so long ago can still be on its way */
  static async open(client: ClickHouseClient, cluster: string | undefined, forgetBefore: Micros): Promise<DeletionJournal> {
    const journal = new DeletionJournal(client);
    const rows = await readRows<{ place: number; entry: string }>(client, 'SELECT place, entry FROM hfao_deletions ORDER BY place');
    for (const { place, entry } of rows) {
      journal.known.take(JSON.parse(entry) as DeletionEntry);
      journal.#lastPlace = place;
    }
    const done = journal.known.forgetDone(forgetBefore, (id) => journal.known.isCleaned(id));
    if (done.length > 0) {
      await client.command({ query: `DELETE FROM hfao_deletions${cluster === undefined ? '' : ` ON CLUSTER '${cluster}'`} WHERE deletion_id IN {ids:Array(String)}`, query_params: { ids: done } });
    }
    return journal;
  }

  get deletions(): Deletion[] {
    return this.known.all;
  }

  /** In effect at once, and noted by {@link flush}. */
  add(entry: DeletionEntry): void {
    this.known.take(entry);
    this.#waiting.push(entry);
  }

  /** Resolves when all that was added is stored. */
  async flush(): Promise<void> {
    for (let entry = this.#waiting.at(0); entry !== undefined; entry = this.#waiting.at(0)) {
      await this.#store(entry);
      this.#waiting.shift();
    }
  }

  /** Resolves when it is stored, and then it is in effect. Of one that broke off nobody knows whether it is stored: if it is, it takes effect at the next start. */
  async write(entry: DeletionEntry): Promise<void> {
    await this.#store(entry);
    this.known.take(entry);
  }

  async #store(entry: DeletionEntry): Promise<void> {
    const place = this.#lastPlace = Math.max(this.#lastPlace + 1, Date.now() * 1000);
    await this.client.insert({ table: 'hfao_deletions', format: 'JSONEachRow', values: [{ deletion_id: idOf(entry), place, entry: JSON.stringify(entry) }] });
  }
}

function idOf(entry: DeletionEntry): string {
  if ('deletion' in entry) return entry.deletion.deletion_id;
  return 'more' in entry ? entry.more : 'hidden' in entry ? entry.hidden : 'cleaned' in entry ? entry.cleaned : entry.finished;
}
