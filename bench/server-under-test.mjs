// The built server as its users start it, on free ports and a fresh data directory: one process, or a receiver and a writer with a Redis between them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { endWithUs } from './end-with-us.mjs';
import { startRedis } from './redis-process.mjs';
import { threadReport } from './thread-cpu.mjs';

const FREE_PORTS = { HFAO_PORT: '0', HFAO_OTLP_HTTP_PORT: '0', HFAO_OTLP_GRPC_PORT: '0', HFAO_MCP_PORT: '0' };
const SECRET_KEY = '5e'.repeat(32);

/**
 * @param {object} how
 * @param how.directory for everything; its `data` may be there already
 * @param how.dist the folder of a build, as a URL
 * @param how.redis two processes with a Redis between them
 * @param how.logDirectory where the ingest log goes instead
 * @param how.threads its threads report who they are
 * @param how.cpuProfiles a folder for a CPU profile of each thread
 */
export async function startServer(how) {
  const dataDir = join(how.directory, 'data');
  mkdirSync(dataDir, { recursive: true });
  rmSync(join(dataDir, 'server.json'), { force: true });   // of one that was killed
  if (how.logDirectory !== undefined) symlinkSync(how.logDirectory, join(dataDir, 'ingest-log'));
  if (!how.redis) {
    const one = launch('server', how, { HFAO_DATA_DIR: dataDir });
    const at = await ownAddresses(one, dataDir);
    return new ServerUnderTest({ dataDir, processes: [one], url: at.url, otlpUrl: at.otlp_http_url });
  }
  const redis = await startRedis(join(how.directory, 'redis'));
  const shared = { HFAO_REDIS_URL: redis.url, HFAO_SECRET_KEY: SECRET_KEY };
  const writer = launch('writer', how, { ...shared, HFAO_DATA_DIR: dataDir, HFAO_ROLE: 'writer,web,worker' });
  const receiver = launch('receiver', how, { ...shared, HFAO_ROLE: 'ingest' });
  const [at, otlpUrl] = await Promise.all([ownAddresses(writer, dataDir), printedAddress(receiver)]);
  return new ServerUnderTest({ dataDir, processes: [receiver, writer], redis, url: at.url, otlpUrl });
}

class ServerUnderTest {
  constructor(parts) {
    Object.assign(this, parts);
    this.port = Number(new URL(parts.otlpUrl).port);
  }

  /** Of all projects, visible in queries. */
  async storedSpans() {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    return [...text.matchAll(/^hfao_ingest_stored_spans_total\{[^}]*\} (\S+)$/gm)].reduce((sum, it) => sum + Number(it[1]), 0);
  }

  /** Of hfao's processes together. */
  rssMb() {
    return this.processes.reduce((sum, it) => sum + rssMbOf(it.child.pid), 0);
  }

  redisRssMb() {
    return this.redis === undefined ? undefined : Math.round(rssMbOf(this.redis.child.pid));
  }

  /** What is stored on disk; with a log elsewhere, without it. */
  telemetryBytes() {
    return sizeOf(join(this.dataDir, 'telemetry'), statSync(this.dataDir).dev);
  }

  /** As a supervisor does it, the receiver first. */
  async stop() {
    for (const { role, child } of this.processes) {
      child.kill('SIGTERM');
      const [code] = child.exitCode === null ? await once(child, 'exit') : [child.exitCode];
      if (code !== 0) throw new Error(`the ${role} ended with ${code}`);
    }
    await this.redis?.stop();
  }
}

/** What Node gets from the first line of a command. */
function flagsOf(entry) {
  return /^#!.* node (.*)$/m.exec(readFileSync(entry, 'utf8'))?.[1].split(' ') ?? [];
}

function launch(role, { dist, directory, threads, cpuProfiles }, env) {
  const report = threads ? threadReport(join(directory, `${role}.threads`)) : { flags: [], env: {} };
  const flags = cpuProfiles === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', join(cpuProfiles, role)];
  const entry = fileURLToPath(new URL('../bin/hfao.cjs', dist));
  const child = endWithUs(spawn(process.execPath, [...flagsOf(entry), ...report.flags, ...flags, entry, 'up'], {
    stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...FREE_PORTS, HFAO_LOG_LEVEL: 'warn', ...report.env, ...env },
  }));
  return { role, child, threads: report.path, lines: createInterface({ input: child.stdout }) };
}

async function ownAddresses({ role, child }, dataDir) {
  const path = join(dataDir, 'server.json');
  while (!existsSync(path)) {
    if (child.exitCode !== null) throw new Error(`the ${role} ended with ${child.exitCode}`);
    await sleep(20);
  }
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** A receiver has no data directory: where it listens stands in its output alone. */
async function printedAddress({ role, lines }) {
  for await (const line of lines) {
    const [, url] = /OTLP\/HTTP +(http\S+)/.exec(line) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error(`the ${role} ended before it listened`);
}

const rssMbOf = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;

function sizeOf(path, dev) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.dev === dev ? stat.size : 0;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name), dev), 0);
}
