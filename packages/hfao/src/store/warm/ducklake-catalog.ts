import { randomUUID } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import { Failure } from '../../runtime/errors.js';
import type { Micros } from '../../model/time.js';
import { readRows } from '../duckdb/read-rows.js';
import { integerLiteral, textLiteral, timeLiteral } from '../duckdb/sql.js';
import { DUCKLAKE_TABLES, LAKE_COLUMNS } from './ducklake-schema.js';
import type { ColumnIds, PartFacts } from './lake-parts.js';
import { partitionValues, type Partition } from './partition.js';

const VERSION = '1.0';
const SCHEMA_ID = 0;
const TABLE_ID = 1;
const PARTITION_ID = 2;
const NEXT_CATALOG_ID = 3;
const TRANSFORMS = ['identity', 'year', 'month', 'day', 'hour'];
/** Readers that attached before a file was replaced may read it for so long. */
const GRACE_MS = 60 * 60 * 1000;

export interface LakePart { fileId: number; path: string; rows: number; bytes: number }
/** A partition as it was last exported: how many rows the hot store held then, and when the last of these was ingested. */
export interface ExportedPartition extends Partition { hotRows: number; ingestedTo: Micros; rows: number; bytes: number; parts: number; exportedAt: Micros }
export interface NewPart { path: string; facts: PartFacts }

/**
 * The catalog of the warm tier: a DuckLake 1.0 catalog in a DuckDB file, with a table of our own beside (`hfao_partitions`), which DuckLake does not
 * look at. Each change is one transaction and one snapshot; only the newest snapshot is kept.
 */
export class DucklakeCatalog {
  readonly #connection: DuckDBConnection;
  readonly #ids = new Map<string, number>();

  private constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  /**
   * Attaches the catalog's file, made when it is missing.
   * @param dataUrl where the files rest, with a slash at its end
   * @throws Failure `data_dir_unusable` when the file is no catalog, or of a version that this one does not write
   */
  static async open(connection: DuckDBConnection, file: string, dataUrl: string): Promise<DucklakeCatalog> {
    const catalog = new DucklakeCatalog(connection);
    try {
      await connection.run(`ATTACH ${textLiteral(file)} AS lake`);
      const [{ tables }] = await readRows<{ tables: number }>(connection, "SELECT count(*) AS tables FROM duckdb_tables() WHERE database_name = 'lake'");
      if (tables === 0) await catalog.#transaction(() => catalog.#create(dataUrl));
      const [found] = await readRows<{ value: string }>(connection, "SELECT value FROM lake.ducklake_metadata WHERE key = 'version'");
      if (found?.value !== VERSION) throw new Failure('data_dir_unusable', `The warm tier's catalog ${file} is of DuckLake ${found?.value ?? 'of an unknown version'}; hfao writes ${VERSION}. Keep it in another place, or name another HFAO_WARM_URL.`);
      await catalog.#loadColumns();
    } catch (cause) {
      await connection.run('DETACH lake').catch(() => {});
      if (cause instanceof Failure) throw cause;
      throw new Failure('data_dir_unusable', `The warm tier's catalog ${file} cannot be read: ${(cause as Error).message.split('\n')[0]} Remove it to have it fetched again from the warm tier.`, { cause });
    }
    return catalog;
  }

  get columnIds(): ColumnIds { return this.#ids; }

  async close(): Promise<void> {
    await this.#connection.run('CHECKPOINT lake');
    await this.#connection.run('DETACH lake');
  }

  /** Oldest first. */
  partitions(projectId?: string): Promise<ExportedPartition[]> {
    return readRows(this.#connection, `
SELECT project_id AS "projectId", hour, hot_rows AS "hotRows", ingested_to AS "ingestedTo", exported_at AS "exportedAt", count(*) AS parts, sum(record_count)::BIGINT AS rows, sum(file_size_bytes)::BIGINT AS bytes
FROM lake.hfao_partitions JOIN lake.hfao_parts USING (project_id, hour) JOIN lake.ducklake_data_file USING (data_file_id)
WHERE end_snapshot IS NULL${projectId === undefined ? '' : ` AND project_id = ${textLiteral(projectId)}`} GROUP BY ALL ORDER BY hour, project_id`);
  }

  parts({ projectId, hour }: Partition): Promise<LakePart[]> {
    return readRows(this.#connection, `
SELECT data_file_id AS "fileId", path, record_count AS rows, file_size_bytes AS bytes FROM lake.hfao_parts JOIN lake.ducklake_data_file USING (data_file_id)
WHERE project_id = ${textLiteral(projectId)} AND hour = ${timeLiteral(hour)} AND end_snapshot IS NULL ORDER BY data_file_id`);
  }

  /** The parts of every partition, oldest hour first. */
  allParts(): Promise<(Partition & LakePart)[]> {
    return readRows(this.#connection, `
SELECT project_id AS "projectId", hour, data_file_id AS "fileId", path, record_count AS rows, file_size_bytes AS bytes FROM lake.hfao_parts JOIN lake.ducklake_data_file USING (data_file_id)
WHERE end_snapshot IS NULL ORDER BY hour, data_file_id`);
  }

  /** Puts parts in the place of all that a partition had; none: the partition is gone. */
  async replace(partition: Partition, parts: readonly NewPart[], { hotRows, ingestedTo }: Pick<ExportedPartition, 'hotRows' | 'ingestedTo'>): Promise<void> {
    const key = `project_id = ${textLiteral(partition.projectId)} AND hour = ${timeLiteral(partition.hour)}`;
    await this.#transaction(async () => {
      const run = (sql: string) => this.#connection.run(sql);
      const old = await this.parts(partition);
      const [last] = await readRows<{ snapshot: number; schema: number; file: number }>(this.#connection, 'SELECT snapshot_id AS snapshot, schema_version AS schema, next_file_id AS file FROM lake.ducklake_snapshot ORDER BY snapshot_id DESC LIMIT 1');
      const [{ row }] = await readRows<{ row: number }>(this.#connection, `SELECT next_row_id AS row FROM lake.ducklake_table_stats WHERE table_id = ${TABLE_ID}`);
      const snapshot = last.snapshot + 1;
      const files = list(old.map((it) => it.fileId));
      await run(`INSERT INTO lake.ducklake_files_scheduled_for_deletion SELECT data_file_id, path, true, now() FROM lake.ducklake_data_file WHERE data_file_id IN ${files}`);
      for (const table of ['ducklake_data_file', 'ducklake_file_column_stats', 'ducklake_file_partition_value', 'hfao_parts']) await run(`DELETE FROM lake.${table} WHERE data_file_id IN ${files}`);
      await run(`DELETE FROM lake.hfao_partitions WHERE ${key}`);
      let nextRow = row;
      for (const [i, part] of parts.entries()) {
        await this.#insertPart(partition, part, { fileId: last.file + i, snapshot, rowIdStart: nextRow });
        nextRow += part.facts.rows;
      }
      if (parts.length > 0) await run(`INSERT INTO lake.hfao_partitions VALUES (${textLiteral(partition.projectId)}, ${timeLiteral(partition.hour)}, ${integerLiteral(hotRows)}, ${timeLiteral(ingestedTo)}, now()::TIMESTAMP)`);
      await run(`UPDATE lake.ducklake_table_stats SET next_row_id = ${integerLiteral(nextRow)}, record_count = (SELECT coalesce(sum(record_count), 0) FROM lake.ducklake_data_file), file_size_bytes = (SELECT coalesce(sum(file_size_bytes), 0) FROM lake.ducklake_data_file)`);
      await run('DELETE FROM lake.ducklake_snapshot');
      await run('DELETE FROM lake.ducklake_snapshot_changes');
      await run(`INSERT INTO lake.ducklake_snapshot VALUES (${snapshot}, now(), ${last.schema}, ${NEXT_CATALOG_ID}, ${last.file + parts.length})`);
      await run(`INSERT INTO lake.ducklake_snapshot_changes VALUES (${snapshot}, '${old.length > 0 ? `deleted_from_table:${TABLE_ID},` : ''}inserted_into_table:${TABLE_ID}', 'hfao', NULL, NULL)`);
    });
  }

  /** Files that no snapshot names any more and that readers have had time to leave. */
  expired(now: Micros): Promise<{ fileId: number; path: string }[]> {
    return readRows(this.#connection, `SELECT data_file_id AS "fileId", path FROM lake.ducklake_files_scheduled_for_deletion WHERE schedule_start < ${timeLiteral(now - GRACE_MS * 1000)}::TIMESTAMPTZ
  AND path NOT IN (SELECT path FROM lake.ducklake_data_file) ORDER BY data_file_id`);
  }

  async forgetExpired(fileIds: readonly number[]): Promise<void> {
    await this.#connection.run(`DELETE FROM lake.ducklake_files_scheduled_for_deletion WHERE data_file_id IN ${list(fileIds)}`);
  }

  async #insertPart(partition: Partition, { path, facts }: NewPart, { fileId, snapshot, rowIdStart }: { fileId: number; snapshot: number; rowIdStart: number }): Promise<void> {
    const run = (sql: string) => this.#connection.run(sql);
    await run(`INSERT INTO lake.ducklake_data_file VALUES (${fileId}, ${TABLE_ID}, ${snapshot}, NULL, NULL, ${textLiteral(path)}, true, 'parquet', ${facts.rows}, ${facts.bytes}, ${facts.footerBytes}, ${rowIdStart}, ${PARTITION_ID}, NULL, NULL, NULL)`);
    await run(`INSERT INTO lake.ducklake_file_column_stats VALUES ${facts.columns.map((it) => `(${fileId}, ${TABLE_ID}, ${it.columnId}, NULL, ${it.values}, ${it.nulls}, ${orNull(it.min)}, ${orNull(it.max)}, ${it.hasNan ?? 'NULL'}, NULL)`).join(', ')}`);
    await run(`INSERT INTO lake.ducklake_file_partition_value VALUES ${partitionValues(partition).map((it, i) => `(${fileId}, ${TABLE_ID}, ${i}, ${textLiteral(String(it))})`).join(', ')}`);
    await run(`INSERT INTO lake.hfao_parts VALUES (${fileId}, ${textLiteral(partition.projectId)}, ${timeLiteral(partition.hour)})`);
  }

  async #create(dataUrl: string): Promise<void> {
    const run = (sql: string) => this.#connection.run(sql);
    for (const [name, columns] of Object.entries(DUCKLAKE_TABLES)) await run(`CREATE TABLE lake.ducklake_${name} (${columns})`);
    await run('CREATE TABLE lake.hfao_partitions (project_id VARCHAR NOT NULL, hour TIMESTAMP NOT NULL, hot_rows BIGINT NOT NULL, ingested_to TIMESTAMP NOT NULL, exported_at TIMESTAMP NOT NULL)');
    await run('CREATE TABLE lake.hfao_parts (data_file_id BIGINT NOT NULL, project_id VARCHAR NOT NULL, hour TIMESTAMP NOT NULL)');
    await run(`INSERT INTO lake.ducklake_metadata VALUES ('version', '${VERSION}', NULL, NULL), ('created_by', 'hfao', NULL, NULL), ('data_path', ${textLiteral(dataUrl)}, NULL, NULL), ('encrypted', 'false', NULL, NULL)`);
    await run(`INSERT INTO lake.ducklake_schema VALUES (${SCHEMA_ID}, '${randomUUID()}', 0, NULL, 'main', '', true)`);
    await run(`INSERT INTO lake.ducklake_table VALUES (${TABLE_ID}, '${randomUUID()}', 1, NULL, ${SCHEMA_ID}, 'observations', 'events/', true)`);
    await run(`INSERT INTO lake.ducklake_schema_versions VALUES (1, 1, ${TABLE_ID})`);
    await run(`INSERT INTO lake.ducklake_table_stats VALUES (${TABLE_ID}, 0, 0, 0)`);
    await this.#addColumns(LAKE_COLUMNS, 1);
    await run(`INSERT INTO lake.ducklake_partition_info VALUES (${PARTITION_ID}, ${TABLE_ID}, 1, NULL)`);
    const of = [this.#ids.get('project_id')!, ...Array.from({ length: 4 }, () => this.#ids.get('start_time')!)];
    await run(`INSERT INTO lake.ducklake_partition_column VALUES ${TRANSFORMS.map((it, i) => `(${PARTITION_ID}, ${TABLE_ID}, ${i}, ${of[i]}, '${it}')`).join(', ')}`);
    await run(`INSERT INTO lake.ducklake_snapshot VALUES (1, now(), 1, ${NEXT_CATALOG_ID}, 0)`);
    await run(`INSERT INTO lake.ducklake_snapshot_changes VALUES (1, 'created_schema:"main",created_table:"main"."observations"', 'hfao', NULL, NULL)`);
  }

  /** Reads the ids; columns that this version has and the catalog has not are added in a snapshot of their own. */
  async #loadColumns(): Promise<void> {
    const rows = await readRows<{ id: number; name: string; parent: number | null }>(this.#connection, `SELECT column_id AS id, column_name AS name, parent_column AS parent FROM lake.ducklake_column WHERE table_id = ${TABLE_ID} AND end_snapshot IS NULL ORDER BY column_id`);
    const names = new Map(rows.map((it) => [it.id, it.name]));
    this.#ids.clear();
    for (const { id, name, parent } of rows) this.#ids.set(parent === null ? name : `${names.get(parent)!}.${name}`, id);
    const missing = LAKE_COLUMNS.filter((it) => !this.#ids.has(it.name));
    if (missing.length === 0) return;
    await this.#transaction(async () => {
      const [last] = await readRows<{ snapshot: number; schema: number }>(this.#connection, 'SELECT max(snapshot_id) AS snapshot, max(schema_version) AS schema FROM lake.ducklake_snapshot');
      await this.#addColumns(missing, last.snapshot + 1);
      await this.#connection.run(`INSERT INTO lake.ducklake_schema_versions VALUES (${last.snapshot + 1}, ${last.schema + 1}, ${TABLE_ID})`);
      await this.#connection.run(`UPDATE lake.ducklake_snapshot SET snapshot_id = snapshot_id + 1, schema_version = schema_version + 1, snapshot_time = now()`);
      await this.#connection.run(`UPDATE lake.ducklake_snapshot_changes SET snapshot_id = snapshot_id + 1, changes_made = 'altered_table:${TABLE_ID}'`);
    });
  }

  async #addColumns(columns: typeof LAKE_COLUMNS, snapshot: number): Promise<void> {
    let id = Math.max(0, ...this.#ids.values());
    const row = (name: string, type: string, parent: number | null) => `(${++id}, ${snapshot}, NULL, ${TABLE_ID}, ${id}, ${textLiteral(name)}, '${type}', NULL, 'NULL', true, ${parent ?? 'NULL'}, '${type === 'list' || type === 'map' ? '' : 'literal'}', 'duckdb')`;
    const rows: string[] = [];
    for (const { name, type, children } of columns) {
      rows.push(row(name, type, null));
      const own = id;
      this.#ids.set(name, own);
      for (const child of children) {
        rows.push(row(child.name, child.type, own));
        this.#ids.set(`${name}.${child.name}`, id);
      }
    }
    await this.#connection.run(`INSERT INTO lake.ducklake_column VALUES ${rows.join(', ')}`);
  }

  async #transaction(work: () => Promise<void>): Promise<void> {
    await this.#connection.run('BEGIN');
    try {
      await work();
      await this.#connection.run('COMMIT');
    } catch (error) {
      await this.#connection.run('ROLLBACK').catch(() => {});
      throw error;
    }
  }
}

/** Of numbers; never empty, since an empty list is no SQL. */
const list = (ids: readonly number[]) => `(${[-1, ...ids].join(', ')})`;
const orNull = (text: string | null) => (text === null ? 'NULL' : textLiteral(text));
