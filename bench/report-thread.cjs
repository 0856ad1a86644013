// Loaded into each thread of a measured server, before anything else: says which thread of the system it is. Linux.
const { appendFileSync, readdirSync, readFileSync } = require('node:fs');
const path = require('node:path');
const { isMainThread } = require('node:worker_threads');

const tid = readFileSync('/proc/thread-self/stat', 'utf8').split(' ')[0];
// Before any code of ours runs there are the engine's helpers only: compiler, collector, and one that waits for signals.
const helpers = isMainThread ? readdirSync('/proc/self/task').filter((it) => it !== tid) : [];
setImmediate(() => {   // a worker does not know its file before
  const name = isMainThread ? 'main' : path.basename(process.argv[1], '.js').replaceAll('-', ' ');
  appendFileSync(process.env.HFAO_BENCH_THREADS, `${JSON.stringify({ tid, name, helpers })}\n`);
});
