import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { access, constants, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { Failure } from '../../runtime/errors.js';
import { listProjects } from '../../operations/projects.js';
import { getTrace } from '../../operations/traces.js';
import { Api, apiOf } from './api.js';
import { type CliHost, hostOf } from './host.js';
import { printerOf, wantsJson } from './printer.js';

/** One thing that can be wrong: what was found, or a Failure that says what to do. */
interface Check { name: string; run: () => Promise<string> }
interface Finding { check: string; ok: boolean; message: string }

const LEAST_NODE = [20, 19] as const;
const LEAST_FREE_BYTES = 1024 ** 3;
const TEST_PROJECT = 'hfao-doctor';
const VISIBLE_WITHIN_MS = 5_000;

/** `hfao doctor`: everything that has to be in order, one line each; exit code 1 when something is not. */
export function registerDoctor(program: Command): void {
  const command = program.command('doctor').summary('Check that everything is in order').helpGroup('The server:')
    .description('Checks Node, the data directory, the server, OTLP and MCP, and says for each what to do. Nothing is stored, unless --send-span asks for it.')
    .option('--send-span', `also send a span over OTLP and read it back, in a project of its own (${TEST_PROJECT})`);
  command.action(async ({ sendSpan }: { sendSpan?: boolean }) => {
    const api = apiOf(command);
    const printer = printerOf(command);
    const findings: Finding[] = [];
    for (const check of [...localChecks(api), portsCheck(api, hostOf(command)), ...serverChecks(api), ...(sendSpan === true ? [{ name: 'a span, there and back', run: () => spanThereAndBack(api) }] : [])]) {
      const finding = await find(check);
      findings.push(finding);
      if (!wantsJson(command)) printer.line(`${finding.ok ? printer.style('green', 'ok    ') : printer.style('red', 'failed')}  ${finding.check}: ${finding.message}`);
    }
    if (wantsJson(command)) printer.json({ findings });
    const failed = findings.filter((it) => !it.ok).length;
    if (failed > 0) throw new Failure('unavailable', `${failed} of ${findings.length} checks failed.`);
    if (!wantsJson(command) && sendSpan !== true) hostOf(command).stderr.write('To try the whole way of a span as well: hfao doctor --send-span\n');
  });
}

async function find({ name, run }: Check): Promise<Finding> {
  try {
    return { check: name, ok: true, message: await run() };
  } catch (error) {
    return { check: name, ok: false, message: (error as Error).message };
  }
}

function localChecks(api: Api): Check[] {
  const { dataDir } = api.config;
  return [
    {
      name: 'node',
      async run() {
        const [major, minor] = process.versions.node.split('.').map(Number);
        if (major < LEAST_NODE[0] || (major === LEAST_NODE[0] && minor < LEAST_NODE[1])) throw new Failure('unavailable', `this is ${process.version}; hfao needs ${LEAST_NODE.join('.')} or newer.`);
        return process.version;
      },
    },
    {
      name: 'data directory',
      async run() {
        const place = await nearestExisting(dataDir);
        await access(place, constants.W_OK).catch(() => { throw new Failure('data_dir_unusable', `${place} is not writable. Make it so, or choose another with --data-dir or HFAO_DATA_DIR.`); });
        return place === dataDir ? `${dataDir} is writable` : `${dataDir} can be made`;
      },
    },
    {
      name: 'disk space',
      async run() {
        const { bavail, bsize } = await statfs(await nearestExisting(dataDir));
        const free = `${((bavail * bsize) / 1024 ** 3).toFixed(1)} GiB free`;
        if (bavail * bsize < LEAST_FREE_BYTES) throw new Failure('data_dir_unusable', `${free}. Make room for at least 1 GiB, or hfao may have to refuse new spans.`);
        return free;
      },
    },
  ];
}

function portsCheck(api: Api, host: CliHost): Check {
  return {
    name: 'ports',
    async run() {
      const { host: address, ports } = host.ports();
      const named = ports.map((it) => it.port).join(', ');
      if (await api.request('/healthz').then(() => true, () => false)) return `the server runs, so ${named} may be taken by it`;
      for (const { variable, port } of ports) {
        if (port !== 0 && !(await isFree(address, port))) throw new Failure('port_in_use', `${port} is taken by another program. Stop it, or choose another port with ${variable}.`);
      }
      return `${named} are free`;
    },
  };
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer().once('error', () => resolve(false)).listen({ host, port }, () => probe.close(() => resolve(true)));
  });
}

async function nearestExisting(path: string): Promise<string> {
  for (let here = path; ; here = dirname(here)) {
    const exists = await access(here).then(() => true, () => false);
    if (exists || here === dirname(here)) return here;
  }
}

function serverChecks(api: Api): Check[] {
  return [
    { name: 'server', run: async () => `hfao ${(await api.json<{ version: string }>('GET', '/healthz')).version} at ${api.config.baseUrl}` },
    { name: 'ready', run: () => ready(api) },
    {
      name: 'REST',
      async run() {
        const { projects } = await api.call<{ projects: { slug: string }[] }>(listProjects, {});
        if (!projects.some((it) => it.slug === api.config.project)) throw new Failure('not_found', `there is no project "${api.config.project}" yet; it is made when its first span arrives. There is ${projects.map((it) => it.slug).join(', ')}.`);
        return `project "${api.config.project}" exists`;
      },
    },
    {
      name: 'OTLP',
      async run() {
        await postJson(api, '/v1/traces', { resourceSpans: [] });
        return `${api.config.baseUrl}/v1/traces takes requests`;
      },
    },
    {
      name: 'MCP',
      async run() {
        await postJson(api, '/mcp', { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} });
        return `${api.config.baseUrl}/mcp answers`;
      },
    },
  ];
}

async function ready(api: Api): Promise<string> {
  const response = await fetch(`${api.config.baseUrl}/readyz`).catch((cause: unknown) => { throw new Failure('unavailable', 'no server answers.', { cause }); });
  const { waiting_for } = await response.json() as { waiting_for: string[] };
  if (!response.ok) throw new Failure('unavailable', `the server waits for ${waiting_for.join(', ')}. Give it a moment; its log says more.`);
  return 'the server has all it needs';
}

async function spanThereAndBack(api: Api): Promise<string> {
  const [traceId, spanId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
  const now = `${Date.now()}000000`;
  const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const began = Date.now();
  await postJson(api, '/v1/traces', {
    resourceSpans: [{
      resource: { attributes: [attribute('hfao.project_id', TEST_PROJECT), attribute('service.name', 'hfao doctor')] },
      scopeSpans: [{ scope: { name: 'hfao.doctor' }, spans: [{ traceId, spanId, name: 'hfao doctor', kind: 1, startTimeUnixNano: now, endTimeUnixNano: now, status: { code: 1 } }] }],
    }],
  });
  while (Date.now() - began < VISIBLE_WITHIN_MS) {
    const found = await api.call(getTrace, { project: TEST_PROJECT, trace_id: traceId, detail: 'skeleton' }).catch((error: unknown) => {
      if (error instanceof Failure && error.code === 'not_found') return undefined;
      throw error;
    });
    if (found !== undefined) return `visible ${Date.now() - began} ms after it was sent, in project "${TEST_PROJECT}"`;
    await sleep(50);
  }
  throw new Failure('unavailable', `the span was accepted but is not visible after ${VISIBLE_WITHIN_MS / 1000} s; the log of the server and hfao status say more.`);
}

async function postJson(api: Api, path: string, body: unknown): Promise<void> {
  const response = await api.request(path, { method: 'POST', headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }, body: JSON.stringify(body), signal: AbortSignal.timeout(10_000) });
  await response.text();
}
