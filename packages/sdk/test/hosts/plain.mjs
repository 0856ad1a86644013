// A short program that only works; HOST_* variables say how it ends.
import * as hfao from '@hfao/sdk';

hfao.init({ project: 'plain', disabled: process.env.HOST_DISABLED === '1' ? true : undefined });
if (process.env.HOST_HANDLES_SIGTERM === '1') process.on('SIGTERM', () => setTimeout(() => { console.log('host cleaned up'); process.exit(3); }, 300));
const count = Number(process.env.HOST_SPANS ?? 1);
for (let i = 0; i < count; i++) hfao.observe('work', () => i)();
if (process.env.HOST_RUNS_MS) setTimeout(() => undefined, Number(process.env.HOST_RUNS_MS));
if (process.env.HOST_FLUSHES === '1') {
  await hfao.flush();
  console.log(JSON.stringify(hfao.stats()));
}
console.log('ready');
