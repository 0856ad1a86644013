import { LOG_COLUMNS, type LogRow } from '../../model/log-entry.js';
import { METRIC_POINT_COLUMNS, type MetricPointRow } from '../../model/metric-point.js';
import type { ColumnKind } from '../../model/observation.js';
import type { Score } from '../../model/score.js';
import type { ScoreScan, StoredCounts, TimedScan, TimedScanQuery } from '../store-scans.js';
import { standingScores } from './observation-row.js';
import type { Query } from './readers.js';
import { TABLES } from './schema.js';
import { integerLiteral, Parameters, readable, timeLiteral } from './sql.js';

interface TimedTable { name: 'logs' | 'metric_points'; id: string; columns: readonly (readonly [string, ColumnKind])[] }

export const scanLogs = (query: Query, projectId: string, wanted: TimedScanQuery) => scanTimed<LogRow>({ name: 'logs', id: 'log_id', columns: LOG_COLUMNS }, query, projectId, wanted);
export const scanMetricPoints = (query: Query, projectId: string, wanted: TimedScanQuery) => scanTimed<MetricPointRow>({ name: 'metric_points', id: 'point_id', columns: METRIC_POINT_COLUMNS }, query, projectId, wanted);

export async function scanScores(query: Query, projectId: string, { after, limit }: { after?: string; limit: number }): Promise<ScoreScan> {
  const parameters = new Parameters();
  const rows = await query<Score>(`
SELECT ${readable(TABLES.scores.columns)} FROM (${standingScoresOf(projectId, parameters)}) AS scores${after === undefined ? '' : ` WHERE score_id > ${parameters.text(after)}`}
ORDER BY score_id LIMIT ${integerLiteral(limit + 1)}`, parameters);
  return rows.length > limit ? { rows: rows.slice(0, limit), next: rows[limit - 1].score_id } : { rows };
}

export async function storedProjects(query: Query): Promise<string[]> {
  const found = await query<{ project_id: string }>(`
SELECT DISTINCT project_id FROM (${['observations', 'scores', 'logs', 'metric_points'].map((it) => `SELECT DISTINCT project_id FROM ${it}`).join(' UNION ALL ')}) ORDER BY project_id`);
  return found.map((it) => it.project_id);
}

export async function countStored(query: Query, projectId: string): Promise<StoredCounts> {
  const count = async (from: (parameters: Parameters) => string) => {
    const parameters = new Parameters();
    return (await query<{ rows: number }>(`SELECT count() AS rows FROM ${from(parameters)}`, parameters))[0].rows;
  };
  const table = (name: string) => count((it) => `${name} FINAL WHERE project_id = ${it.text(projectId)}`);
  return {
    observations: await table('observations'), scores: await count((it) => `(${standingScoresOf(projectId, it)})`), logs: await table('logs'), metric_points: await table('metric_points'),
  };
}

async function scanTimed<Row extends { time: number }>({ name, id, columns }: TimedTable, query: Query, projectId: string, { after, limit }: TimedScanQuery): Promise<TimedScan<Row>> {
  const parameters = new Parameters();
  const conditions = [`project_id = ${parameters.text(projectId)}`];
  if (after !== undefined) conditions.push(`time >= ${timeLiteral(after.time)}`, `(time > ${timeLiteral(after.time)} OR ${id} > ${parameters.text(after.id)})`);
  const rows = await query<Row>(`
SELECT ${readable(columns)} FROM ${name} FINAL WHERE ${conditions.join(' AND ')} ORDER BY ${name}.time, ${id} LIMIT ${integerLiteral(limit + 1)}`, parameters);
  const last = rows[limit - 1] as Row | undefined;
  return rows.length > limit && last !== undefined ? { rows: rows.slice(0, limit), next: { time: last.time, id: (last as unknown as Record<string, string>)[id] } } : { rows };
}

const standingScoresOf = (projectId: string, parameters: Parameters) => standingScores({ projectId }, parameters);
