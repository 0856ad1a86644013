import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { sharedClickhouse } from '../../../../test/shared-clickhouse.js';
import { makeLog } from '../../../runtime/log.js';
import { aLog } from '../../conformance/a-log.js';
import { anObservation, aScore, NEW_YEAR, traceId } from '../../conformance/an-observation.js';
import { exampleQueries } from '../../sql/example-queries.js';
import { sqlTables } from '../../sql/sql-tables.js';
import type { TelemetryStore } from '../../store.js';
import { openClickhouseStore } from '../open.js';

let store: TelemetryStore;
beforeAll(async () => {
  const server = await sharedClickhouse(inject('clickhouseHome'));
  store = await openClickhouseStore({ url: server.url(`sql_${process.pid}`), writer: 'the writer', patienceMs: 0, sqlDeadlineMs: 1_500, log: makeLog('silent') });
  const calls = Array.from({ length: 3 }, (_, i) => anObservation({
    project_id: 'p', start_time: NEW_YEAR + i * 3_600_000_000, name: `n${i}`, model: '5', session_id: 's5', input: '{"messages":[{"role":"user"}]}', tags: ['a', 'b'], metadata: ['plan', 'pro'], total_tokens: Number.MAX_SAFE_INTEGER, trace_id: traceId(`p${i}`),
  }));
  const theirs = Array.from({ length: 300 }, (_, i) => anObservation({ project_id: i % 2 === 0 ? 'o' : 'q', start_time: NEW_YEAR + i, name: 'STOLEN', model: 'STOLEN', session_id: 'STOLEN', trace_id: `STOLEN${i}` }));
  const scores = [...calls, ...theirs].map((it) => aScore({ project_id: it.project_id, trace_id: it.trace_id, name: it.model!, string_value: it.model }));
  await store.write({ rows: [...calls, ...theirs], scores, logs: [...calls, ...theirs].map((it) => aLog({ project_id: it.project_id, trace_id: it.trace_id, body: it.model })) });
}, 300_000);
afterAll(() => store.close());

const answer = (sql: string, limit = 10) => store.runSql('p', { sql, limit });
const firstRow = async (sql: string) => (await answer(sql)).rows[0];
const refusal = (sql: string) => answer(sql).then(() => 'answered', (error: Error) => error.message);

it.each(sqlTables('ClickHouse').map((it) => [it.name, it]))('has the columns of %s that it names', async (_, { name, columns }) => {
  const given = await answer(`SELECT ${columns.map((it) => `"${it.name}"`).join(', ')} FROM ${name}`);

  expect(given.columns).toEqual(columns.map((it) => ({ name: it.name, type: it.type })));
});

it.each(exampleQueries('ClickHouse').map((it) => [it.question, it.sql]))('can answer: %s', async (_, sql) => {
  await expect(answer(sql)).resolves.toMatchObject({ truncated: false });
});

it('gives lists, maps, tuples and JSON as JSON has them', async () => {
  expect(await firstRow("SELECT tags, metadata, tuple(1, NULL, 'x') AS t, JSONExtractString(input, 'messages', 1, 'role') AS r, metadata['plan'] AS p FROM observations ORDER BY name"))
    .toEqual([['a', 'b'], { plan: 'pro' }, [1, null, 'x'], 'user', 'pro']);
});

it('gives numbers as they are, or as text where a number cannot hold them', async () => {
  expect(await firstRow('SELECT 1.5::Decimal(4, 2), 9007199254740991, 9007199254740992, sum(toInt128(total_tokens)), nan, -0.5::Float32, true FROM observations'))
    .toEqual([1.5, 9007199254740991, '9007199254740992', '27021597764222973', null, -0.5, true]);
});

it('gives times in UTC', async () => {
  const [[local, date, now, early]] = (await answer("SELECT start_time, start_time::Date, now(), (SELECT count() FROM observations WHERE start_time < '2026-01-01 01:30:00') FROM observations ORDER BY name")).rows;

  expect([local, date, early]).toEqual(['2026-01-01T00:00:00.000000Z', '2026-01-01', 2]);
  expect(Math.abs(Date.parse(now as string) - Date.now())).toBeLessThan(60_000);
});

it('says which columns there are, in their order, even where two have one name', async () => {
  const { columns, rows } = await answer("SELECT name, name, a.trace_id, b.trace_id, 1, 'x' FROM observations AS a JOIN traces AS b ON a.trace_id = b.trace_id ORDER BY start_time LIMIT 1");

  expect(columns.map((it) => it.name)).toEqual(['name', 'name', 'trace_id', 'b.trace_id', '1', "'x'"]);
  expect(rows).toEqual([['n0', 'n0', traceId('p0'), traceId('p0'), 1, 'x']]);
});

it('has NULL where nothing was joined, and nulls and groupings as other engines have them', async () => {
  expect((await answer("SELECT a.name, b.name FROM observations AS a LEFT JOIN (SELECT * FROM observations WHERE name = 'n1') AS b ON a.observation_id = b.observation_id ORDER BY a.name")).rows).toEqual([['n0', null], ['n1', 'n1'], ['n2', null]]);
  expect((await answer('SELECT name, count() AS n FROM observations GROUP BY ROLLUP(name) ORDER BY n DESC, name LIMIT 2')).rows).toEqual([[null, 3], ['n0', 1]]);
  expect(await firstRow('SELECT CAST(user_id AS Int64) FROM observations')).toEqual([null]);
});

it('walks recursively', async () => {
  expect((await answer('WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 4) SELECT max(n), count() FROM r')).rows).toEqual([[4, 4]]);
});

it.each([
  'SELECT count() FROM observations WHERE toInt32(model) = 5',
  "SELECT count() FROM observations WHERE intDiv(1, if(model = 'STOLEN', 0, 1)) = 1 AND toInt32(substring(name, 2)) < 3",
  'SELECT count() FROM (SELECT toInt32(model) AS m, start_time FROM observations) WHERE m = 5 AND start_time > 0',
  'SELECT sum(n) FROM (SELECT model, count() AS n FROM observations GROUP BY model HAVING toInt32(model) = 5)',
  'SELECT count() FROM scores WHERE toInt32(name) = 5 AND toInt32(string_value) = 5',
  'SELECT count() FROM logs WHERE toInt32(body) = 5',
  "SELECT count() FROM traces WHERE toInt32(if(startsWith(trace_id, 'STOLEN'), 'x', '5')) = 5 AND intDiv(1, if(startsWith(trace_id, 'STOLEN'), 0, 1)) = 1 AND toInt32(models[1]) = 5",
  "SELECT sum(trace_count) FROM sessions WHERE toInt32(replaceAll(session_id, 's', '')) = 5",
  'SELECT count() FROM observations AS a JOIN observations AS b ON toInt32(a.model) + 1 = toInt32(b.model) + 1 AND a.name = b.name WHERE toInt32(a.model) = 5',
])('tries no condition on the rows of others, that could fail there: %s', async (sql) => {
  expect(await firstRow(sql)).toEqual([3]);
});

it.each([
  'SELECT (SELECT count() FROM observations)',
  'WITH (SELECT count() FROM observations) AS n SELECT n',
  'WITH a AS (SELECT count() AS n FROM observations), b AS (SELECT n FROM a) SELECT n FROM b',
  'WITH a AS (WITH b AS (SELECT count() AS n FROM observations) SELECT n FROM b) SELECT n FROM a',
  'SELECT n FROM (SELECT count() AS n FROM (SELECT * FROM (SELECT * FROM observations)))',
  'SELECT count() FROM observations AS o WHERE o.trace_id IN (SELECT trace_id FROM observations) AND EXISTS (SELECT 1 FROM observations)',
  'SELECT max(n) FROM (SELECT 0 AS n UNION ALL SELECT count() FROM observations)',
  'WITH RECURSIVE r AS (SELECT (SELECT count() FROM observations) AS n UNION ALL SELECT (SELECT count() FROM observations) AS n FROM r WHERE n > 3) SELECT n FROM r',
  'SELECT count() FROM traces HAVING count() = (SELECT count() FROM observations)',
  'SELECT count() FROM traces JOIN (SELECT trace_id FROM observations) AS o USING (trace_id)',
  'SELECT arrayMap(x -> (SELECT count() FROM observations), [1])[1]',
  'SELECT count() FROM (SELECT 1 FROM traces ARRAY JOIN range((SELECT count() FROM observations)) AS n LIMIT 3)',
  'SELECT any(n) FROM (SELECT sum((SELECT count() FROM observations)) OVER (PARTITION BY 1 ORDER BY (SELECT count() FROM observations) ROWS BETWEEN CURRENT ROW AND CURRENT ROW) AS n FROM traces)',
  'SELECT count() FROM observations AS observations',
])('means the same rows by a name wherever it stands: %s', async (sql) => {
  expect((await answer(sql)).rows).toEqual([[3]]);
});

it('keeps to the time range of a caller', async () => {
  const within = (sql: string) => store.runSql('p', { sql, limit: 10, from: NEW_YEAR + 1, to: NEW_YEAR + 2 * 3_600_000_000 });

  expect((await within('SELECT name FROM observations')).rows).toEqual([['n1']]);
  expect((await within('SELECT name FROM traces')).rows).toEqual([['n1']]);
});

it('cuts a value that would fill the answer, and says so', async () => {
  const { rows, truncated } = await answer("SELECT arrayStringConcat(arrayMap(x -> '0123456789', range(50000))) AS s");

  expect(rows[0][0]).toHaveLength(100_000);
  expect(truncated).toBe(true);
});

it('names the place of what is wrong in the text as it was written', async () => {
  expect(await refusal('SELECT name,\n  -- é 漢字\n  lenght(name)\nFROM observations')).toBe('The function lenght() is not allowed. Did you mean length? (line 3, column 3, at lenght)');
  expect(await refusal('SELECT name\nFROM observations\nWHERE usr_id = 1')).toMatch(/`usr_id`.*'user_id'.*\(line 3, column 7, at usr_id\)$/);
  expect(await refusal("SELECT 'é', 1 FROM observations\n  WHER x")).toBe('Syntax error at x. (line 2, column 8, at x)');
  expect(await refusal('SELECT toInt8(name) FROM observations')).toBe('A text cannot be read as Int8. Functions that end in OrNull, such as toInt64OrNull, give null where a value does not fit.');
  expect(await refusal('SELECT user FROM observations')).toBe('The function currentUser() is not allowed.');
  expect(await refusal('SELECT 1 FROM observations SETTINGS max_threads = 1')).toMatch(/^SETTINGS is not allowed/);
  expect(await refusal("SELECT 1 + 'x'")).toMatch(/^Illegal types/);
});

it('takes a word that is a name for a name, also where a function is called so', async () => {
  expect((await answer('SELECT name AS user, count() AS database FROM observations GROUP BY user ORDER BY user')).rows).toEqual([['n0', 1], ['n1', 1], ['n2', 1]]);
});

it('stops what takes too long or too much, and goes on with the next', async () => {
  const everything = ['a', 'b', 'c', 'd'].map((it) => `(SELECT arrayJoin(range(9000)) AS ${it}) AS t${it}`).join(', ');
  const slow = [refusal(`SELECT count() FROM ${everything}`), refusal(`SELECT max(a + b + c + d) FROM ${everything}`)];
  const behind = refusal('SELECT 1');

  expect(await Promise.all(slow)).toEqual([expect.stringMatching(/more than 1.5 s/), expect.stringMatching(/more than 1.5 s/)]);
  expect(await behind).toMatch(/Other queries/);
  expect(await refusal('SELECT length(groupArray(arrayJoin(range(9000000)))) FROM observations, observations AS b, observations AS c, observations AS d')).toMatch(/more memory|more than 1.5 s/);
  expect((await answer('SELECT 1')).rows).toEqual([[1]]);
});
