// Writes packages/hfao/openapi.json from the operations. Run it after changing one; a test compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const { version } = JSON.parse(readFileSync(at('packages/hfao/package.json'), 'utf8'));
const { module } = await runnerImport(at('packages/hfao/src/surfaces/http/openapi.ts'), { configFile: false, root: at('.') });
writeFileSync(at('packages/hfao/openapi.json'), `${JSON.stringify(module.openApiDocument(version), null, 2)}\n`);
