import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aRow, START } from '../../../test/a-row.js';
import { serveSurfaces, type Served } from '../../../test/served-surfaces.js';
import { HOUR_MICROS } from '../../model/time.js';
import type { Output } from './host.js';
import { runCli } from './run.js';

const folder = mkdtempSync(join(tmpdir(), 'hfao-parquet-'));
let served: Served;

beforeAll(async () => {
  served = await serveSurfaces();
  // Two hours of the day before yesterday, long closed.
  await served.write([0, 1].flatMap((hour) => Array.from({ length: 20 }, (_, i) => aRow({ start_time: START - 48 * HOUR_MICROS + hour * HOUR_MICROS + i }))));
});
afterAll(async () => {
  await served.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('hfao parquet export', () => {
  it('writes the hours to a folder, and passes over what is there already', async () => {
    const first = await hfao('parquet', 'export', join(folder, 'out'));
    const second = await hfao('parquet', 'export', join(folder, 'out'), '--json');

    expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining('40 observations of 2 hours exported') as string });
    expect(JSON.parse(second.stdout)).toMatchObject({ hours: 0, observations: 0, passed_over: 2 });
    expect(readdirSync(join(folder, 'out'))).toEqual(['catalog.ducklake', 'events']);
    expect(readdirSync(join(folder, 'out'), { recursive: true }).filter((it) => String(it).endsWith('.parquet'))).toHaveLength(2);
  });

  it('asks for a place, and for times that are times', async () => {
    expect(await hfao('parquet', 'export')).toMatchObject({ code: 2, stderr: expect.stringContaining('Name a folder') as string });
    expect(await hfao('parquet', 'export', join(folder, 'never'), '--from', 'yesterday')).toMatchObject({ code: 2, stderr: expect.stringContaining('yesterday') as string });
  });
});

describe('the warm tier over REST', () => {
  const project = () => `${served.url}/api/v1/projects/default`;

  it('exports closed hours when asked to, and says what is there', async () => {
    expect(await (await fetch(`${project()}/warm/hours`)).json()).toEqual({ hours: [] });

    const { job } = await (await fetch(`${project()}/warm/export`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })).json() as { job: { job_id: string } };
    const done = await ended(job.job_id);

    expect(done).toMatchObject({ state: 'done', done: 40, total: 40, result: { hours: 2, observations: 40 } });
    expect(await (await fetch(`${project()}/warm/hours`)).json()).toMatchObject({ hours: [{ observations: 20, files: 1 }, { observations: 20, files: 1 }] });
  });

  it('gives a range as Parquet, and refuses what is no range', async () => {
    const from = new Date(START / 1000 - 48 * 3_600_000).toISOString();
    const good = await fetch(`${project()}/hours/parquet?from=${from}&to=${new Date(START / 1000 - 47 * 3_600_000).toISOString()}`);
    const bytes = Buffer.from(await good.arrayBuffer());

    expect(good.headers.get('x-hfao-observations')).toBe('20');
    expect(bytes.subarray(0, 4).toString()).toBe('PAR1');
    expect((await fetch(`${project()}/hours/parquet?from=${from}`)).status).toBe(400);
    expect((await fetch(`${project()}/hours/parquet?from=${from}&to=2030-01-01`)).status).toBe(400);
    expect((await fetch(`${served.url}/api/v1/projects/nobody/hours/parquet?from=1h&to=2030-01-01`)).status).toBe(404);
  });

  it('gives what a query answers as Parquet, and refuses what is no query', async () => {
    const ask = (body: object, of = project()) => fetch(`${of}/sql/parquet`, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
    const good = await ask({ sql: 'SELECT name, start_time FROM observations', limit: 3 });

    expect(Buffer.from(await good.arrayBuffer()).subarray(0, 4).toString()).toBe('PAR1');
    expect([good.status, good.headers.get('x-hfao-truncated'), good.headers.get('content-disposition')]).toEqual([200, 'true', 'attachment; filename="result.parquet"']);
    expect(await (await ask({ sql: 'SELECT * FROM tracs' })).json()).toMatchObject({ error: { code: 'invalid_input', message: expect.stringContaining('Did you mean traces?') as string } });
    expect((await ask({ sql: 'SELECT 1', rows: 5 })).status).toBe(400);
    expect((await ask({ sql: 'SELECT 1' }, `${served.url}/api/v1/projects/nobody`)).status).toBe(404);
  });

  async function ended(jobId: string): Promise<Record<string, unknown>> {
    for (; ;) {
      const { job } = await (await fetch(`${project()}/jobs/${jobId}`)).json() as { job: Record<string, unknown> };
      if (job.state !== 'running') return job;
      await new Promise((resolve) => { setTimeout(resolve, 50); });
    }
  }
});

async function hfao(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const [stdout, stderr] = [collector(), collector()];
  const code = await runCli(args, {
    version: '0', variables: [], stdout: stdout.output, stderr: stderr.output, clientConfig: () => ({ baseUrl: served.url, project: 'default', apiKey: undefined, dataDir: tmpdir() }),
    storagePlace: (url: string) => ({ kind: 'files', directory: url }),
  } as unknown as Parameters<typeof runCli>[1]);
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

function collector(): { output: Output; text: () => string } {
  let text = '';
  const output = new Writable({ write: (chunk, _, done) => { text += String(chunk); done(); } });
  return { output: Object.assign(output, { isTTY: false, columns: 100 }), text: () => text };
}
