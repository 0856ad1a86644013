import * as fc from 'fast-check';
import { pino } from 'pino';
import { expect, inject, it, vi } from 'vitest';
import { sharedClickhouse } from '../../../test/shared-clickhouse.js';
import { anObservation, NEW_YEAR } from '../conformance/an-observation.js';
import { expressionOf, searchTerms } from '../search-terms.js';
import { openClickhouseStore } from './open.js';
import { read } from './readers.js';
import { connect } from './connect.js';
import { searchObservations } from './search.js';
import { tokensOfTerm } from './word-index.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 });

it.each([
  ['time', [['time', 'btime', 'ftime', 'ntime', 'rtime', 'ttime']]], ['time*', []], ['rate-limit*', [['rate', 'brate', 'frate', 'nrate', 'rrate', 'trate']]],
  ['$5', [['5']]], ['caf\u00e9', [expect.arrayContaining(['caf', 'ncaf'])]], ['漢字', []], ['"No seat"', [expect.arrayContaining(['no', 'nno']), ['seat']]],
])('asks for the runs that stand alone wherever %s occurs', (query, tokens) => {
  expect(tokensOfTerm(searchTerms(query)[0])).toEqual(tokens);
});

it('never leaves out a text in which a term occurs', () => {
  const pieces = fc.array(fc.constantFrom('time', 'Desk', 'k', 's', '\u212a', '\u017f', 'é', '“', '”', ' ', '\\n', '\\', 'n', '-', '5', '漢', '😀', '_', 'ΣΑΣ'), { minLength: 1, maxLength: 8 }).map((it) => it.join(''));
  fc.assert(fc.property(pieces, pieces, pieces, fc.boolean(), (before, text, after, isPrefix) => {
    fc.pre(text.trim() !== '');
    const term = { text: text.trim(), isPrefix };
    const whole = before + text + after;
    fc.pre(expressionOf(term).test(whole));

    const indexed = new Set(whole.replaceAll('\u212a', ' k212a ').replaceAll('\u017f', ' s017f ').replace(/[A-Z]/g, (it) => it.toLowerCase()).match(/[0-9a-z]+/g));

    for (const alternatives of tokensOfTerm(term)) expect([...alternatives, 'k212a', 's017f'].filter((it) => indexed.has(it))).not.toEqual([]);
  }), { numRuns: 2000 });
});

it('keeps the engine from reading where a rare word is not', async () => {
  const server = await sharedClickhouse(inject('clickhouseHome'));
  const store = await openClickhouseStore({ url: server.url('words'), writer: 'one', patienceMs: 0, log: pino({ level: 'silent' }) });
  await server.run(`INSERT INTO observations (project_id, trace_id, observation_id, name, type, start_time, output, input)
SELECT 'project-1', lower(hex(sipHash128(number))), lower(hex(sipHash64(number))), 'step', 'SPAN', fromUnixTimestamp64Micro(${NEW_YEAR} + number * 1000000), concat('word', toString(number % 5000), ' and so on'), repeat('common text ', 20) FROM numbers(80000)`, 'words');
  const rare = [anObservation({ start_time: NEW_YEAR + 5_000_000, output: '{"text":"a\\nneedle”"}' }), anObservation({ start_time: NEW_YEAR + 70_000_000_000, input: 'The NEEDLE' })];
  await store.write({ rows: rare, scores: [] });
  await server.run('OPTIMIZE TABLE observations FINAL', 'words');

  const { hits } = await store.searchObservations('project-1', { text: 'needle', limit: 10 });

  expect(hits.map((it) => it.observation_id)).toEqual([rare[1].observation_id, rare[0].observation_id]);
  const client = connect(server.url('words'), undefined);
  const statements: { sql: string; values: Record<string, unknown> }[] = [];
  await read(client, (query) => searchObservations((sql, parameters) => {
    statements.push({ sql, values: parameters?.values ?? {} });
    return query(sql, parameters);
  }, 'project-1', { text: 'needle', limit: 10 }));
  const { sql, values } = statements.findLast((it) => it.sql.includes('hasToken'))!;
  const explained = await (await client.query({ query: `EXPLAIN indexes = 1 ${sql}`, query_params: values, format: 'TabSeparatedRaw', clickhouse_settings: { prefer_column_name_to_alias: 1 }, use_multipart_params_auto: true })).text();
  await Promise.all([client.close(), store.close()]);
  const [, left, all] = /Name: words[\s\S]*?Granules: (\d+)\/(\d+)/.exec(explained)!.map(Number);
  expect(all).toBeGreaterThan(8);
  expect(left).toBeLessThan(3);
});
