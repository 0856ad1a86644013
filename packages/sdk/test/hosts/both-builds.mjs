// A program that uses the ESM build while one of its dependencies uses the CommonJS build.
import { createRequire } from 'node:module';
import * as esm from '@hfao/sdk';

const cjs = createRequire(import.meta.url)('@hfao/sdk');
esm.init({ project: 'both' });
cjs.init({ project: 'both' });
esm.session('s-1', () => cjs.observe('inner', () => 1)());
await cjs.flush();
console.log(JSON.stringify([esm.stats(), cjs.stats()]));
