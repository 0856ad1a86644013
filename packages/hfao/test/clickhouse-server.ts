import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const HOME = join(import.meta.dirname, 'clickhouse');
const INSTALLED = join(HOME, 'node_modules', '.package-lock.json');

/** ClickHouse's real engine behind its HTTP interface (clickhouse/front.mjs), on a free port with files of its own. What it cannot show: replication, users, quotas. */
export class ClickhouseServer {
  #child: ChildProcess | undefined;

  constructor(readonly directory: string, public port: number) {}

  static async start(): Promise<ClickhouseServer> {
    await installEngine();
    const server = new ClickhouseServer(mkdtempSync(join(tmpdir(), 'hfao-clickhouse-')), 0);
    await server.start();
    return server;
  }

  /** Again, on the files it has, on the same port. */
  async start(): Promise<void> {
    const env = { ...process.env, UV_THREADPOOL_SIZE: '16' };
    const child = this.#child = spawn(process.execPath, [join(HOME, 'front.mjs'), this.directory, String(this.port)], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    this.port = await new Promise<number>((resolve, reject) => {
      child.stdout.once('data', (line: Buffer) => resolve((JSON.parse(line.toString()) as { port: number }).port));
      child.once('exit', (code) => reject(new Error(`ClickHouse's engine ended with code ${code}.`)));
    });
    child.stdout.destroy();
    child.unref();
  }

  get pid(): number { return this.#child!.pid!; }

  /** @returns the URL of a new, empty database */
  async database(name: string): Promise<string> {
    await this.run(`CREATE DATABASE \`${name}\``);
    return this.url(name);
  }

  url(database: string): string {
    return `http://127.0.0.1:${this.port}/${database}`;
  }

  async run(sql: string, database = 'default'): Promise<string> {
    const response = await fetch(`http://127.0.0.1:${this.port}/?database=${database}`, { method: 'POST', body: sql });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return text;
  }

  /** As a power cut does to a process. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => { child.once('exit', resolve); });
    child.kill('SIGKILL');
    await ended;
  }

  async close(): Promise<void> {
    await this.kill();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/**
 * Fetches the engine once for this checkout; several that ask at the same time wait for the one that does. Not by `npm ci`, which wants the
 * libraries of all platforms in the lock: some registries have only one's.
 */
async function installEngine(): Promise<void> {
  const isInstalled = () => existsSync(INSTALLED) && statSync(INSTALLED).mtimeMs >= statSync(join(HOME, 'package-lock.json')).mtimeMs;
  const claim = join(HOME, '.installing');
  for (let i = 0; !isInstalled(); i++) {
    if (made(claim)) {
      try {
        execFileSync('npm', ['install', '--no-save', '--no-workspaces', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: HOME, stdio: ['ignore', 'ignore', 'pipe'] });
      } finally {
        rmSync(claim, { recursive: true });
      }
    } else if (Date.now() - statSync(claim, { throwIfNoEntry: false })!.mtimeMs > 600_000) rmSync(claim, { recursive: true });   // left by one that was killed
    else await sleep(200);
  }
}

function made(directory: string): boolean {
  try {
    mkdirSync(directory);
    return true;
  } catch {
    return false;
  }
}
