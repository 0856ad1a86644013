import type { DuckDBConnection } from '@duckdb/node-api';
import type { UnfinishedDeletion } from '../store-keeping.js';
import { readRows } from '../duckdb/read-rows.js';
import { Parameters, textLiteral, timeLiteral } from '../duckdb/sql.js';

/** The traces that a deletion takes, in a table of the connection: those that the store knew, and those that the files name with its session or user. */
export class LeavingTraces {
  private constructor(private readonly connection: DuckDBConnection, private readonly deletion: Pick<UnfinishedDeletion, 'subject' | 'at'>) {}

  static async begin(connection: DuckDBConnection, deletion: Pick<UnfinishedDeletion, 'subject' | 'at' | 'traces'>): Promise<LeavingTraces> {
    await connection.run('CREATE OR REPLACE TEMP TABLE leaving (trace_id VARCHAR)');
    const parameters = new Parameters();
    await connection.run(`INSERT INTO leaving SELECT unnest(${parameters.texts(deletion.traces)})`, parameters.values, parameters.types);
    return new LeavingTraces(connection, deletion);
  }

  /** Whether files have to be looked through before anything goes: a trace may lie in several. */
  get mustLookAround(): boolean {
    return this.deletion.subject.kind === 'session' || this.deletion.subject.kind === 'user';
  }

  async lookInto(files: readonly string[]): Promise<void> {
    const { subject } = this.deletion;
    const parameters = new Parameters();
    const isTheirs = subject.kind === 'session' ? `session_id = ${parameters.text(subject.session_id)}` : subject.kind === 'user' ? `user_id = ${parameters.text(subject.user_id)}` : 'false';
    await this.connection.run(`INSERT INTO leaving SELECT DISTINCT trace_id FROM ${relation(files)} WHERE ${isTheirs}`, parameters.values, parameters.types);
  }

  /** How many rows of some files go. */
  async rowsIn(files: readonly string[]): Promise<number> {
    const [{ rows }] = await readRows<{ rows: number }>(this.connection, `SELECT count(*) AS rows FROM ${relation(files)} WHERE ${this.condition}`);
    return rows;
  }

  /** Of rows that go. */
  get condition(): string {
    const { subject, at } = this.deletion;
    return `ingested_at <= ${timeLiteral(at)}${subject.kind === 'project' ? '' : ' AND trace_id IN (SELECT trace_id FROM leaving)'}`;
  }
}

const relation = (files: readonly string[]) => `read_parquet([${files.map(textLiteral).join(', ')}], union_by_name = true, hive_partitioning = false)`;
