import { lowerCase } from '../../model/filter/lower-case.js';
import { LOG_COLUMNS, type LogRow } from '../../model/log-entry.js';
import type { LogPage, LogQuery } from '../store.js';
import { wordsOf } from '../../model/filter/named-filters.js';
import { lower } from './compile-filter.js';
import type { Query } from './readers.js';
import { integerLiteral, Parameters, readable, timeLiteral } from './sql.js';

/** A record sent again has the same time and id: its copies stand side by side, and where they leave too few, the read goes further. */
export async function listLogs(query: Query, projectId: string, wanted: LogQuery): Promise<LogPage> {
  for (let count = wanted.limit + 1; ; count *= 4) {
    const parameters = new Parameters();
    const found = await query<LogRow>(`
SELECT ${readable(LOG_COLUMNS)} FROM logs WHERE ${conditionsOf(projectId, wanted, parameters).join(' AND ')}
ORDER BY logs.time DESC, log_id LIMIT ${integerLiteral(count)}`, parameters);
    const logs = found.filter((it, i) => i === 0 || it.log_id !== found[i - 1].log_id || it.time !== found[i - 1].time);
    if (logs.length > wanted.limit || found.length < count) return pageOf(logs, wanted.limit);
  }
}

function pageOf(found: readonly LogRow[], limit: number): LogPage {
  const logs = found.slice(0, limit);
  const last = logs.at(-1);
  return { logs, ...(found.length > limit && last !== undefined ? { next: { time: last.time, log_id: last.log_id } } : {}) };
}

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
  for (const word of wordsOf(text ?? '')) conditions.push(`position(${TEXTS}, ${parameters.text(lowerCase(word))}) > 0`);
  return conditions;
}

const TEXTS = lower("concat(ifNull(event_name, ''), '\\n', ifNull(body, ''), '\\n', arrayStringConcat(mapValues(attributes), '\\n'))");
