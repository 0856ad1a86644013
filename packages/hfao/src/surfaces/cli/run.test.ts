import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aRow, START } from '../../../test/a-row.js';
import { flagsFor } from '../../../test/operation-inputs.js';
import { serveSurfaces, type Served } from '../../../test/served-surfaces.js';
import { operations } from '../../operations/all.js';
import type { Output } from './host.js';
import { runCli } from './run.js';

const TRACE = 'a'.repeat(32);
const ROOT = 'b'.repeat(16);
const CALL = 'c'.repeat(16);
const TOOL = 'd'.repeat(16);

let served: Served;
beforeAll(async () => {
  served = await serveSurfaces({ registerIngest: (app) => { app.post('/v1/traces', async () => ({})); } });
  const messages = [{ role: 'user', parts: [{ type: 'text', content: 'to Oslo' }] }];
  await served.write([
    aRow({ trace_id: TRACE, observation_id: ROOT, name: 'book a flight', type: 'AGENT', status: 'error', status_message: 'no seat', agent_name: 'planner', duration_ns: 3_250_000_000, end_time: START + 3_250_000 }),
    aRow({
      trace_id: TRACE, observation_id: CALL, parent_observation_id: ROOT, name: 'chat', type: 'GENERATION', model: 'm-1', start_time: START + 1, usage_counted: true, total_tokens: 1_234, input_tokens: 1_000, output_tokens: 234, total_cost_usd: 0.0123,
      input: JSON.stringify({ messages }), output: JSON.stringify({ messages: [{ role: 'assistant', parts: [{ type: 'tool_call', id: '1', name: 'search', arguments: { to: 'OSL' } }] }] }),
    }),
    aRow({ trace_id: TRACE, observation_id: TOOL, parent_observation_id: ROOT, name: 'search\u001b[2J\u001b]0;owned\u0007', type: 'TOOL', status: 'error', status_message: 'timeout', start_time: START + 2, output: 'nothing\nfound' }),
    ...Array.from({ length: 4 }, (_, i) => aRow({ name: `run ${i}`, start_time: START - (i + 1) * 1_000_000 })),
  ]);
});
afterAll(() => served.close());

interface Ran { code: number; stdout: string; stderr: string }

async function hfao(args: string[], { baseUrl = served.url, terminal }: { baseUrl?: string; terminal?: { columns: number } } = {}): Promise<Ran> {
  const [stdout, stderr] = [collector(terminal), collector()];
  const code = await runCli(args, {
    version: '1.2.3', stdout: stdout.output, stderr: stderr.output,
    variables: [{ name: 'HFAO_PORT', description: 'the port', standard: '7860' }, { name: 'HFAO_OTLP_HTTP_PORT', description: 'OTLP', standard: '4318' }, { name: 'HFAO_PROJECT', description: 'the default', standard: 'default' }],
    ports: () => ({ host: '127.0.0.1', ports: [{ variable: 'HFAO_PORT', port: 0 }] }),
    storagePlace: (url) => ({ kind: 'files', directory: url }),
    clientConfig: (flags) => ({ baseUrl: flags.baseUrl ?? baseUrl, project: flags.project ?? 'default', apiKey: undefined, dataDir: tmpdir() }),
    rotateSecretKey: async () => ({ dataKeys: 2, keptIn: 'file' }),
    migrate: async () => { throw new Error('not here'); }, restore: async () => { throw new Error('not here'); }, copy: async () => { throw new Error('not here'); },
    up: async (flags) => { stdout.output.write(JSON.stringify(flags)); },
  });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

function collector(terminal?: { columns: number }): { output: Output; text(): string } {
  let text = '';
  const output = new Writable({ write: (chunk, _, done) => { text += String(chunk); done(); } });
  return { output: Object.assign(output, terminal === undefined ? {} : { isTTY: true, hasColors: () => true, ...terminal }), text: () => text };
}

it('puts another secret key in place, and says where it is', async () => {
  expect((await hfao(['keys', 'rotate'])).stdout).toMatch(/^2 data keys are wrapped under the new secret key, which is in the data directory now/);
  expect(JSON.parse((await hfao(['keys', 'rotate', '--json'])).stdout)).toEqual({ data_keys: 2, kept_in: 'file' });
});

describe('a list of traces', () => {
  it('is a table for people', async () => {
    const { code, stdout } = await hfao(['query']);

    expect(code).toBe(0);
    expect(stdout.split('\n')[0]).toMatch(/^STARTED \(UTC\) +STATUS +NAME +TIME +STEPS +ERRORS +TOKENS +COST +TRACE$/);
    expect(stdout).toMatch(/2026-11-23 08:00:00 +error +book a flight +3\.25 s +3 +2 +1,234 +\$0\.01 +a{32}/);
  });

  it('is exactly the answer of the API for programs', async () => {
    const { stdout } = await hfao(['query', '--json', '--limit', '2']);

    expect(stdout).toBe(`${await (await fetch(`${served.url}/api/v1/projects/default/traces?limit=2`)).text()}\n`);
  });

  it('is narrowed by words and flags, and says how to go on', async () => {
    expect((await hfao(['query', 'oslo', 'nowhere'])).stdout).toContain('No trace in project "default" matches.');
    expect((await hfao(['query', '--has-errors', 'true'])).stdout.trim().split('\n')).toHaveLength(2);
    const { stdout } = await hfao(['query', '--limit', '2']);
    const next = await hfao(['query', '--limit', '2', ...stdout.match(/--cursor \S+/)![0].split(' ')]);
    expect(next.stdout).toContain('run 1');
  });

  it('fits the terminal, with colour there and none in a pipe', async () => {
    const onTerminal = await hfao(['query'], { terminal: { columns: 120 } });
    const inPipe = await hfao(['query']);

    // oxlint-disable-next-line no-control-regex
    const plain = onTerminal.stdout.replace(/\u001b\[\d+m/g, '');
    expect(onTerminal.stdout).not.toBe(plain);
    expect(Math.max(...plain.split('\n').map((it) => it.length))).toBeLessThanOrEqual(120);
    expect(inPipe.stdout).not.toContain('\u001b');
  });
});

describe('a trace', () => {
  it('is a tree with times, tokens, cost and errors', async () => {
    const { stdout } = await hfao(['trace', TRACE.toUpperCase()]);

    expect(stdout).toContain('book a flight  error  2026-11-23 08:00:00 UTC  3.25 s  3 steps  2 failed  1,234 tokens  $0.01');
    expect(stdout).toMatch(/AGT book a flight +3\.25 s +✗\n│ +error: no seat\n├─ GEN chat +1\.00 s  m-1  1,234 tok  \$0\.01\n└─ TOL search/);
  });

  it('cannot move the cursor or change the title of the window', async () => {
    for (const args of [[TRACE], [TRACE, '--full'], [TRACE, '--messages']]) {
      // oxlint-disable-next-line no-control-regex
      expect((await hfao(['trace', ...args])).stdout).not.toMatch(/[\u0007\u001b]/);
    }
    expect((await hfao(['search', 'search'])).stdout).not.toContain('\u001b');
  });

  it('shows its conversation and its payloads', async () => {
    const { stdout } = await hfao(['trace', TRACE, '--messages']);
    const full = await hfao(['trace', TRACE, '--full']);

    expect(stdout).toContain('user\n  to Oslo\n\nassistant (m-1)\n  [calls search] {\n    "to": "OSL"\n  }');
    expect(full.stdout).toMatch(/output:\n +nothing\n +found/);
  });
});

describe('every operation', () => {
  it.each(operations.map((it) => it.name))('%s is a command with the answer of the API', async (name) => {
    const args = async () => [name.replaceAll('_', '-'), ...await flagsFor(name, { trace_id: TRACE, observation_id: TOOL }, served)];

    const machine = await hfao([...await args(), '--json']);
    const people = await hfao(await args());

    expect(machine.stderr).toBe('');
    expect(operations.find((it) => it.name === name)!.output.safeParse(JSON.parse(machine.stdout)).success).toBe(true);
    expect(people.stdout.length).toBeGreaterThan(0);
  });

  it('has help with its flags', async () => {
    const { code, stdout } = await hfao(['list-traces', '--help']);

    expect(code).toBe(0);
    expect(stdout).toContain('--session-id');
    expect(stdout).toContain('--status <ok|error|unset>');
    expect(stdout).toContain('--base-url');
  });
});

describe('what goes wrong', () => {
  it.each([
    [['nonsense'], 2, /unknown command 'nonsense'/],
    [['quary'], 2, /Did you mean query/],
    [['query', '--limit', '9999'], 2, /^hfao: limit is 9999: .*\n$/],
    [['query', '--status', 'bad'], 2, /Allowed choices are ok, error, unset/],
    [['trace'], 2, /missing required argument 'id'/],
    [['trace', 'xyz'], 2, /^hfao: trace_id is "xyz"/],
    [['trace', 'f'.repeat(32)], 1, /^hfao: No trace f{32} in project "default"/],
    [['--project', 'nobody', 'query'], 1, /^hfao: There is no project "nobody"\. There is: default/],
    [['query', '--project', 'nobody'], 1, /There is no project "nobody"/],
  ] as const)('%j exits with %i and one line', async (args, code, sentence) => {
    const ran = await hfao([...args]);

    expect(ran.code).toBe(code);
    expect(ran.stdout).toBe('');
    expect(ran.stderr).toMatch(sentence);
  });

  it('says how to start a server when none answers', async () => {
    for (const args of [['query'], ['status'], ['tail'], ['search', 'x'], ['trace', TRACE], ['list-projects']]) {
      const { code, stderr } = await hfao(args, { baseUrl: 'http://127.0.0.1:1' });
      expect(code).toBe(1);
      expect(stderr).toMatch(/^hfao: No hfao server answers at http:\/\/127\.0\.0\.1:1\. Start one with: hfao up/);
    }
  });

  it('knows another server when it meets one', async () => {
    const other = createServer((_, response) => response.writeHead(404).end('<html>')).listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));

    const { code, stderr } = await hfao(['query'], { baseUrl: `http://127.0.0.1:${(other.address() as AddressInfo).port}` });
    other.close();

    expect(code).toBe(1);
    expect(stderr).toContain('is not hfao');
  });
});

describe('the server', () => {
  it('is started with flags named like the variables', async () => {
    expect((await hfao(['up', '--port', '0', '--otlp-http-port', '1', '--project', 'mine'])).stdout).toBe('{"HFAO_PORT":"0","HFAO_OTLP_HTTP_PORT":"1","HFAO_PROJECT":"mine"}');
  });

  it('is told about by status', async () => {
    const { code, stdout } = await hfao(['status']);

    expect(code).toBe(0);
    expect(stdout).toContain(`hfao 0.0.0-test at ${served.url}: ready`);
    expect(stdout).toMatch(/default +ok +4 +1 +4/);
    expect(JSON.parse((await hfao(['status', '--json'])).stdout)).toMatchObject({ version: '0.0.0-test', ready: true, ingest: [{ project: 'default' }] });
  });

  it('is examined by doctor, which fails when one thing does', async () => {
    const well = await hfao(['doctor']);
    const ill = await hfao(['doctor'], { baseUrl: 'http://127.0.0.1:1' });

    expect(well.stdout).not.toContain('failed');
    expect(well.code).toBe(0);
    expect(ill.code).toBe(1);
    expect(ill.stdout).toMatch(/failed {2}server: No hfao server answers/);
    expect(ill.stdout).toMatch(/ok {6}node: v/);
  });

  it('shows help and version without one', async () => {
    expect((await hfao([])).stdout).toContain('Usage: hfao');
    expect((await hfao(['--version'])).stdout).toBe('1.2.3\n');
    expect((await hfao(['--help'])).code).toBe(0);
  });
});
