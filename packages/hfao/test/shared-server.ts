import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A server's process and its folder, as every test file of a run may know them. */
export interface Started { directory: string; port: number; pid: number }

const ASK_MS = 20;

/** The place where the test files of a run meet, and how the server that one of them started ends after the last. */
export function meetingPlace(name: string, signal: NodeJS.Signals): { home: string; end: () => void } {
  const home = mkdtempSync(join(tmpdir(), `hfao-${name.toLowerCase()}-home-`));
  return {
    home,
    end() {
      const started = read(home);
      if (started !== undefined) stop(started, signal);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** The one server of a run: the first that asks starts it, the others wait for it that long. */
export async function startedOnce(name: string, home: string, start: () => Promise<Started>, patienceMs: number): Promise<Started> {
  if (claimed(home)) {
    const { directory, port, pid } = await start();
    writeFileSync(join(home, 'started.new'), JSON.stringify({ directory, port, pid } satisfies Started));
    renameSync(join(home, 'started.new'), join(home, 'started.json'));
  }
  for (let i = 0; i < patienceMs / ASK_MS; i++) {
    const started = read(home);
    if (started !== undefined) return started;
    await sleep(ASK_MS);
  }
  throw new Error(`${name} was not started by the test that began to.`);
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

function stop({ directory, pid }: Started, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
  rmSync(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}
