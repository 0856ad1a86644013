import { afterAll, beforeAll, expect, it } from 'vitest';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { readRows } from '../read-rows.js';
import { checkStatement } from './check-statement.js';
import { parsedQuery } from './parse.js';

let connection: DuckDBConnection;
beforeAll(async () => { connection = await (await DuckDBInstance.create(':memory:')).connect(); });
afterAll(() => { connection.closeSync(); });

async function verdict(sql: string): Promise<string> {
  try {
    return [...checkStatement(await parsedQuery((text, parameters) => readRows(connection, text, parameters), sql), sql)].join(', ');
  } catch (error) {
    return (error as Error).message;
  }
}

it('knows which tables a query reads, through every clause', async () => {
  expect(await verdict('WITH a AS (SELECT * FROM traces) SELECT (SELECT max(value) FROM scores) FROM a WHERE EXISTS (SELECT 1 FROM logs) ORDER BY (SELECT count(*) FROM sessions)')).toBe('traces, sessions, scores, logs');
});

it.each([
  ["SELECT name || ' ' || model || ' ' || type || ' ' || status || ' ' || environment || ' ' || user_id FROM observations", 'observations'],
  ["SELECT string_agg(name || ': ' || coalesce(status_message, ''), ', ') FROM observations", 'observations'],
  ["SELECT concat_ws(' ', input, output, name) FROM observations", 'observations'],
  ["WITH RECURSIVE tree AS (SELECT observation_id, name AS path FROM observations WHERE parent_observation_id IS NULL UNION ALL SELECT o.observation_id, tree.path || '/' || o.name FROM observations o JOIN tree ON o.parent_observation_id = tree.observation_id) SELECT * FROM tree", 'observations'],
  ["SELECT replace(replace(name, '-', ' '), '_', ' ') FROM traces", 'traces'],
  ['SELECT list(name ORDER BY start_time) FROM observations GROUP BY trace_id', 'observations'],
  [`SELECT ${'input || '.repeat(9)} '' FROM observations`, /could become too large/],
  ["SELECT s || s || s || s FROM (SELECT input || output || input AS s FROM observations)", /could become too large/],
  [`SELECT ${'name || '.repeat(40)} '' FROM (SELECT input AS name FROM observations)`, /could become too large/],
  ['SELECT string_agg(s, s) FROM (SELECT string_agg(input, output) AS s FROM observations GROUP BY model)', /could become too large/],
  ["SELECT regexp_replace(regexp_replace(input, '', 'xxx', 'g'), '', 'xxx', 'g') FROM observations", /could become too large/],
  ['SELECT concat(*COLUMNS(*)) FROM observations', /./],
])('lets values grow so far and no further: %s', async (sql, expected) => {
  expect(await verdict(sql)).toMatch(expected);
});

it('does not take a name in WITH for a table before, or beside, where it is made', async () => {
  expect(await verdict('WITH a AS (SELECT * FROM b), b AS (SELECT 1) SELECT * FROM a')).toContain('There is no table "b"');
  expect(await verdict('SELECT * FROM (WITH a AS (SELECT 1) SELECT * FROM a) x, a')).toContain('There is no table "a"');
  expect(await verdict('WITH a AS (SELECT * FROM a) SELECT * FROM a')).toContain('There is no table "a"');
  expect(await verdict('WITH RECURSIVE a AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM a WHERE n < 3), b AS (SELECT * FROM a) SELECT * FROM b, (WITH c AS (SELECT * FROM b) SELECT * FROM c)')).toBe('');
});
