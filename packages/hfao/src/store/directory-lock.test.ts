import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockDirectory } from './directory-lock.js';

let directory: string;
beforeEach(() => { directory = mkdtempSync(join(tmpdir(), 'hfao-lock-')); });
afterEach(() => rmSync(directory, { recursive: true, force: true }));

it('refuses a directory that is in use and names the process', () => {
  const release = lockDirectory(directory);

  expect(() => lockDirectory(directory)).toThrow(new RegExp(`in use by another hfao \\(process ${process.pid}\\)`));
  release();
});

it('can be claimed again after it was given up', () => {
  lockDirectory(directory)();

  const release = lockDirectory(directory);

  expect(() => lockDirectory(directory)).toThrow(/in use/);
  release();
});

it('is free again when its owner was killed', async () => {
  const program = `const D = require('libsql'); new D(${JSON.stringify(join(directory, 'hfao.lock'))}).exec('BEGIN EXCLUSIVE'); console.log('held'); setInterval(() => {}, 1e6)`;
  const owner = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(owner.stdout, 'data');
  expect(() => lockDirectory(directory)).toThrow(/in use/);

  owner.kill('SIGKILL');
  await once(owner, 'exit');

  lockDirectory(directory)();
});
