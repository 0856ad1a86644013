import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Once the files hold still is what a crash leaves: a checkpoint between the copies of two files shows a state that never was. */
const MOST_TRIES = 100;

/** Copies the data directory of a store that is open here as a crash would leave it. Another process copies: were this one to open and close the files, DuckDB's locks on them would be gone. */
export function copyAsItIs(directory: string, copy: string): void {
  for (let tries = 1; ; tries++) {
    rmSync(copy, { recursive: true, force: true });
    const before = listing(directory);
    let failure: unknown;
    try {
      execFileSync('cp', ['-r', directory, copy], { stdio: 'pipe' });
    } catch (error) {
      failure = error;
    }
    if (failure === undefined && before !== undefined && before === listing(directory)) break;
    if (tries === MOST_TRIES) throw new Error(`${directory} does not hold still`, { cause: failure });
  }
  rmSync(join(copy, 'owner.json'), { force: true });
}

/** Undefined when a file goes away meanwhile. */
function listing(directory: string): string | undefined {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' }).toSorted();
  const files = names.map((name) => ({ name, stat: statSync(join(directory, name), { bigint: true, throwIfNoEntry: false }) }));
  return files.some((it) => it.stat === undefined) ? undefined : files.map(({ name, stat }) => `${name} ${stat!.size} ${stat!.mtimeNs}`).join('\n');
}
