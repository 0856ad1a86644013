import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { aRow } from '../../../test/a-row.js';
import { serveSurfaces } from '../../../test/served-surfaces.js';
import { runCli } from './run.js';

it('shows a trace once it is quiet, and again when it has grown', async () => {
  const served = await serveSurfaces();
  let shown = '';
  let said = '';
  const stdout = new Writable({ write: (chunk, _, done) => { shown += String(chunk); done(); } });
  const stderr = new Writable({ write: (chunk, _, done) => { said += String(chunk); done(); } });
  void runCli(['tail'], {
    version: '1', variables: [], up: async () => {}, rotateSecretKey: async () => ({ dataKeys: 0, keptIn: 'file' as const }), migrate: async () => { throw new Error('not here'); }, restore: async () => { throw new Error('not here'); }, copy: async () => { throw new Error('not here'); }, stdout, stderr,
    ports: () => ({ host: '127.0.0.1', ports: [{ variable: 'HFAO_PORT', port: 0 }] }),
    storagePlace: (url) => ({ kind: 'files', directory: url }),
    clientConfig: () => ({ baseUrl: served.url, project: 'default', apiKey: undefined, dataDir: '.' }),
  });
  await expect.poll(() => said).toContain('Waiting for traces');
  await expect.poll(() => served.listeners()).toBe(1);

  const root = aRow({ name: 'first' });
  await served.write([root]);
  await served.write([aRow({ trace_id: root.trace_id, parent_observation_id: root.observation_id })]);
  await expect.poll(() => shown, { timeout: 5_000 }).toMatch(/^ {2}2026-11-23 08:00:00 {2}ok +first {2}1\.00 s {2}2 steps {2}\w{32}\n$/);
  await served.write([aRow({ trace_id: root.trace_id, parent_observation_id: root.observation_id })]);

  await expect.poll(() => shown, { timeout: 5_000 }).toMatch(/\n\+ .* 3 steps/);
  await served.close();
});
