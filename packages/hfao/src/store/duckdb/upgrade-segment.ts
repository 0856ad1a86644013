import type { DuckDBConnection } from '@duckdb/node-api';
import { createTable, SCHEMA_VERSION } from './schema.js';

/** What brings a segment of a version to the next. New columns come last there; {@link Segment.columns} knows the order of each file. */
const UPGRADES: Record<number, (database: string) => string[]> = {
  1: (database) => [
    `ALTER TABLE ${database}.observations ADD COLUMN source VARCHAR DEFAULT 'span'`,
    `ALTER TABLE ${database}.observations ADD COLUMN mapping VARCHAR`,
    `ALTER TABLE ${database}.observations ADD COLUMN warnings VARCHAR[]`,
    `ALTER TABLE ${database}.observations ADD COLUMN usage_details MAP(VARCHAR, VARCHAR)`,
    `ALTER TABLE ${database}.trace_deltas ADD COLUMN calls VARCHAR[]`,
    createTable(database, 'logs'),
    createTable(database, 'metric_points'),
  ],
};

/** Brings an attached segment of an older version to this one, all of it or nothing. */
export async function upgradeSegment(connection: DuckDBConnection, database: string, version: number): Promise<void> {
  await connection.run('BEGIN');
  try {
    for (let from = version; from < SCHEMA_VERSION; from++) for (const statement of UPGRADES[from](database)) await connection.run(statement);
    await connection.run(`UPDATE ${database}.segment SET schema_version = ${SCHEMA_VERSION}`);
    await connection.run('COMMIT');
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => {});
    throw error;
  }
}
