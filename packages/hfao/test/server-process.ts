import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerFile } from '../src/server-file.js';

/** HFAO_TEST_BIN: another build, such as an installed package. */
export const BIN = process.env.HFAO_TEST_BIN ?? new URL('../bin/hfao.cjs', import.meta.url).pathname;

/** The built server as a user starts it, on free ports. */
export class ServerProcess {
  private constructor(readonly child: ChildProcess, readonly at: ServerFile, readonly readyMs: number, readonly output: () => string) {}

  /** Resolves when it says that it is ready. @throws with its output when it ends before */
  static start(dataDir: string, env: Record<string, string> = {}): Promise<ServerProcess> {
    return ServerProcess.#start({ HFAO_DATA_DIR: dataDir, ...env }, (pid) => {
      const at = readServerFile(dataDir);
      return at?.pid === pid ? at : undefined;
    });
  }

  /** One that takes telemetry in and nothing else. It has no data directory: where it listens stands in its output alone. */
  static startReceiver(env: Record<string, string>): Promise<ServerProcess> {
    return ServerProcess.#start({ HFAO_ROLE: 'ingest', ...env }, (pid, output) => {
      const otlp_http_url = /is ready\n[^]*OTLP\/HTTP +(http\S+)/.exec(output)?.[1];
      return otlp_http_url === undefined ? undefined : { pid, url: otlp_http_url, otlp_http_url, mcp_url: '', version: '' } as ServerFile;
    });
  }

  static async #start(env: Record<string, string>, find: (pid: number, output: string) => ServerFile | undefined): Promise<ServerProcess> {
    if (!existsSync(BIN)) throw new Error('the server is not built; run npm run build first');
    const started = performance.now();
    const child = spawn(process.execPath, [BIN, 'up'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, HFAO_PORT: '0', HFAO_OTLP_HTTP_PORT: '0', HFAO_OTLP_GRPC_PORT: '0', HFAO_MCP_PORT: '0', ...env },
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => { output += chunk.toString(); });
    child.stderr.on('data', (chunk: Buffer) => { output += chunk.toString(); });
    while (performance.now() - started < 30_000) {
      const at = find(child.pid!, output);
      if (at !== undefined) return new ServerProcess(child, at, performance.now() - started, () => output);
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the server ended with ${child.exitCode ?? child.signalCode}:\n${output}`);
      await sleep(10);
    }
    child.kill('SIGKILL');
    throw new Error(`the server was not ready within 30 s:\n${output}`);
  }

  /** As a power cut does to a process: no handler runs. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** As a person or a supervisor does it. @returns the exit code */
  async stop(): Promise<number | null> {
    return this.#end('SIGTERM');
  }

  async get<T>(path: string): Promise<T> {
    const response = await fetch(new URL(path, this.at.url));
    if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
    return await response.json() as T;
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode;
    const ended = new Promise<number | null>((resolve) => { this.child.once('exit', resolve); });
    this.child.kill(signal);
    return ended;
  }
}

function readServerFile(dataDir: string): ServerFile | undefined {
  try {
    return JSON.parse(readFileSync(join(dataDir, 'server.json'), 'utf8')) as ServerFile;
  } catch {
    return undefined;
  }
}
