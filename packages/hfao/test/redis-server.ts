import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';

/** A real Redis on a free port with files of its own: the one that is installed, HFAO_TEST_REDIS, or Debian's package, which is installed when this runs as root. */
export class RedisServer {
  #child: ChildProcess | undefined;

  private constructor(readonly directory: string, readonly port: number, readonly settings: readonly string[]) {}

  static async start(settings: Record<string, string> = {}): Promise<RedisServer> {
    const given = { appendonly: 'yes', appendfsync: 'always', save: '', ...settings };
    const server = new RedisServer(mkdtempSync(join(tmpdir(), 'hfao-redis-')), await freePort(), Object.entries(given).flatMap(([name, value]) => [`--${name}`, value]));
    await server.start();
    return server;
  }

  get url(): string { return `redis://127.0.0.1:${this.port}`; }

  get pid(): number { return this.#child!.pid!; }

  /** Again, on the files it has. */
  async start(): Promise<void> {
    this.#child = spawn(executable(), ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.directory, '--daemonize', 'no', ...this.settings], { stdio: 'ignore' });
    for (let i = 0; i < 500; i++) {
      const redis = this.client();
      const answer = await redis.ping().catch(() => 'not yet');
      redis.disconnect();
      if (answer === 'PONG') return;
      await sleep(20);
    }
    throw new Error(`Redis does not answer on port ${this.port}`);
  }

  /** The caller ends it. */
  client(): Redis {
    const redis = new Redis(this.url, { maxRetriesPerRequest: 0, retryStrategy: () => null });
    redis.on('error', () => {});
    return redis;
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

const PLACES = ['redis-server', 'valkey-server'];

function executable(): string {
  const places = process.env.HFAO_TEST_REDIS === undefined ? PLACES : [process.env.HFAO_TEST_REDIS];
  const found = places.find(works);
  if (found !== undefined) return found;
  if (process.getuid?.() !== 0) throw new Error('This test needs a Redis. Install it (Debian: apt-get install redis-server), or name it in HFAO_TEST_REDIS.');
  execFileSync('apt-get', ['update', '-qq'], { stdio: 'inherit' });
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'redis-server'], { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  return PLACES[0];
}

function works(command: string): boolean {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
