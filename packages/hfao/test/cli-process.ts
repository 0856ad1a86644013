import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { BIN } from './server-process.js';

export interface CliOutcome { code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string; ms: number }

/** The built command line, as a shell runs it. @param killAfterMs as a power cut does to a process, at that moment unless it has ended */
export async function runBuiltCli(args: readonly string[], { env = {}, killAfterMs }: { env?: Record<string, string>; killAfterMs?: number } = {}): Promise<CliOutcome> {
  const started = performance.now();
  const child = spawn(process.execPath, [BIN, ...args], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => { stdout += chunk.toString(); });
  child.stderr.on('data', (chunk: Buffer) => { stderr += chunk.toString(); });
  const ended = new Promise<[number | null, NodeJS.Signals | null]>((resolve) => { child.once('close', (...outcome) => resolve(outcome)); });
  if (killAfterMs !== undefined) await Promise.race([ended, sleep(killAfterMs)]);
  if (killAfterMs !== undefined && child.exitCode === null) child.kill('SIGKILL');
  const [code, signal] = await ended;
  return { code, signal, stdout, stderr, ms: performance.now() - started };
}
