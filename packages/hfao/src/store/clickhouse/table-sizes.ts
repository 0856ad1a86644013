import type { ForgetCounts } from '../../model/forgetting.js';
import type { Query } from './readers.js';
import { TABLES } from './schema.js';
import { Parameters } from './sql.js';

/** As parts hold it: what was replaced or hidden counts until a merge. A part is what a segment is elsewhere. */
export interface TableSize { name: string; rows: number; bytes: number; parts: number }

/** Of the tables that telemetry is in; one that is empty may be absent. */
export function tableSizes(query: Query, cluster: string | undefined): Promise<TableSize[]> {
  const parameters = new Parameters();
  const parts = cluster === undefined ? 'system.parts' : `cluster('${cluster}', system.parts)`;
  return query<TableSize>(`
SELECT shown AS name, sum(part_rows) AS rows, sum(bytes_on_disk) AS bytes, count() AS parts
FROM (SELECT replaceRegexpOne(table, '_local$', '') AS shown, rows AS part_rows, bytes_on_disk FROM ${parts} WHERE active AND database = currentDatabase())
WHERE shown IN ${parameters.texts([...Object.keys(TABLES), 'observation_costs'])} GROUP BY shown`, parameters);
}

type CountedRows = Pick<ForgetCounts, 'observations' | 'logs' | 'metric_points'>;

/** What so many rows take, by shares: with observations also what is kept beside them. */
export function bytesOfRows(sizes: readonly TableSize[], counts: CountedRows): number {
  const bytes = (name: string) => sizes.find((it) => it.name === name)?.bytes ?? 0;
  const rows = (name: string) => Math.max(1, sizes.find((it) => it.name === name)?.rows ?? 0);
  const beside = bytes('observations') + bytes('trace_deltas') + bytes('observation_costs') + bytes('scores');
  return Math.round((beside * counts.observations) / rows('observations') + (bytes('logs') * counts.logs) / rows('logs') + (bytes('metric_points') * counts.metric_points) / rows('metric_points'));
}
