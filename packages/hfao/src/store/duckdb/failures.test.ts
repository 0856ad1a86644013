import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { pino } from 'pino';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { anObservation } from '../conformance/an-observation.js';
import { openDuckdbStore, type DuckdbOptions } from './open.js';

const home = mkdtempSync(join(tmpdir(), 'hfao-duckdb-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(home, 'store-'));
  file = join(directory, 'segment-000001.duckdb');
});
const open = (options: Partial<DuckdbOptions> = {}) => openDuckdbStore({ directory, log: pino({ level: 'silent' }), ...options });

describe('a data directory in use', () => {
  it('is refused to a second store of this process, with the pid, and free after the first has closed', async () => {
    const first = await open();

    await expect(open()).rejects.toMatchObject({ code: 'data_dir_unusable', message: expect.stringContaining(`pid ${process.pid}`) });

    await first.write({ rows: [anObservation()], scores: [] });
    await first.close();
    const second = await open();
    expect((await second.listTraces('project-1', { limit: 1 })).traces).toHaveLength(1);
    await second.close();
  });

  it('is refused while another process has it, with its pid', async () => {
    const driver = createRequire(import.meta.url).resolve('@duckdb/node-api');
    const script = `
const { DuckDBInstance } = require(${JSON.stringify(driver)});
(async () => {
  const connection = await (await DuckDBInstance.create(process.argv[1])).connect();
  console.log('open');
  process.stdin.on('end', () => process.exit()).resume();
})();`;
    const holder = spawn(process.execPath, ['-e', script, file], { stdio: ['pipe', 'pipe', 'inherit'] });
    await new Promise((resolve) => holder.stdout.once('data', resolve));

    await expect(open()).rejects.toMatchObject({ code: 'data_dir_unusable', message: expect.stringMatching(new RegExp(`${directory} .*pid ${holder.pid}`)) });

    const gone = new Promise((resolve) => holder.once('exit', resolve));
    holder.stdin.end();
    await gone;
  });

  it('is free when its owner is gone without a word', async () => {
    writeFileSync(join(directory, 'owner.json'), JSON.stringify({ pid: process.pid, started_at_ms: 1 }));

    const store = await open();

    expect(await store.position()).toBe(0);
    await store.close();
  });
});

describe('a segment file that cannot be used', () => {
  it('stops the opening when it is broken, says what to do, and stays as it is', async () => {
    await (await open()).close();
    const broken = join(directory, 'segment-000002.duckdb');
    writeFileSync(broken, 'not a database '.repeat(1000));

    await expect(open()).rejects.toMatchObject({ code: 'data_dir_unusable', message: expect.stringMatching(/segment-000002\.duckdb cannot be read.*move segment-000002\.duckdb/s) });

    expect(readFileSync(broken, 'utf8')).toBe('not a database '.repeat(1000));
    rmSync(broken);
    await (await open()).close();
  });

  it('stops the opening when a newer hfao wrote it, and stays as it is', async () => {
    const writing = await open();
    await writing.write({ rows: [anObservation()], scores: [] });
    await writing.close();
    await sql(`UPDATE segment SET schema_version = 999`);
    const before = digest(file);

    await expect(open()).rejects.toMatchObject({ code: 'data_dir_unusable', message: expect.stringMatching(/newer hfao \(schema 999/) });

    expect(digest(file)).toBe(before);
  });

  it('does not stop it when a crash left the file empty before anything was in it', async () => {
    writeFileSync(file, '');

    const store = await open();

    await store.write({ rows: [anObservation()], scores: [] });
    expect((await store.listTraces('project-1', { limit: 1 })).traces).toHaveLength(1);
    await store.close();
  });

  async function sql(statement: string): Promise<void> {
    const instance = await DuckDBInstance.create(file);
    const connection = await instance.connect();
    await connection.run(statement);
    connection.closeSync();
    instance.closeSync();
  }
});

it('refuses a directory that cannot be made', async () => {
  writeFileSync(join(directory, 'a-file'), '');

  await expect(open({ directory: join(directory, 'a-file', 'data') })).rejects.toMatchObject({ code: 'data_dir_unusable' });
});

/** A full disk is played by the limit that the kernel puts on the size of this process's files: writes beyond it fail in the same place. */
const canLimit = spawnSync('prlimit', ['--version']).status === 0;
it.skipIf(!canLimit)('reports a write that does not fit on the disk, keeps nothing of it, and goes on when there is room again', async () => {
  const store = await open();
  const kept = anObservation();
  await store.write({ rows: [kept], scores: [], position: 1 });
  const tooBig = Array.from({ length: 20 }, () => anObservation({ trace_id: kept.trace_id, input: 'x'.repeat(1_000_000) }));

  limitFileSize(`${4 * 1024 * 1024}`);
  const refused = await store.write({ rows: tooBig, scores: [], position: 2 }).catch((error: unknown) => error);
  const small = anObservation();
  await store.write({ rows: [small], scores: [], position: 1 });
  limitFileSize('unlimited');

  expect(refused).toMatchObject({ code: 'unavailable', message: expect.stringContaining('Check the disk') });
  expect(await store.traceSummary('project-1', kept.trace_id)).toMatchObject({ observation_count: 1 });
  expect(await store.position()).toBe(1);
  await store.write({ rows: tooBig, scores: [], position: 2 });
  await store.close();
  const again = await open();
  expect(await again.traceSummary('project-1', kept.trace_id)).toMatchObject({ observation_count: 21 });
  expect(await again.observation('project-1', small.trace_id, small.observation_id)).toEqual(small);
  await again.close();
});

it('uses a full segment on while no next one can be made', async () => {
  const store = await open({ segmentRows: 10 });
  mkdirSync(join(directory, 'segment-000002.duckdb'));
  const rows = Array.from({ length: 30 }, () => anObservation());

  for (const row of rows) await store.write({ rows: [row], scores: [] });
  rmSync(join(directory, 'segment-000002.duckdb'), { recursive: true });
  await store.write({ rows: [anObservation()], scores: [] });

  expect((await store.listTraces('project-1', { limit: 100 })).traces).toHaveLength(31);
  expect(await store.size()).toMatchObject({ segments: 2 });
  await store.close();
});

function limitFileSize(bytes: string): void {
  execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:`]);
}

function digest(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
