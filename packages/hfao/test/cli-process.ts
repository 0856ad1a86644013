import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { BIN } from './server-process.js';

export interface CliOutcome { code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string; ms: number }

/** The built command line, as a shell runs it. @param kill as a power cut does to a process: once `when` is true, and so much later, unless it has ended */
export async function runBuiltCli(args: readonly string[], { env = {}, kill }: { env?: Record<string, string>; kill?: { when?: () => boolean; afterMs: number } } = {}): Promise<CliOutcome> {
  const started = performance.now();
  const child = spawn(process.execPath, [BIN, ...args], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => { stdout += chunk.toString(); });
  child.stderr.on('data', (chunk: Buffer) => { stderr += chunk.toString(); });
  const ended = new Promise<[number | null, NodeJS.Signals | null]>((resolve) => { child.once('close', (...outcome) => resolve(outcome)); });
  if (kill !== undefined) {
    while (child.exitCode === null && kill.when?.() === false) await sleep(2);
    await Promise.race([ended, sleep(kill.afterMs)]);
    if (child.exitCode === null) child.kill('SIGKILL');
  }
  const [code, signal] = await ended;
  return { code, signal, stdout, stderr, ms: performance.now() - started };
}
