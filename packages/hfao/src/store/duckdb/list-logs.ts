import { LOG_COLUMNS, type LogRow } from '../../model/log-entry.js';
import type { LogPage, LogQuery } from '../store.js';
import { wordsOf } from '../trace-summary.js';
import type { Query } from './readers.js';
import type { Segment } from './segment.js';
import { integerLiteral, Parameters, timeLiteral } from './sql.js';

/** Reads segment after segment, newest first, and stops when no older one can hold a newer record. A record sent again has the same time and id: its copies stand side by side. */
export async function listLogs(query: Query, segments: readonly Segment[], projectId: string, wanted: LogQuery): Promise<LogPage> {
  const { from = -Infinity, to = Infinity, after, limit } = wanted;
  const latest = Math.min(to - 1, after?.time ?? Infinity);
  const candidates = segments.filter(({ logTimes }) => logTimes.from <= latest && logTimes.to >= from).sort((a, b) => b.logTimes.to - a.logTimes.to);
  let logs: LogRow[] = [];
  for (const segment of candidates) {
    if (logs.length > limit && segment.logTimes.to < logs[limit].time) break;
    logs = newestFirst([...logs, ...await logsOf(query, segment, projectId, wanted)]).slice(0, limit + 1);
  }
  const page = logs.slice(0, limit);
  const last = page.at(-1);
  return { logs: page, ...(logs.length > limit && last !== undefined ? { next: { time: last.time, log_id: last.log_id } } : {}) };
}

/** The first records of one segment, one more than a page holds: where copies leave too few, it looks further. */
async function logsOf(query: Query, segment: Segment, projectId: string, wanted: LogQuery): Promise<LogRow[]> {
  for (let count = wanted.limit + 1; ; count *= 4) {
    const parameters = new Parameters();
    const found = await query<LogRow>(`
SELECT ${COLUMN_NAMES} FROM ${segment.database}.logs WHERE ${conditionsOf(projectId, wanted, parameters).join(' AND ')}
ORDER BY time DESC, log_id LIMIT ${integerLiteral(count)}`, parameters);
    const distinct = newestFirst(found);
    if (distinct.length > wanted.limit || found.length < count) return distinct;
  }
}

const COLUMN_NAMES = LOG_COLUMNS.map(([name]) => `"${name}"`).join(', ');

function conditionsOf(projectId: string, wanted: LogQuery, parameters: Parameters): string[] {
  const { from, to, after, severity_min, text } = wanted;
  const conditions = [`project_id = ${parameters.text(projectId)}`];
  if (from !== undefined) conditions.push(`time >= ${timeLiteral(from)}`);
  if (to !== undefined) conditions.push(`time < ${timeLiteral(to)}`);
  if (after !== undefined) {
    const time = timeLiteral(after.time);
    conditions.push(`time <= ${time}`, `(time < ${time} OR log_id > ${parameters.text(after.log_id)})`);
  }
  if (severity_min !== undefined) conditions.push(`severity_number >= ${integerLiteral(severity_min)}`);
  for (const column of ['trace_id', 'observation_id', 'session_id', 'service_name', 'event_name'] as const) {
    const value = wanted[column];
    if (value !== undefined) conditions.push(`${column} = ${parameters.text(value)}`);
  }
  for (const word of wordsOf(text ?? '')) conditions.push(`contains(lower(${TEXTS}), lower(${parameters.text(word)}))`);
  return conditions;
}

const TEXTS = 'concat_ws(chr(10), event_name, body, array_to_string(map_values(attributes), chr(10)))';

function newestFirst(logs: LogRow[]): LogRow[] {
  const sorted = logs.sort((a, b) => b.time - a.time || (a.log_id < b.log_id ? -1 : a.log_id > b.log_id ? 1 : 0));
  return sorted.filter((it, i) => i === 0 || it.log_id !== sorted[i - 1].log_id);
}
