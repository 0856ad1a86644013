import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Observation } from '../packages/hfao/src/model/observation.js';
import type { TraceSummary } from '../packages/hfao/src/model/trace.js';
import { startServer, type TestServer } from './server.js';

interface Trace { trace: TraceSummary; observations: Observation[] }

/** What every way in has to agree on. */
interface Facts { trace_id: string; status: string; tokens: number | null; session: string | null; steps: string[] }

const run = promisify(execFile);
const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
let server: TestServer;
let fromRest: Trace;

beforeAll(async () => {
  server = await startServer();
  await run(process.execPath, [at('examples/openai-tools/agent.mjs'), 'fail'], { env: { ...process.env, HFAO_BASE_URL: server.url, OPENAI_API_KEY: '' } }).catch(() => undefined);
  const { traces } = await server.getWhen<{ traces: TraceSummary[] }>('/api/v1/projects/openai-tools/traces', (it) => it.traces[0]?.observation_count === 3);
  fromRest = await server.get<Trace>(`/api/v1/projects/openai-tools/traces/${traces[0].trace_id}`);
});
afterAll(() => server?.stop());

it('tells the same facts to the shell', async () => {
  const { stdout } = await run(process.execPath, [at('packages/hfao/bin/hfao.cjs'), 'trace', fromRest.trace.trace_id, '--json', '--project', 'openai-tools', '--base-url', server.url]);

  expect(JSON.parse(stdout)).toEqual(fromRest);
});

it('tells the same facts to the official MCP client, as a tool and as a resource', async () => {
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(new StreamableHTTPClientTransport(new URL(server.mcpUrl)));

  const tool = await client.callTool({ name: 'get_trace', arguments: { project: 'openai-tools', trace_id: fromRest.trace.trace_id } });
  const resource = await client.readResource({ uri: `hfao://traces/openai-tools/${fromRest.trace.trace_id}` });
  await client.close();

  expect(factsOfTool(tool.structuredContent as never)).toEqual(factsOfRest(fromRest));
  const [content] = resource.contents as { text: string }[];
  for (const it of fromRest.observations) expect(content.text).toContain(it.observation_id);
});

it('tells the same facts to the MCP Inspector', async () => {
  installInspector();

  const { stdout } = await run(process.execPath, [at('scripts/inspect-mcp.mjs'), server.mcpUrl, 'tools/call', '--tool-name', 'get_trace', '--tool-arg', 'project=openai-tools', '--tool-arg', `trace_id=${fromRest.trace.trace_id}`]);

  expect(factsOfTool((JSON.parse(stdout) as { structuredContent: ToolTrace }).structuredContent)).toEqual(factsOfRest(fromRest));
}, 240_000);

/** What get_trace answers to an MCP client, as far as it is compared. */
interface ToolTrace {
  trace: { trace_id: string; status: string; total_tokens?: number; session_id?: string };
  steps: { evidence: string; type: string; name: string; status: string }[];
}

function factsOfTool({ trace, steps }: ToolTrace): Facts {
  return {
    trace_id: trace.trace_id, status: trace.status, tokens: trace.total_tokens ?? null, session: trace.session_id ?? null,
    steps: steps.map((it) => `${it.evidence.split('/')[1]} ${it.type} ${it.name} ${it.status}`).toSorted(),
  };
}

function factsOfRest({ trace, observations }: Trace): Facts {
  return {
    trace_id: trace.trace_id, status: trace.status, tokens: trace.total_tokens, session: trace.session_id,
    steps: observations.map((it) => `${it.observation_id} ${it.type} ${it.name} ${it.status}`).toSorted(),
  };
}

/** Apart from the workspaces: the Inspector needs a newer Node, which npm has too. */
function installInspector(): void {
  if (existsSync(at('tools/inspector/node_modules/.bin/mcp-inspector'))) return;
  execFileSync('npm', ['ci', '--silent', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', at('tools/inspector')], { stdio: 'inherit' });
}
