import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const packageDir = fileURLToPath(new URL('../packages/hfao', import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hfao-pack-'));
  npm(packageDir, 'pack', '--silent', '--pack-destination', folder);
  const [tarball] = (await readdir(folder)).filter((it) => it.endsWith('.tgz'));
  // gRPC brings protobufjs, whose install script only prints: the package runs without it, so the strict setting of this repository stays.
  await writeFile(join(folder, 'package.json'), '{"private":true,"allowScripts":{"protobufjs":false}}');
  npm(folder, 'install', '--silent', '--no-audit', '--no-fund', `./${tarball}`);
}, 180_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

it('runs from an empty folder that installed the package, cockpit included', async () => {
  const server = spawn('npx', ['hfao', 'up', '--port', '0', '--otlp-http-port', '0', '--otlp-grpc-port', '0', '--mcp-port', '0'], { cwd: folder, detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const url = await printedUrl(server.stdout);

    const page = await fetch(url);
    const html = await page.text();
    const script = await fetch(new URL(/<script[^>]+type="module"[^>]+src="([^"]+)"/.exec(html)?.[1] ?? 'missing', url));
    const projects = await (await fetch(new URL('/api/v1/projects', url))).json();

    expect(page.headers.get('content-type')).toContain('text/html');
    expect(script.headers.get('content-type')).toContain('javascript');
    expect(projects).toMatchObject({ projects: [{ slug: 'default' }] });
  } finally {
    process.kill(-server.pid!, 'SIGTERM');
  }
}, 60_000);

function npm(cwd: string, ...args: string[]): void {
  execFileSync('npm', args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
}

async function printedUrl(stdout: AsyncIterable<Buffer>): Promise<string> {
  let printed = '';
  for await (const chunk of stdout) {
    printed += chunk.toString();
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];
    if (url !== undefined) return url;
  }
  throw new Error(`no address printed: ${printed}`);
}
