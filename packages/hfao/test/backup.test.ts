import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { UNFINISHED } from '../src/store/backup/manifest.js';
import { runBuiltCli } from './cli-process.js';
import { check } from './kill-check.js';
import { untilNothingIsPending } from './kill.js';
import { exportUntil, newReport, type SentRequest } from './kill-load.js';
import { ServerProcess } from './server-process.js';
import { sharedPostgres } from './shared-postgres.js';

const home = mkdtempSync(join(tmpdir(), 'hfao-backup-journey-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Load on a server until it is told to stop. */
function underLoad(server: () => ServerProcess) {
  const sent: SentRequest[] = [];
  const report = newReport(1);
  const load = new AbortController();
  const exporters = Array.from({ length: 2 }, () => exportUntil(load.signal, () => server().at.otlp_http_url!, sent, report, 25));
  return {
    sent, report,
    /** What is acknowledged by now; what comes later may or may not be somewhere. */
    promised: () => sent.map((it) => ({ ...it })),
    async stop() {
      load.abort();
      await Promise.all(exporters);
    },
  };
}

async function expectKept(dataDir: string, requests: SentRequest[], env: Record<string, string> = {}): Promise<void> {
  const report = newReport(1);
  const restored = await ServerProcess.start(dataDir, env);
  await check(restored, requests, report);
  await restored.stop();
  expect(report.faults).toEqual([]);
}

describe('hfao backup and hfao restore', { timeout: 240_000 }, () => {
  it('keep everything that was acknowledged before, while spans keep coming', async () => {
    const server = await ServerProcess.start(join(home, 'source'));
    const load = underLoad(() => server);
    await sleep(3_000);

    const promised = load.promised();
    const backup = await runBuiltCli(['backup', join(home, 'backup'), '--json', '--base-url', server.at.url]);
    await sleep(500);
    await load.stop();
    await untilNothingIsPending(server);
    await check(server, load.sent, load.report);
    await server.stop();
    const restore = await runBuiltCli(['restore', join(home, 'backup'), '--data-dir', join(home, 'restored')]);

    expect(load.report.faults).toEqual([]);
    expect(backup).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(backup.stdout)).toMatchObject({ job: { kind: 'backup', state: 'done', result: { secret_key: { is_included: true }, control_rows: { projects: 3 } } } });
    expect(restore).toMatchObject({ code: 0, stderr: '' });
    expect(restore.stdout).toContain('3 projects');
    expect(promised.filter((it) => it.acknowledged).length).toBeGreaterThan(5);
    // Of what came later some is in it: sent, as the check sees it.
    await expectKept(join(home, 'restored'), load.sent.map((it, i) => ({ ...it, acknowledged: promised[i]?.acknowledged ?? false })));
  });

  it('lose nothing when the server is killed in the middle: the half is known as such', async () => {
    const dataDir = join(home, 'killed');
    let server = await ServerProcess.start(dataDir);
    const load = underLoad(() => server);
    await sleep(2_000);
    const halves: string[] = [];
    for (let i = 0; i < 4; i++) {
      const directory = join(home, `half-${i}`);
      const taking = runBuiltCli(['backup', directory, '--base-url', server.at.url]);
      for (const deadline = performance.now() + 20_000; !existsSync(join(directory, UNFINISHED)) && performance.now() < deadline;) await sleep(5);
      await sleep(i * 40);
      await server.kill();
      const { code } = await taking;
      if (code !== 0) halves.push(directory);
      server = await ServerProcess.start(dataDir);
      await sleep(500);
    }
    await load.stop();
    await untilNothingIsPending(server);

    await check(server, load.sent, load.report);
    expect(load.report.faults).toEqual([]);
    expect(halves.length).toBeGreaterThan(1);
    for (const half of halves.slice(0, 2)) {
      expect((await runBuiltCli(['backup', half, '--base-url', server.at.url])).stderr).toContain('never finished');
      const restore = await runBuiltCli(['restore', half, '--data-dir', join(home, 'never')]);
      expect(restore).toMatchObject({ code: 2, stderr: expect.stringContaining('never finished') });
    }
    expect((await runBuiltCli(['backup', join(home, 'after-kills'), '--base-url', server.at.url])).code).toBe(0);
    await server.stop();
  });

  it('go on after a restore was killed: no server starts on the half', async () => {
    const backup = join(home, 'after-kills');
    const target = join(home, 'interrupted');
    const marker = join(target, 'restore-unfinished.json');
    expect(await runBuiltCli(['restore', backup, '--data-dir', join(home, 'whole')])).toMatchObject({ code: 0 });

    let refusals = 0;
    for (let i = 0; i < 4; i++) {
      await runBuiltCli(['restore', backup, '--data-dir', target], { kill: { when: () => existsSync(marker), afterMs: i * 20 } });
      if (!existsSync(marker)) break;
      await expect(ServerProcess.start(target)).rejects.toThrow('was interrupted, so what is in it is not whole');
      refusals++;
    }
    const last = existsSync(marker) ? await runBuiltCli(['restore', backup, '--data-dir', target]) : { code: 0 };

    expect(last.code).toBe(0);
    expect(refusals).toBeGreaterThan(0);
    const [a, b] = await Promise.all([ServerProcess.start(target), ServerProcess.start(join(home, 'whole'))]);
    const traces = async (it: ServerProcess) => (await it.get<{ traces: unknown[] }>('/api/v1/projects/default/traces?limit=100')).traces;
    expect(await traces(a)).toEqual(await traces(b));
    await Promise.all([a.stop(), b.stop()]);
  });

  it('move a control plane from SQLite to Postgres', async () => {
    const postgres = await sharedPostgres(inject('postgresHome'));
    const env = { HFAO_CONTROL_PLANE_URL: await postgres.database(`backup_${process.pid}`), HFAO_SECRET_KEY: 'ab'.repeat(32) };
    const source = join(home, 'sqlite-source');
    const server = await ServerProcess.start(source, { HFAO_SECRET_KEY: env.HFAO_SECRET_KEY });
    const load = underLoad(() => server);
    await sleep(1_000);
    await load.stop();
    const backup = await runBuiltCli(['backup', join(home, 'for-postgres'), '--base-url', server.at.url]);
    await server.stop();

    const restore = await runBuiltCli(['restore', join(home, 'for-postgres'), '--data-dir', join(home, 'on-postgres')], { env });

    expect(backup).toMatchObject({ code: 0, stderr: '' });
    expect(backup.stdout).toContain('secret key is not in it');
    expect(restore.stdout).toContain('postgres://hfao@127.0.0.1');
    expect(restore.stdout + restore.stderr).not.toMatch(/secret(?: |%20)word/);
    expect(readdirSync(join(home, 'on-postgres'))).not.toContain('control.sqlite');
    await expectKept(join(home, 'on-postgres'), load.sent, env);
  });
});
