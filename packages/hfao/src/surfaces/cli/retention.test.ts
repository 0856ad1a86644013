import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aRow } from '../../../test/a-row.js';
import { type Served, serveSurfaces } from '../../../test/served-surfaces.js';
import { spanId, traceId } from '../../store/conformance/an-observation.js';
import type { CliHost, Output } from './host.js';
import { runCli } from './run.js';

let served: Served;
beforeAll(async () => { served = await serveSurfaces(); });
afterAll(() => served.close());

const DAY = 86_400_000_000;

it('shows and changes how long data stays', async () => {
  const before = await hfao('retention', 'show');
  const changed = await hfao('retention', 'set', '--hot-days', '7', '--keep-errors', 'true', '--keep-where', "tags = 'golden'", '--keep-where', "user_id = 'ada'");
  const after = await hfao('retention', 'show', '--json');

  expect(before.out).toMatch(/metrics: 30 days\n.*hours: +365 days\n.*Bodies: +90 days\n.*whatever their age: none/s);
  expect(changed.out).toMatch(/metrics: 7 days.*failed observation\n {2}tags = 'golden'\n {2}user_id = 'ada'/s);
  expect(JSON.parse(after.out)).toEqual({ retention: { hot_days: 7, warm_days: 365, bodies_days: 90, keep: { scored: false, errors: true, where: ["tags = 'golden'", "user_id = 'ada'"] } } });
});

it('says what is wrong with a filter', async () => {
  const { code, err } = await hfao('retention', 'set', '--keep-where', 'tags = ');

  expect(code).not.toBe(0);
  expect(err).toContain('keep_where');
});

it('says what would go, and lets it go', async () => {
  const now = Date.now() * 1000;
  const row = (word: string, days: number, changes = {}) => aRow({ trace_id: traceId(word), observation_id: spanId(word), start_time: now - days * DAY, ingested_at: now - days * DAY, ...changes });
  await served.write([row('old', 10), row('golden', 10, { tags: ['golden'] }), row('young', 1)].map((it) => ({ ...it, project_id: served.project.id })));
  await hfao('retention', 'set', '--hot-days', '7', '--keep-errors', 'false', '--keep-where', "tags = 'golden'");

  const dry = await hfao('retention', 'run', '--dry-run');
  const status = await hfao('status', '--json');
  const done = await hfao('retention', 'run', '--all-projects');
  const again = await hfao('retention', 'run', '--json');

  expect(dry.out).toMatch(/default: 1 traces would go with 1 observations.*\n.*1 old traces with 1 observations would stay by a rule/);
  expect(JSON.parse(status.out).storage.projects).toMatchObject([{ project: 'default', observations: 3, growth_per_day: { rows: 0 } }]);
  expect(done.out).toMatch(/default: 1 traces went with 1 observations/);
  expect(JSON.parse(again.out)).toMatchObject({ dry_run: false, projects: [{ project: 'default', traces: 0, kept: { traces: 1 } }] });
  expect(await served.deps.store.countObservations(served.project.id, {})).toBe(2);
}, 60_000);

async function hfao(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const texts = { out: '', err: '' };
  const sink = (name: 'out' | 'err') => new Writable({ write(chunk: Buffer, _, done) { texts[name] += chunk.toString(); done(); } }) as Output;
  const host = { version: '0', variables: [], stdout: sink('out'), stderr: sink('err'), clientConfig: () => ({ baseUrl: served.url, project: 'default', apiKey: undefined, dataDir: '.' }) };
  return { code: await runCli(args, host as unknown as CliHost), ...texts };
}
