import { columnDefinition, ownColumnDefinition, TABLES, type Table, type TableName } from './schema.js';

/** Servers that hold tables together, and the database in which each has its part. */
export interface Cluster { name: string; database: string }

/**
 * The statements that make all tables where they are missing. Without a cluster a table is one; with one its rows are in `NAME_local` on each shard,
 * replicated, and NAME stands for all of them: reads and writes use the same name either way.
 */
export function createTables(cluster?: Cluster): string[] {
  return [
    ...(Object.keys(TABLES) as TableName[]).flatMap((name) => createTable(name, TABLES[name], cluster)),
    ...createTable('positions', POSITIONS, cluster),
    ...createObservationCosts(cluster),
  ];
}

/** How far each writer has come: the highest position of its ingest log that is stored. */
const POSITIONS: Omit<Definition, 'name'> = {
  columns: [], required: new Set(), own: [], definitions: ['`writer` String', '`position` UInt64'], version: 'position', orderBy: 'writer', shardBy: 'writer',
};

interface Definition extends Table { name: string; definitions?: readonly string[] }

function createTable(name: string, table: Omit<Definition, 'name'>, cluster: Cluster | undefined): string[] {
  const definitions = [
    ...(table.definitions ?? []),
    ...table.columns.map(([column, kind]) => columnDefinition(column, kind, table.required.has(column))),
    ...table.own.map(([column, kind]) => ownColumnDefinition(column, kind)),
    ...(table.indexes ?? []),
  ];
  const body = `(\n  ${definitions.join(',\n  ')}\n)`;
  const layout = `${table.partitionBy === undefined ? '' : `\nPARTITION BY ${table.partitionBy}`}\nORDER BY (${table.orderBy})\nSETTINGS ${settingsOf(table, cluster)}`;
  if (cluster === undefined) return [`CREATE TABLE IF NOT EXISTS ${name} ${body}\nENGINE = ReplacingMergeTree(${table.version})${layout}`];
  const on = `ON CLUSTER ${nameLiteral(cluster.name)}`;
  return [
    `CREATE TABLE IF NOT EXISTS ${name}_local ${on} ${body}\nENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/${name}_local', '{replica}', ${table.version})${layout}`,
    `CREATE TABLE IF NOT EXISTS ${name} ${on} AS ${name}_local\nENGINE = Distributed(${nameLiteral(cluster.name)}, ${nameLiteral(cluster.database)}, ${name}_local, cityHash64(${table.shardBy}))`,
  ];
}

/** A part is on disk, not just in memory, when an insert is confirmed; and a repeated block is recognised (replicated tables do that anyway). */
function settingsOf({ granularity = 8192 }: Pick<Table, 'granularity'>, cluster: Cluster | undefined): string {
  return [`index_granularity = ${granularity}`, 'fsync_after_insert = 1', 'fsync_part_directory = 1', ...(cluster === undefined ? ['non_replicated_deduplication_window = 1000'] : [])].join(', ');
}

/** What `observation_costs` has of an observation. */
export const COST_COLUMNS = [
  'project_id', 'trace_id', 'observation_id', 'start_time', 'user_id', 'session_id', 'environment', 'agent_name', 'model', 'provider', 'prompt_name', 'prompt_version', 'usage_counted',
  'input_tokens', 'output_tokens', 'cache_read_tokens', 'cache_creation_tokens', 'reasoning_tokens', 'total_tokens', 'input_cost_usd', 'output_cost_usd', 'total_cost_usd',
] as const;

/**
 * What costs by day are added up from: a narrow copy of each observation with usage, kept by a view and replaced as the observation is, so that a sum
 * over it FINAL is exact. A view of sums would count twice whatever is sent twice.
 */
function createObservationCosts(cluster: Cluster | undefined): string[] {
  const { observations } = TABLES;
  const columns = observations.columns.filter(([name]) => (COST_COLUMNS as readonly string[]).includes(name));
  const on = cluster === undefined ? '' : ` ON CLUSTER ${nameLiteral(cluster.name)}`;
  const [target, source] = cluster === undefined ? ['observation_costs', 'observations'] : ['observation_costs_local', 'observations_local'];
  const names = [...columns.map(([name]) => name), ...observations.own.map(([name]) => name)].join(', ');
  return [
    ...createTable('observation_costs', { ...observations, columns, indexes: [] }, cluster),
    `CREATE MATERIALIZED VIEW IF NOT EXISTS observation_costs_view${on} TO ${target} AS
SELECT ${names} FROM ${source}
WHERE row_version > 0 OR input_tokens IS NOT NULL OR output_tokens IS NOT NULL OR total_tokens IS NOT NULL OR total_cost_usd IS NOT NULL
  OR cache_read_tokens IS NOT NULL OR cache_creation_tokens IS NOT NULL OR reasoning_tokens IS NOT NULL OR input_cost_usd IS NOT NULL OR output_cost_usd IS NOT NULL`,
  ];
}

/** Of names that hold no quotes: config.ts has looked. */
const nameLiteral = (name: string) => `'${name}'`;
