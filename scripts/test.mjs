// `npm test`: build, type check, lint, then every test. Arguments go to vitest: `npm test -- packages/hfao/src/store`.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (name) => join(root, 'node_modules/.bin', name);

/** @type {[name: string, command: string, args: string[]][]} */
const steps = [
  ['build', process.execPath, ['scripts/build.mjs']],
  ['types of the tests', bin('tsc'), ['-p', '.']],
  ['types of the cockpit', bin('tsc'), ['-p', 'packages/web', '--noEmit']],
  ['lint', bin('oxlint'), ['--type-aware', '--deny-warnings']],
  ['tests', bin('vitest'), ['run', ...process.argv.slice(2)]],
];

for (const [name, command, args] of steps) {
  const started = performance.now();
  console.log(`\n── ${name}`);
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    console.error(`\n${name} failed`);
    process.exit(status ?? 1);
  }
  console.log(`── ${name}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
