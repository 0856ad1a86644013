// Builds what `hfao up` serves: the server (tsc), the SDK (tsc) and the cockpit (vite) into packages/hfao/dist.
// --if-stale: only what is older than its sources, so that `npm start` costs nothing when nothing changed.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const ifStale = process.argv.includes('--if-stale');
const bin = (name) => join(root, 'node_modules/.bin', name);

const parts = [
  {
    name: 'server', sources: ['packages/hfao/src', 'packages/hfao/package.json', 'packages/hfao/tsconfig.json'], product: 'packages/hfao/dist/bin.js',
    build() {
      rmSync(join(root, 'packages/hfao/dist'), { recursive: true, force: true });
      run('tsc', '-p', 'packages/hfao');
    },
  },
  { name: 'sdk', sources: ['packages/sdk/src', 'packages/sdk/package.json'], product: 'packages/sdk/dist/esm/hfao.js', build: () => run('node', 'packages/sdk/build.mjs') },
  {
    name: 'cockpit', sources: ['packages/web/src', 'packages/web/index.html', 'packages/web/public', 'packages/web/package.json', 'packages/web/vite.config.ts'], product: 'packages/web/dist/index.html',
    build: () => run('vite', 'build', 'packages/web', '--logLevel', 'warn'),
  },
];

for (const part of parts) {
  if (ifStale && newest(part.product) > Math.max(...part.sources.map(newest))) continue;
  console.log(`building the ${part.name} …`);
  part.build();
}
const served = join(root, 'packages/hfao/dist/web');
if (newest('packages/web/dist/index.html') > newest('packages/hfao/dist/web/index.html')) {
  rmSync(served, { recursive: true, force: true });
  cpSync(join(root, 'packages/web/dist'), served, { recursive: true });
}

function run(command, ...args) {
  try {
    execFileSync(command === 'node' ? process.execPath : bin(command), args, { cwd: root, stdio: 'inherit' });
  } catch (error) {
    process.exit(error.status ?? 1);
  }
}

/** The newest modification under a path, 0 when it does not exist. */
function newest(path) {
  const full = join(root, path);
  if (!existsSync(full)) return 0;
  const stat = statSync(full);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(full).map((name) => newest(join(path, name))));
}
