import { setTimeout as sleep } from 'node:timers/promises';
import type { ClickHouseClient } from '@clickhouse/client';
import { Failure } from '../../runtime/errors.js';
import { readRows } from './read-rows.js';
import { Parameters } from './sql.js';

/** A mutation that fails so long does not get over it by itself. */
const FAILING_MS = 10_000;
const LONGEST_WAIT_MS = 1_000;

/** Changes stored rows. It waits by asking, because a statement that takes minutes would lose its connection. */
export class Mutations {
  readonly #stopping = new AbortController();

  constructor(private readonly client: ClickHouseClient, private readonly cluster: string | undefined) {}

  /** Resolves when no read shows the rows any more, on no replica. Their bytes stay until {@link clean}. */
  async hide(table: string, condition: string, parameters: Parameters): Promise<void> {
    await this.#run(table, (target) => `DELETE FROM ${target} WHERE ${condition}`, parameters);
  }

  async update(table: string, assignment: string, condition: string, parameters: Parameters): Promise<void> {
    await this.#run(table, (target) => `ALTER TABLE ${target} UPDATE ${assignment} WHERE ${condition}`, parameters);
  }

  /** Resolves when parts hold nothing any more that was hidden. */
  async clean(table: string): Promise<void> {
    await this.#run(table, (target) => `ALTER TABLE ${target} APPLY DELETED MASK`, new Parameters());
  }

  /** Nobody waits any longer: what was begun goes on in the engine. */
  stop(): void {
    this.#stopping.abort();
  }

  async #run(table: string, statement: (target: string) => string, parameters: Parameters): Promise<void> {
    const { cluster } = this;
    // One that was begun before and failed would only be joined by its like.
    await this.#wait(table);
    const sync = cluster === undefined ? '0' : '2';
    await this.client.command({
      query: statement(cluster === undefined ? table : `${table}_local ON CLUSTER '${cluster}'`), query_params: parameters.values,
      clickhouse_settings: { lightweight_deletes_sync: sync, mutations_sync: sync },
    });
    await this.#wait(table);
  }

  async #wait(table: string): Promise<void> {
    const { cluster, client } = this;
    const mutations = cluster === undefined ? 'system.mutations' : `clusterAllReplicas('${cluster}', system.mutations)`;
    const startMs = performance.now();
    for (let waitMs = 2; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      const parameters = new Parameters();
      const left = await readRows<{ reason: string }>(client, `
SELECT latest_fail_reason AS reason FROM ${mutations} WHERE database = currentDatabase() AND table = ${parameters.text(cluster === undefined ? table : `${table}_local`)} AND NOT is_done`, parameters);
      if (left.length === 0) return;
      const reason = left.find((it) => it.reason !== '')?.reason;
      if (reason !== undefined && performance.now() - startMs > FAILING_MS) throw new Failure('unavailable', `ClickHouse cannot change rows of ${table} now: ${reason.slice(0, 160)}. It goes on trying (system.mutations).`);
      await sleep(waitMs, null, { signal: this.#stopping.signal }).catch(() => { throw new Failure('unavailable', 'The store is closed.'); });
    }
  }
}
