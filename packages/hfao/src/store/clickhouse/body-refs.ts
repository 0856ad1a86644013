import type { ClickHouseClient } from '@clickhouse/client';
import type { BodyId } from '../../model/body-ref.js';
import { BODY_MARK, BODY_PATTERN, mayMentionBody } from '../body-mentions.js';
import { readRows } from './read-rows.js';
import { TABLES } from './schema.js';
import { Parameters } from './sql.js';

/** The bodies to which live rows point that meet a condition on the columns which observations and log records share. Reads their texts: as long as that takes. */
export async function bodiesIn(client: ClickHouseClient, condition: (parameters: Parameters) => string, among?: readonly BodyId[]): Promise<BodyId[]> {
  const found = new Set<BodyId>();
  for (const table of ['observations', 'logs'] as const) {
    const parameters = new Parameters();
    const texts = TABLES[table].columns.flatMap(([name, kind]) => (mayMentionBody(name, kind) ? [textOf(name, kind)] : []));
    const ids = `arrayConcat(${texts.map((it) => `extractAll(${it}, '${BODY_PATTERN}')`).join(', ')})`;
    const rows = await readRows<{ body_id: BodyId }>(client, `
SELECT DISTINCT arrayJoin(${ids}) AS body_id FROM ${table} FINAL WHERE ${condition(parameters)} AND (${texts.map((it) => `position(${it}, '${BODY_MARK}') > 0`).join(' OR ')})${among === undefined ? '' : `
  AND hasAny(${ids}, ${parameters.texts(among)})`}`, parameters);
    for (const { body_id } of rows) found.add(body_id);
  }
  return among === undefined ? [...found] : among.filter((it) => found.has(it));
}

function textOf(name: string, kind: string): string {
  if (kind === 'map') return `arrayStringConcat(mapValues("${name}"), ' ')`;
  return kind === 'list' ? `arrayStringConcat("${name}", ' ')` : `ifNull(toString("${name}"), '')`;
}
