import type { DuckDBConnection } from '@duckdb/node-api';
import { COST_COLUMNS, TOKEN_COLUMNS } from '../../model/usage.js';
import { settledCalls } from '../counted-calls.js';
import { DELTA_COLUMN_NAMES, foldedDeltas, MAY_HAVE_TWINS } from './fold-deltas.js';
import { readRows } from './read-rows.js';
import { Parameters } from './sql.js';

/** Leaves one delta a trace in a segment to which no more batches come, in one transaction. Of calls that were recorded twice in different batches, one counts from here on. */
export async function foldSegment(connection: DuckDBConnection, database: string): Promise<void> {
  const table = `${database}.trace_deltas`;
  const [{ surplus }] = await readRows<{ surplus: number }>(connection, `SELECT count(*) - count(DISTINCT (project_id, trace_id)) AS surplus FROM ${table}`);
  if (surplus === 0) return;
  await connection.run('BEGIN');
  try {
    await connection.run(`CREATE TEMP TABLE folded AS ${foldedDeltas(`SELECT ${DELTA_COLUMN_NAMES} FROM ${table}`)}`);
    await settleTwins(connection);
    await connection.run(`DELETE FROM ${table}`);
    await connection.run(`INSERT INTO ${table} (${DELTA_COLUMN_NAMES}) SELECT ${DELTA_COLUMN_NAMES} FROM folded`);
    await connection.run('DROP TABLE folded');
    await connection.run('COMMIT');
  } catch (error) {
    await connection.run('ROLLBACK');
    throw error;
  }
}

async function settleTwins(connection: DuckDBConnection): Promise<void> {
  const traces = await readRows<{ project_id: string; trace_id: string; calls: string[] }>(connection, `SELECT project_id, trace_id, calls FROM folded WHERE ${MAY_HAVE_TWINS}`);
  for (const { project_id, trace_id, calls } of traces) {
    const settled = settledCalls(calls);
    if (settled === undefined) continue;
    const parameters = new Parameters();
    const less = [...TOKEN_COLUMNS, ...COST_COLUMNS].flatMap((it) => (settled.excess[it] === undefined ? [] : [`${it} = ${it} - ${parameters.number(settled.excess[it])}`]));
    await connection.run(`UPDATE folded SET ${[`calls = ${parameters.texts(settled.calls)}`, ...less].join(', ')}
WHERE project_id = ${parameters.text(project_id)} AND trace_id = ${parameters.text(trace_id)}`, parameters.values, parameters.types);
  }
}
