import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  ms: number;
}

/** Runs one of test/hosts in a process of its own, as a user's program would be run: against the built package. */
export async function runHost(file: string, env: Record<string, string>, during?: (child: ReturnType<typeof spawn>) => void): Promise<Ended> {
  const startedAt = Date.now();
  const child = spawn(process.execPath, [`${here}hosts/${file}`], { env: { PATH: process.env.PATH ?? '', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  during?.(child);
  return new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr, ms: Date.now() - startedAt })));
}

/** Builds the SDK unless its build is newer than its sources. */
export function buildSdk(): void {
  const product = `${here}../dist/cjs/hfao.js`;
  const newest = Math.max(...readdirSync(`${here}../src`).map((name) => statSync(`${here}../src/${name}`).mtimeMs));
  if (!existsSync(product) || statSync(product).mtimeMs < newest) execFileSync(process.execPath, [`${here}../build.mjs`], { stdio: 'inherit' });
}
