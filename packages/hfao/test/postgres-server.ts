import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

const USER = 'hfao';
const PASSWORD = 'secret word';

/**
 * A real Postgres on a free port with files of its own: the one that is installed, the folder of its programs in HFAO_TEST_POSTGRES, or Debian's package,
 * which is installed when this runs as root. Root may not run a Postgres, so the user postgres does then.
 */
export class PostgresServer {
  #child: ChildProcess | undefined;

  constructor(readonly directory: string, readonly port: number) {}

  static async start(): Promise<PostgresServer> {
    const directory = mkdtempSync(join(tmpdir(), 'hfao-postgres-'));
    const bin = programs();
    const as = owner();
    if (as !== undefined) chownSync(directory, as.uid, as.gid);
    // Sorted as a language does it: what hfao sorts must not depend on that.
    execFileSync(join(bin, 'initdb'), ['--pgdata', join(directory, 'data'), '--username', USER, '--encoding', 'UTF8', '--locale-provider', 'icu', '--icu-locale', 'en', '--locale', 'C.UTF-8', '--auth', 'trust', '--no-sync'], { ...as, cwd: directory, stdio: 'ignore' });
    const server = new PostgresServer(directory, await freePort());
    await server.start();
    await server.run('postgres', `ALTER USER ${USER} PASSWORD '${PASSWORD}'`);
    return server;
  }

  /** Again, on the files it has. */
  async start(): Promise<void> {
    const settings = { port: this.port, listen_addresses: '127.0.0.1', unix_socket_directories: this.directory, fsync: 'off', max_connections: 50 };
    const data = join(this.directory, 'data');
    const child = this.#child = spawn(join(programs(), 'postgres'), ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])], { ...owner(), cwd: this.directory, stdio: 'ignore' });
    child.unref();
    for (let i = 0; i < 500; i++) {
      if (await this.run('postgres', 'SELECT 1').then(() => true, () => false)) return;
      await sleep(20);
    }
    throw new Error(`Postgres does not answer on port ${this.port}`);
  }

  get pid(): number { return this.#child!.pid!; }

  /** @returns the URL of a new, empty database */
  async database(name: string): Promise<string> {
    await this.run('postgres', `CREATE DATABASE "${name}"`);
    return this.url(name);
  }

  url(database: string): string {
    return `postgres://${USER}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${this.port}/${database}`;
  }

  async run(database: string, sql: string): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: this.url(database) });
    client.on('error', () => {});
    try {
      await client.connect();
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  /** As an administrator does it who does not wait: connections break. */
  async stop(): Promise<void> {
    await this.#end('SIGINT');
  }

  async close(): Promise<void> {
    await this.#end('SIGQUIT');
    rmSync(this.directory, { recursive: true, force: true });
  }

  async #end(signal: 'SIGINT' | 'SIGQUIT'): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => { child.once('exit', resolve); });
    child.kill(signal);
    await ended;
  }
}

/** The folder of initdb and postgres; installed where that is missing and may be done. */
export function programs(): string {
  const given = process.env.HFAO_TEST_POSTGRES;
  if (given !== undefined) return given;
  const found = installed();
  if (found !== undefined) return found;
  if (process.getuid?.() !== 0) throw new Error('This test needs a Postgres. Install it (Debian: apt-get install postgresql), or name the folder of its programs in HFAO_TEST_POSTGRES.');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  mkdirSync('/etc/postgresql-common', { recursive: true });
  execFileSync('apt-get', ['update', '-qq'], { stdio: 'inherit' });
  // The package would make a cluster and start it; ours is enough.
  execFileSync('sh', ['-c', 'test -e /etc/postgresql-common/createcluster.conf || echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf'], { stdio: 'inherit' });
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'postgresql'], { stdio: 'inherit', env });
  const place = installed();
  if (place === undefined) throw new Error('Debian\'s postgresql was installed and is not in /usr/lib/postgresql.');
  return place;
}

function installed(): string | undefined {
  const home = '/usr/lib/postgresql';
  const debian = existsSync(home) ? readdirSync(home).sort((a, b) => Number(b) - Number(a)).map((it) => join(home, it, 'bin')) : [];
  return [...debian, ...(process.env.PATH ?? '').split(':')].find((it) => existsSync(join(it, 'initdb')) && existsSync(join(it, 'postgres')));
}

function owner(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const [, , uid, gid] = readFileSync('/etc/passwd', 'utf8').split('\n').find((it) => it.startsWith('postgres:'))?.split(':') ?? [];
  if (uid === undefined) throw new Error('Root may not run a Postgres, and there is no user postgres.');
  return { uid: Number(uid), gid: Number(gid) };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
