import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../runtime/errors.js';

/** Two starts of this process are told from one by more than what a clock is adjusted. */
const CLOCK_TOLERANCE_MS = 1000;

interface Owner { pid: number; started_at_ms: number }

/**
 * Claims the directory for this store and returns how to give it up.
 * Only against a second store in this same process, where DuckDB would silently work on two copies of one file and lose rows.
 * Against other processes DuckDB's own file lock is exact, and dies with its owner; a pid on disk may by now be someone else's.
 * @throws Failure `data_dir_unusable` when another store of this process has it, or it cannot be written
 */
export function claimDirectory(directory: string): () => void {
  const path = join(directory, 'owner.json');
  const self: Owner = { pid: process.pid, started_at_ms: Math.round(Date.now() - process.uptime() * 1000) };
  const owner = readOwner(path);
  if (owner?.pid === self.pid && Math.abs(owner.started_at_ms - self.started_at_ms) < CLOCK_TOLERANCE_MS) throw directoryInUse(directory, self.pid);
  try {
    writeFileSync(path, JSON.stringify(self), { mode: 0o600 });
  } catch (cause) {
    throw new Failure('data_dir_unusable', `The data directory ${directory} cannot be written: ${(cause as Error).message}. Choose another, or change its permissions.`, { cause });
  }
  return () => rmSync(path, { force: true });
}

export function directoryInUse(directory: string, pid: number | undefined): Failure {
  const owner = pid === undefined ? 'another process' : `the process with pid ${pid}`;
  return new Failure('data_dir_unusable', `The data directory ${directory} is in use by ${owner}. Stop it, or start this one with another directory.`);
}

/** The pid in owner.json: a hint for a message. */
export function ownerPid(directory: string): number | undefined {
  return readOwner(join(directory, 'owner.json'))?.pid;
}

function readOwner(path: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Owner;
  } catch {
    return undefined;
  }
}
