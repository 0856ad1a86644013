import { createHash, randomUUID } from 'node:crypto';
import { finished } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { ClickHouseError, type ClickHouseClient } from '@clickhouse/client';
import { RowBinaryEncoder, type EncodedColumn } from './row-binary.js';
import { TABLES, type TableName } from './schema.js';
import { WORD_INDEX } from './word-index.js';

/** How long to wait for a statement to be stopped of which nobody knows whether it still runs. */
const STOP_MS = 5000;

/** Puts rows into tables, one statement at a time. */
export class Inserts {
  readonly #client: ClickHouseClient;
  readonly #encoder = new RowBinaryEncoder();
  #since: string = randomUUID();

  constructor(client: ClickHouseClient) {
    this.#client = client;
  }

  /**
   * Resolves when the rows are stored; rows of one partition become visible together. The same rows once more, a few statements later, with the same
   * `attempt` change nothing: of an insert that broke off it is not known whether it is stored.
   * @param attempt names the work that these rows belong to, the same when it is done again; without one, that of this process
   */
  async insert(table: TableName, rows: readonly object[], attempt: string = this.#since): Promise<void> {
    if (rows.length > 0) await this.insertInto(table, COLUMNS[table], rows, attempt);
  }

  /** Rows have been deleted: the same ones again are new. */
  forgetRepeats(): void {
    this.#since = randomUUID();
  }

  async insertInto(table: string, columns: readonly EncodedColumn[], rows: readonly object[], attempt: string = this.#since): Promise<void> {
    const body = this.#encoder.encode(columns, rows);
    const queryId = randomUUID();
    try {
      const { stream } = await this.#client.exec({
        query: `INSERT INTO ${table} (${columns.map((it) => `\`${it.name}\``).join(', ')}) FORMAT RowBinary`, values: Readable.from([body], { objectMode: false }), query_id: queryId,
        clickhouse_settings: { insert_deduplicate: 1, insert_deduplication_token: `${createHash('sha1').update(body).digest('hex')} ${attempt}`, max_partitions_per_insert_block: '0', exclude_materialize_skip_indexes_on_insert: WORD_INDEX },
      });
      await finished(stream.resume());
    } catch (error) {
      if (!(error instanceof ClickHouseError)) await this.#stop(queryId);
      throw error;
    }
  }

  /** What may still run must not come behind what is written next. */
  async #stop(queryId: string): Promise<void> {
    await this.#client.command({ query: 'KILL QUERY WHERE query_id = {id:String} SYNC', query_params: { id: queryId }, abort_signal: AbortSignal.timeout(STOP_MS) }).catch(() => {});
  }
}

const COLUMNS = Object.fromEntries(Object.entries(TABLES).map(([table, { columns, required, own }]) => [table, [
  ...columns.map(([name, kind]): EncodedColumn => ({ name, kind, isNullable: !required.has(name) })),
  ...own.map(([name, kind]): EncodedColumn => ({ name, kind, isNullable: false, standard: kind === 'int' ? 0 : false })),
]])) as unknown as Record<TableName, readonly EncodedColumn[]>;
