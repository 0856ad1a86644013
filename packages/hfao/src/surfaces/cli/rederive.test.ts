import { Writable } from 'node:stream';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aRow, START } from '../../../test/a-row.js';
import { serveSurfaces, type Served } from '../../../test/served-surfaces.js';
import type { Output } from './host.js';
import { runCli } from './run.js';

let served: Served;
beforeAll(async () => {
  served = await serveSurfaces();
  await served.write(Array.from({ length: 700 }, (_, i) => aRow({
    name: `call ${i}`, type: 'GENERATION', model: 'house-7b', input_tokens: 1000, usage_counted: true, start_time: START + i, attributes: i % 7 === 0 ? ['my.user', 'ada'] : null,
  })));
});
afterAll(() => served.close());

async function hfao(args: string[], { isTerminal = false } = {}): Promise<{ code: number; stdout: string; stderr: string }> {
  const [stdout, stderr] = [collector(false), collector(isTerminal)];
  const code = await runCli(args, {
    version: '0', variables: [], stdout: stdout.output, stderr: stderr.output, ports: () => ({ host: '', ports: [] }), up: async () => {}, rotateSecretKey: async () => ({ dataKeys: 0, keptIn: 'file' }), migrate: async () => { throw new Error('not here'); }, restore: async () => { throw new Error('not here'); }, copy: async () => { throw new Error('not here'); },
    storagePlace: (url) => ({ kind: 'files', directory: url }),
    clientConfig: (flags) => ({ baseUrl: served.url, project: flags.project ?? 'default', apiKey: undefined, dataDir: tmpdir() }),
  });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

function collector(isTTY: boolean): { output: Output; text: () => string } {
  let text = '';
  const output = new Writable({ write: (chunk, _, done) => { text += String(chunk); done(); } });
  return { output: Object.assign(output, { isTTY, columns: 100 }), text: () => text };
}

describe('hfao reprice', () => {
  it('counts in a dry run, changes for real, and shows how far it is', async () => {
    await served.deps.settings.change(served.project.id, { price_overrides: [{ model: 'house-*', input: 1, output: 1 }] });

    const dry = await hfao(['reprice', '--dry-run']);
    const real = await hfao(['reprice', '--model', 'house-7b'], { isTerminal: true });
    const again = await hfao(['reprice', '--json']);

    expect(dry).toEqual({ code: 0, stdout: '700 observations would have another cost, 0 the same; 0 keep the cost that was reported.\nWhat counts in totals: $0.00 before, $0.70 after.\n', stderr: '' });
    expect(real.stdout).toContain('700 observations have another cost');
    expect(real.stderr).toContain('of 700 observations');
    expect(JSON.parse(again.stdout)).toMatchObject({ job: { kind: 'reprice', state: 'done', done: 700, total: 700, result: { changed: 0, unchanged: 700 } } });
  });

  it('is cancelled by Ctrl-C', async () => {
    await served.deps.settings.change(served.project.id, { price_overrides: [{ model: 'house-*', input: 2, output: 1 }] });
    const running = hfao(['reprice']);
    while (!served.deps.jobs.list('default').some((it) => it.kind === 'reprice' && it.state === 'running')) await new Promise((resolve) => { setTimeout(resolve, 1); });
    while (process.listenerCount('SIGINT') === 0) await new Promise((resolve) => { setTimeout(resolve, 1); });

    process.emit('SIGINT');
    const { code, stderr } = await running;

    // On a fast machine it was done before.
    const [job] = served.deps.jobs.list('default');
    expect({ code, isSaid: stderr.includes('Cancelled after') }).toEqual({ code: job.state === 'done' ? 0 : 1, isSaid: job.state === 'cancelled' });
  });

  it('refuses an empty range', async () => {
    expect(await hfao(['reprice', '--from', '1h', '--to', '2h'])).toEqual({ code: 2, stdout: '', stderr: 'hfao: from must be earlier than to.\n' });
  });
});

describe('hfao remap', () => {
  it('sums up by field', async () => {
    await served.deps.settings.change(served.project.id, { mapping_rules: [{ name: 'who', when: {}, field: 'user_id', from: { attribute: 'my.user' } }] });

    const { code, stdout } = await hfao(['remap']);

    expect(code).toBe(0);
    expect(stdout).toBe('100 observations changed, 600 are as they were.\nBy field: user_id 100, mapping 100\n');
  });

  it('says that there is no such trace', async () => {
    expect((await hfao(['remap', '--trace-id', 'f'.repeat(32)])).stderr).toContain(`No trace ${'f'.repeat(32)}`);
  });
});
