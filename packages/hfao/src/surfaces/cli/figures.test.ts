import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aRow, START } from '../../../test/a-row.js';
import { serveSurfaces, type Served } from '../../../test/served-surfaces.js';
import type { CliHost, Output } from './host.js';
import { runCli } from './run.js';

let served: Served;
beforeAll(async () => {
  served = await serveSurfaces();
  const call = (minute: number, model: string, cost: number, more: object = {}) => aRow({ project_id: served.project.id, start_time: START + minute * 60_000_000, type: 'GENERATION', model, usage_counted: true, total_tokens: 1000, total_cost_usd: cost, ...more });
  await served.write([call(0, 'gpt-4o', 0.5), call(1, 'gpt-4o', 0.25, { status: 'error' }), call(2, 'o3', 0.1, { name: '=HYPERLINK("x"), "quoted"' })]);
});
afterAll(() => served.close());

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const texts = { out: '', err: '' };
  const sink = (name: 'out' | 'err') => new Writable({ write(chunk: Buffer, _, done) { texts[name] += chunk.toString(); done(); } }) as Output;
  const host = { version: '0', variables: [], stdout: sink('out'), stderr: sink('err'), clientConfig: () => ({ baseUrl: served.url, project: 'default', apiKey: undefined, dataDir: '.' }) };
  return { code: await runCli(args, host as unknown as CliHost), ...texts };
}

const RANGE = ['--from', '2026-11-23T07:00:00Z', '--to', '2026-11-23T09:00:00Z'];

it('answers SQL as a table, as CSV that a spreadsheet can open, and as JSON', async () => {
  const sql = 'SELECT model, count(*) AS calls FROM observations GROUP BY model ORDER BY calls DESC';

  expect((await run('sql', sql)).out).toMatch(/^model +calls\ngpt-4o +2\no3 +1\n2 rows, \d+ ms\n$/);
  expect((await run('sql', '--csv', 'SELECT name, total_cost_usd, user_id FROM observations WHERE model = \'o3\'')).out).toBe('name,total_cost_usd,user_id\n"\'=HYPERLINK(""x""), ""quoted""",0.1,\n');
  expect(JSON.parse((await run('sql', '--json', '--limit', '1', sql)).out)).toMatchObject({ rows: [['gpt-4o', 2]], truncated: true });
});

it('shows what can be asked', async () => {
  const { out } = await run('sql', '--schema', 'traces');

  expect(out).toContain('total_cost_usd');
  expect(out).toContain('-- Which traces took longest?');
  expect(out).not.toContain('metric_points ');
});

it('says where a query is wrong, as misuse', async () => {
  expect(await run('sql', 'SELECT * FROM tracs')).toMatchObject({ code: 2, err: expect.stringContaining('Did you mean traces?') as string });
});

it('shows cost by what it is divided by', async () => {
  const { out } = await run('cost', '--by', 'date,model', ...RANGE);

  expect(out).toContain('2026-11-23  gpt-4o  $0.75   2,000');
  expect(out).toContain('$0.85 and 3,000 tokens in all');
  expect((await run('cost', '--from', '2020-01-01', '--to', '2020-01-02')).out).toContain('No model calls');
});

it('shows measures in groups and over time', async () => {
  const { out } = await run('measure', 'count', 'error_rate', 'sum(cost)', '--by', 'model', '--limit', '1', ...RANGE);

  expect(out).toMatch(/MODEL +count +error_rate +sum\(cost\)\ngpt-4o +2 +0.5 +0.75\n1 others +1 +0 +0.1\nall +3 +0.3333 +0.85\n/);
  expect((await run('measure', '--bucket', '1h', ...RANGE)).out).toMatch(/TIME \(UTC\) +count\n2026-11-23 08:00:00 +3\n/);
  expect(await run('measure', 'mean(cost)')).toMatchObject({ code: 2, err: expect.stringContaining('no measure') as string });
});
