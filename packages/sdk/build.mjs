// Builds the SDK twice from one source: dist/esm for import, dist/cjs for require, each with its types.
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'));

rmSync(join(here, 'dist'), { recursive: true, force: true });
for (const [folder, type, module] of [['esm', 'module', 'nodenext'], ['cjs', 'commonjs', 'commonjs']]) {
  const resolution = module === 'nodenext' ? 'nodenext' : 'bundler';
  const flags = ['-p', here, '--outDir', join(here, 'dist', folder), '--module', module, '--moduleResolution', resolution];
  try {
    execFileSync(process.execPath, [join(typescript, 'bin/tsc'), ...flags], { stdio: 'inherit' });
  } catch (error) {
    process.exit(error.status ?? 1);
  }
  // Says how Node reads the files of this folder, whatever the package says.
  writeFileSync(join(here, 'dist', folder, 'package.json'), `{"type":"${type}"}\n`);
}
