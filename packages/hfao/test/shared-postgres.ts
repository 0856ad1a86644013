import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestProject } from 'vitest/node';
import { PostgresServer, programs } from './postgres-server.js';

/*
 * One Postgres for all test files of a run, started by the first that asks. This file is a global set-up of vitest: it makes the place where
 * they meet, and ends the server after the last test.
 */
interface Started { directory: string; port: number; pid: number }

declare module 'vitest' {
  interface ProvidedContext { postgresHome: string }
}

export default function setup(project: TestProject): () => void {
  const home = mkdtempSync(join(tmpdir(), 'hfao-postgres-home-'));
  project.provide('postgresHome', home);
  // Before the first test, which would wait for it too long, and while nobody else installs anything. Whoever may not is told by the test that needs it.
  if (process.getuid?.() === 0) programs();
  return () => {
    const started = read(home);
    if (started !== undefined) end(started);
    rmSync(home, { recursive: true, force: true });
  };
}

/** @param home what vitest's `inject('postgresHome')` says. It is not the caller's to stop. */
export async function sharedPostgres(home: string): Promise<PostgresServer> {
  if (claimed(home)) {
    const { directory, port, pid } = await PostgresServer.start();
    writeFileSync(join(home, 'started.new'), JSON.stringify({ directory, port, pid } satisfies Started));
    renameSync(join(home, 'started.new'), join(home, 'started.json'));
  }
  for (let i = 0; i < 3_000; i++) {
    const started = read(home);
    if (started !== undefined) return new PostgresServer(started.directory, started.port);
    await sleep(20);
  }
  throw new Error('Postgres was not started by the test that began to.');
}

function claimed(home: string): boolean {
  try {
    mkdirSync(join(home, 'starting'));
    return true;
  } catch {
    return false;
  }
}

function read(home: string): Started | undefined {
  try {
    return JSON.parse(readFileSync(join(home, 'started.json'), 'utf8')) as Started;
  } catch {
    return undefined;
  }
}

function end({ directory, pid }: Started): void {
  try {
    process.kill(pid, 'SIGQUIT');
  } catch {
    // It has ended by itself.
  }
  rmSync(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}
