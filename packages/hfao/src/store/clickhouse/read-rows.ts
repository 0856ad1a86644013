import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client';
import type { Parameters } from './sql.js';

/**
 * Names mean what they mean in other engines: a column's name the column, although the SELECT gives the name to something else.
 * All of the answer before any of it, so that what fails half-way fails by its status. A read changes nothing, so it ends when nobody waits for it.
 */
export const READ_SETTINGS: ClickHouseSettings = {
  prefer_column_name_to_alias: 1, wait_end_of_query: 1, use_index_for_in_with_subqueries_max_values: '10000', query_plan_max_limit_for_lazy_materialization: '10000',
  readonly: '2', cancel_http_readonly_queries_on_client_close: 1,
  distributed_product_mode: 'local', output_format_json_quote_64bit_integers: 0, output_format_json_quote_denormals: 1, output_format_json_escape_forward_slashes: 0,
};

/**
 * Runs a SELECT and returns its rows in the form of the model, where it gives out columns as `readable` does (sql.ts): integers and times
 * (microseconds) as numbers, lists as arrays, maps as flat arrays of key and value. Of lists and maps, which are never NULL here, an empty one is null.
 */
export async function readRows<Row>(client: ClickHouseClient, sql: string, parameters?: Parameters, options: { settings?: ClickHouseSettings; signal?: AbortSignal } = {}): Promise<Row[]> {
  const answer = await client.query({
    query: sql, format: 'JSONCompact', query_params: parameters?.values, clickhouse_settings: { ...READ_SETTINGS, ...options.settings }, abort_signal: options.signal, use_multipart_params_auto: true,
  });
  const { meta = [], data } = await answer.json<unknown[]>();
  const plains = meta.map(({ type }) => (type.includes('Float') ? plainFloat : type.startsWith('Array(') ? plainList : asItIs));
  return data.map((values) => {
    const row: Record<string, unknown> = {};
    for (let i = 0; i < meta.length; i++) row[meta[i].name] = plains[i](values[i]);
    return row as Row;
  });
}

const asItIs = (value: unknown) => value;
const plainList = (value: unknown) => (Array.isArray(value) && value.length === 0 ? null : value);

/** JSON has no infinity and no NaN: they come as text. */
function plainFloat(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (value.endsWith('nan')) return NaN;
  return value.startsWith('-') ? -Infinity : Infinity;
}
