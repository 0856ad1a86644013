import type { DuckDBConnection } from '@duckdb/node-api';
import type { BodyId } from '../../model/body-ref.js';
import { BODY_MARK, BODY_PATTERN, mayMentionBody } from '../body-mentions.js';
import { readRows } from './read-rows.js';
import { TABLES } from './schema.js';
import type { Segment } from './segment.js';
import { Parameters, unionAll } from './sql.js';

/** Which bodies the rows of a segment at rest point to. Made when it is sealed; dropped when a row of it is replaced, and then its rows are read instead. */
const TABLE = 'body_refs';

/** Writes down what a segment's rows point to, unless that is done. Within no transaction of the caller. */
export async function indexBodyRefs(connection: DuckDBConnection, segment: Segment): Promise<void> {
  if (segment.hasBodyRefs) return;
  const found = segment.mayPointToBodies ? refsInRows(segment, 'true') : 'SELECT NULL::VARCHAR AS project_id, NULL::VARCHAR AS trace_id, NULL::VARCHAR AS body_id WHERE false';
  await connection.run(`CREATE OR REPLACE TABLE ${segment.database}.${TABLE} AS ${found}`);
  segment.hasBodyRefs = true;
}

/** Within the writer's transaction: rows are about to be replaced. */
export async function forgetBodyRefs(connection: DuckDBConnection, segment: Segment): Promise<void> {
  if (segment.hasBodyRefs) await connection.run(`DROP TABLE IF EXISTS ${segment.database}.${TABLE}`);
  segment.hasBodyRefs = false;
}

export async function hasBodyRefs(connection: DuckDBConnection, database: string): Promise<boolean> {
  return connection.run(`SELECT 1 FROM ${database}.${TABLE} LIMIT 0`).then(() => true, () => false);
}

/** SELECT of project_id, trace_id (null for a log record of none) and body_id, each combination once, of the rows that meet a condition on these two columns. */
export function bodyRefsOf(segment: Segment, condition: string): string {
  return segment.hasBodyRefs ? `SELECT project_id, trace_id, body_id FROM ${segment.database}.${TABLE} WHERE ${condition}` : refsInRows(segment, condition);
}

/** Those of some bodies to which some row still points. */
export async function referenced(connection: DuckDBConnection, segments: readonly Segment[], projectId: string, ids: readonly BodyId[]): Promise<Set<BodyId>> {
  const parameters = new Parameters();
  const project = `project_id = ${parameters.text(projectId)}`;
  const found = await readRows<{ body_id: BodyId }>(connection, `
SELECT DISTINCT body_id FROM (${unionAll(segments, (it) => `SELECT body_id FROM (${bodyRefsOf(it, project)})`)})
WHERE body_id IN (SELECT unnest(${parameters.texts(ids)}))`, parameters);
  return new Set(found.map((it) => it.body_id));
}

function refsInRows({ database }: Segment, condition: string): string {
  return unionAll(['observations', 'logs'] as const, (table) => {
    const texts = TABLES[table].flatMap(([name, kind]) => textsOf(name, kind));
    return `SELECT DISTINCT project_id, trace_id, unnest(flatten([${texts.map((it) => `CASE WHEN contains(${it}, '${BODY_MARK}') THEN regexp_extract_all(${it}, '${BODY_PATTERN}', 1) ELSE [] END`).join(', ')}])) AS body_id
FROM ${database}.${table} WHERE ${condition}`;
  });
}

function textsOf(name: string, kind: string): string[] {
  if (!mayMentionBody(name, kind)) return [];
  if (kind === 'map') return [`coalesce(array_to_string(map_values("${name}"), ' '), '')`];
  return [kind === 'list' ? `coalesce(array_to_string("${name}", ' '), '')` : `coalesce("${name}", '')`];
}
