import { ClickHouseLogLevel, createClient, type ClickHouseClient, type ClickHouseSettings } from '@clickhouse/client';

/** A statement that writes may take so long; reads have deadlines of their own. */
const TIMEOUT_MS = 60_000;
const CONNECTIONS = 10;

/**
 * What holds for every statement, whatever the server's defaults: an insert is confirmed when it is stored; FINAL looks at all parts that a range of days is in,
 * or a part that holds the newer version of a row, with a time outside of the range, would be passed over and the older one shown.
 */
const SETTINGS: ClickHouseSettings = { async_insert: 0, wait_for_async_insert: 1, do_not_merge_across_partitions_select_final: 0 };

/**
 * On a cluster besides: an insert is confirmed when the shard and most of its replicas have it, and a read sees what was confirmed, on whichever replica;
 * rows of one trace are on one shard, so tables are joined there.
 */
const CLUSTER_SETTINGS: ClickHouseSettings = { distributed_foreground_insert: 1, insert_quorum: 'auto', insert_quorum_parallel: 0, select_sequential_consistency: '1', distributed_product_mode: 'local' };

/** A client for one database. It opens connections as they are needed. @param url http(s)://user:password@host:port/database */
export function connect(url: string, cluster: string | undefined): ClickHouseClient {
  return createClient({
    url, application: 'hfao', request_timeout: TIMEOUT_MS, max_open_connections: CONNECTIONS, use_multipart_params_auto: true,
    clickhouse_settings: cluster === undefined ? SETTINGS : { ...SETTINGS, ...CLUSTER_SETTINGS }, log: { level: ClickHouseLogLevel.OFF },
  });
}
