import type { DuckDBConnection } from '@duckdb/node-api';
import { createTable, SCHEMA_VERSION } from './schema.js';

/** What brings a segment of a version to the next, and back: `down` keeps everything that the older version knew. */
interface Step { up(database: string): string[]; down(database: string): string[] }

/** By the older version. New columns come last in a file that was upgraded; {@link Segment.columns} knows the order of each file. */
const STEPS: Record<number, Step> = {
  1: {
    up: (database) => [
      `ALTER TABLE ${database}.observations ADD COLUMN source VARCHAR DEFAULT 'span'`,
      `ALTER TABLE ${database}.observations ADD COLUMN mapping VARCHAR`,
      `ALTER TABLE ${database}.observations ADD COLUMN warnings VARCHAR[]`,
      `ALTER TABLE ${database}.observations ADD COLUMN usage_details MAP(VARCHAR, VARCHAR)`,
      `ALTER TABLE ${database}.trace_deltas ADD COLUMN calls VARCHAR[]`,
      createTable(database, 'logs'),
      createTable(database, 'metric_points'),
    ],
    down: (database) => [
      ...['source', 'mapping', 'warnings', 'usage_details'].map((column) => `ALTER TABLE ${database}.observations DROP COLUMN ${column}`),
      `ALTER TABLE ${database}.trace_deltas DROP COLUMN calls`,
      `DROP TABLE ${database}.logs`,
      `DROP TABLE ${database}.metric_points`,
    ],
  },
};

/** Brings an attached segment of one version to another, forward or back, all of it or nothing. */
export async function upgradeSegment(connection: DuckDBConnection, database: string, from: number, to = SCHEMA_VERSION): Promise<void> {
  await connection.run('BEGIN');
  try {
    for (let version = from; version < to; version++) for (const statement of STEPS[version].up(database)) await connection.run(statement);
    for (let version = from; version > to; version--) for (const statement of STEPS[version - 1].down(database)) await connection.run(statement);
    await connection.run(`UPDATE ${database}.segment SET schema_version = ${to}`);
    await connection.run('COMMIT');
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => {});
    throw error;
  }
}
