import { expect, it } from 'vitest';
import type { ObservationRow } from '../../model/observation.js';
import { aLog, aPoint } from './a-log.js';
import { anObservation, aScore, NEW_YEAR, traceId } from './an-observation.js';
import type { Subject } from './telemetry-store.js';

/** What both backends' SQL has in common; what differs between dialects is each backend's own. */
export function runSql(subject: Subject): void {
  const rowsOf = async (project: string, sql: string, limit = 100) => (await subject.store.runSql(project, { sql, limit })).rows;
  const refused = (project: string, sql: string) => subject.store.runSql(project, { sql, limit: 10 }).then(() => 'answered', (error: Error & { code?: string }) => `${error.code}: ${error.message}`);
  const written = async (rows: Partial<ObservationRow>[]): Promise<string> => {
    const project_id = subject.project();
    await subject.store.write({ rows: rows.map((it) => anObservation({ project_id, ...it })), scores: [] });
    return project_id;
  };

  it('answers one SELECT with names, types and values as JSON has them', async () => {
    const project = await written([{ start_time: NEW_YEAR + 1, name: 'é "q"', input_tokens: 5, total_cost_usd: 0.25, usage_counted: true, tags: ['x', 'y'] }]);

    const { columns, rows, truncated } = await subject.store.runSql(project, { sql: 'SELECT name, start_time, input_tokens, total_cost_usd, usage_counted, tags, user_id, duration_ms FROM observations', limit: 10 });

    expect(columns.map((it) => it.name)).toEqual(['name', 'start_time', 'input_tokens', 'total_cost_usd', 'usage_counted', 'tags', 'user_id', 'duration_ms']);
    expect(rows).toEqual([['é "q"', '2026-01-01T00:00:00.000001Z', 5, 0.25, true, ['x', 'y'], null, 1000]]);
    expect(truncated).toBe(false);
  });

  it('sees one project and nothing else, in every table', async () => {
    const [mine, theirs] = [subject.project(), subject.project()];
    for (const [project_id, count] of [[mine, 2], [theirs, 3]] as const) {
      const each = <T>(make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i));
      const rows = each((i) => anObservation({ project_id, trace_id: traceId(`${project_id}-${i}`), session_id: `s${i}` }));
      await subject.store.write({ rows, scores: rows.map((it) => aScore({ project_id, trace_id: it.trace_id })), logs: each(() => aLog({ project_id })), metricPoints: each(() => aPoint({ project_id })) });
    }

    for (const table of ['observations', 'traces', 'sessions', 'scores', 'logs', 'metric_points']) {
      expect([table, await rowsOf(mine, `SELECT count(*) AS n FROM ${table}`)]).toEqual([table, [[2]]]);
    }
  });

  it('is about what began within a range, where one is given', async () => {
    const at = (word: string, second: number, session_id: string) => ({ trace_id: traceId(word), name: word, session_id, start_time: NEW_YEAR + second * 1_000_000, parent_observation_id: null });
    const project = await written([at('early', 0, 's1'), at('within', 10, 's1'), at('late', 20, 's2')]);
    const within = async (sql: string) => (await subject.store.runSql(project, { sql, limit: 10, from: NEW_YEAR + 10_000_000, to: NEW_YEAR + 20_000_000 })).rows;

    expect(await within('SELECT name FROM observations')).toEqual([['within']]);
    expect(await within('SELECT name FROM traces')).toEqual([['within']]);
    expect(await within('SELECT session_id, trace_count FROM sessions')).toEqual([['s1', 1]]);
    expect(await rowsOf(project, 'SELECT count(*) AS n FROM traces')).toEqual([[3]]);
  });

  it('groups, joins, nests and names what it found', async () => {
    const project = await written([{ model: 'a', total_tokens: 3 }, { model: 'a', total_tokens: 4 }, { model: 'b', total_tokens: 10, status: 'error' }]);

    expect(await rowsOf(project, 'SELECT model, sum(total_tokens) AS tokens, avg(total_tokens) AS mean FROM observations GROUP BY model HAVING count(*) > 0 ORDER BY tokens DESC')).toEqual([['b', 10, 10], ['a', 7, 3.5]]);
    expect(await rowsOf(project, 'WITH big AS (SELECT trace_id, model FROM observations WHERE total_tokens > 3) SELECT big.model, traces.status FROM big JOIN traces ON big.trace_id = traces.trace_id ORDER BY big.model')).toEqual([['a', 'ok'], ['b', 'error']]);
    expect(await rowsOf(project, "SELECT count(*) AS n FROM observations WHERE model IN (SELECT model FROM observations WHERE status = 'error')")).toEqual([[1]]);
    expect(await rowsOf(project, "SELECT * FROM (SELECT 'x' AS a UNION ALL SELECT model FROM observations WHERE model = 'b') AS both_of ORDER BY a")).toEqual([['b'], ['x']]);
    expect(await rowsOf(project, "SELECT max(CASE WHEN status = 'error' THEN 1 ELSE 0 END) AS failed FROM observations")).toEqual([[1]]);
  });

  it('shows of what was sent again the last version, and copies of records once', async () => {
    const project = subject.project();
    const row = anObservation({ project_id: project });
    const [log, point] = [aLog({ project_id: project }), aPoint({ project_id: project })];
    for (const name of ['first', 'last']) await subject.store.write({ rows: [{ ...row, name }], scores: [], logs: [log], metricPoints: [point] });

    expect(await rowsOf(project, 'SELECT name FROM observations')).toEqual([['last']]);
    expect(await rowsOf(project, 'SELECT name, observation_count FROM traces')).toEqual([['last', 1]]);
    expect(await rowsOf(project, 'SELECT count(*) AS n FROM logs')).toEqual([[1]]);
    expect(await rowsOf(project, 'SELECT count(*) AS n FROM metric_points')).toEqual([[1]]);
  });

  it('gives as many rows as are asked for, in the order that is asked for, and says when there are more', async () => {
    const project = await written(Array.from({ length: 7 }, (_, i) => ({ name: `n${i}` })));

    const some = await subject.store.runSql(project, { sql: 'SELECT name FROM observations ORDER BY name DESC', limit: 3 });
    const all = await subject.store.runSql(project, { sql: 'SELECT name FROM observations ORDER BY name LIMIT 7', limit: 7 });

    expect([some.rows, some.truncated]).toEqual([[['n6'], ['n5'], ['n4']], true]);
    expect([all.rows.length, all.truncated]).toEqual([7, false]);
  });

  it('keeps an answer small, whatever its values', async () => {
    const project = await written(Array.from({ length: 200 }, () => ({ input: 'x'.repeat(60_000) })));

    const { rows, truncated } = await subject.store.runSql(project, { sql: 'SELECT input FROM observations', limit: 1000 });

    expect(truncated).toBe(true);
    expect(rows.length).toBeLessThan(200);
  });

  it('says what is wrong with a query, and where', async () => {
    const project = subject.project();

    expect(await refused(project, 'SELECT * FROM observatons')).toMatch(/^invalid_input: .*observatons.*Did you mean observations\?.*line 1, column 15/);
    expect(await refused(project, 'DELETE FROM observations')).toMatch(/^invalid_input: .*SELECT/);
    expect(await refused(project, 'SELECT 1; SELECT 2')).toMatch(/^invalid_input: .*one SELECT/i);
    expect(await refused(project, 'SELECT nme FROM observations')).toMatch(/^invalid_input: .*nme/);
    expect(await refused(project, 'SELECT getenv(name) FROM observations')).toMatch(/^invalid_input: .*getenv/);
    expect(await refused(project, '')).toMatch(/^invalid_input/);
  });
}
