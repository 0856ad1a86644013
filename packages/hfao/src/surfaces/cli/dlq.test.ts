import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { serveSurfaces, type Served } from '../../../test/served-surfaces.js';
import type { CliHost, Output } from './host.js';
import { runCli } from './run.js';

let served: Served;
beforeAll(async () => { served = await serveSurfaces(); });
afterAll(() => served.close());
beforeEach(async () => { await run('replay'); });

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const texts = { out: '', err: '' };
  const sink = (name: 'out' | 'err') => new Writable({ write(chunk: Buffer, _, done) { texts[name] += chunk.toString(); done(); } }) as Output;
  const host = { version: '0', variables: [], stdout: sink('out'), stderr: sink('err'), clientConfig: () => ({ baseUrl: served.url, project: 'default', apiKey: undefined, dataDir: '.' }) };
  return { code: await runCli(['dlq', ...args], host as unknown as CliHost), ...texts };
}

it('lists letters with what is lost and why', async () => {
  expect((await run('list')).out).toBe('No dead letters.\n');
  const id = await served.putLetter();

  const { out } = await run('list');

  expect(out).toContain('LETTER');
  expect(out).toContain(id);
  expect(out).toContain('no room');
});

it('shows one, names its items, and writes its body where it is told', async () => {
  const id = await served.putLetter();
  const file = join(mkdtempSync(join(tmpdir(), 'hfao-dlq-')), 'body.json');

  const { out } = await run('show', id, '--body', file);

  expect(out).toContain(`lost step  ${'e'.repeat(32)}/${'f'.repeat(16)}`);
  expect(readFileSync(file, 'utf8')).toBe('{"resourceSpans":[]}');
});

it('sends one or all again', async () => {
  const [one] = [await served.putLetter(), await served.putLetter(), await served.putLetter()];

  expect((await run('replay', one)).out).toContain('1 sent again, 2 left');
  expect(JSON.parse((await run('replay', '--json')).out)).toMatchObject({ remaining: 0 });
});

it('drops only when told to mean it', async () => {
  const id = await served.putLetter();

  const asked = await run('drop', id);
  expect(asked).toMatchObject({ code: 2, err: expect.stringContaining('Add --yes') });
  expect((await run('list')).out).toContain(id);

  expect((await run('drop', id, '--yes')).out).toBe(`Dropped ${id}.\n`);
  expect((await run('drop', id, '--yes')).out).toContain('There is no dead letter');
});
