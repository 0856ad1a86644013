import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const fuzz = fileURLToPath(new URL('fuzz-otlp.mjs', import.meta.url));

it('reads or refuses tampered bodies of every signal, soon, by the check and by the reader alike', { timeout: 180_000 }, async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [fuzz, '--count', '10000', '--seed', '1']);

  expect(stdout).toContain('10000 bodies, seed 1');
  expect(stdout).toMatch(/\d+ read, \d+ refused, \d+ spans, log records and data points normalised/);
});
