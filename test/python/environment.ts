import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const requirements = fileURLToPath(new URL('requirements.txt', import.meta.url));
const home = fileURLToPath(new URL('../../.cache/python', import.meta.url));
const python = `${home}/bin/python`;

/**
 * A Python with the packages of requirements.txt, made once under .cache. As root on a Debian-like machine a missing
 * python3-venv is installed.
 * @throws saying what is missing
 */
export function preparePython(): void {
  const wanted = readFileSync(requirements, 'utf8');
  const mark = `${home}/installed.txt`;
  if (existsSync(mark) && existsSync(python) && readFileSync(mark, 'utf8') === wanted) return;
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  makeVenv();
  run(python, '-m', 'pip', 'install', '--disable-pip-version-check', '--quiet', '-r', requirements);
  writeFileSync(mark, wanted);
}

/** Runs a program of this folder and gives its standard output. @throws with its error output when it fails */
export async function runPython(program: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(python, [fileURLToPath(new URL(program, import.meta.url)), ...args]);
  return stdout;
}

function makeVenv(): void {
  if (works('python3', '-c', 'import venv, ensurepip') && works('python3', '-m', 'venv', home)) return;
  if (process.getuid?.() === 0 && works('apt-get', '--version')) {
    run('apt-get', 'update', '-qq');
    run('apt-get', 'install', '-y', '-qq', 'python3-venv');
    if (works('python3', '-m', 'venv', home)) return;
  }
  throw new Error('This test needs python3 with its venv module: install python3 and python3-venv (Debian, Ubuntu: apt-get install python3-venv).');
}

function works(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function run(command: string, ...args: string[]): void {
  try {
    execFileSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (error) {
    throw new Error(`"${command} ${args.join(' ')}" failed: ${String((error as { stderr?: Buffer }).stderr ?? error)}`, { cause: error });
  }
}
