import { expect, it } from 'vitest';
import { createTables } from './create-tables.js';
import { deletionsTable } from './deletion-journal.js';
import { journalTable } from './migrate.js';
import { addWordIndex } from './word-index.js';

/* What an operator of ClickHouse would want to read before hfao runs it. The cluster's form runs nowhere in these tests: it is reviewed here. */

const CLUSTER = { name: 'main', database: 'hfao' };

it('makes the tables of one server', async () => {
  await expect([journalTable(undefined), ...createTables(), ...deletionsTable(undefined), ...addWordIndex(undefined)].join(';\n\n')).toMatchFileSnapshot('./snapshots/one-server.sql');
});

it('makes the tables of a cluster: replicated on each shard, traces whole on one', async () => {
  await expect([journalTable(CLUSTER), ...createTables(CLUSTER), ...deletionsTable(CLUSTER), ...addWordIndex(CLUSTER)].join(';\n\n')).toMatchFileSnapshot('./snapshots/cluster.sql');
});
