#!/usr/bin/env node
// CommonJS, and tracked: npm can link the command before the first build, and the pool below is set before anything uses it.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

// DuckDB holds a thread of Node's pool for as long as a query, a commit or a checkpoint takes; with the usual four, a commit would wait for slow reads.
process.env.UV_THREADPOOL_SIZE ??= '16';

if (existsSync(join(__dirname, '../dist/bin.js'))) {
  import('../dist/bin.js');
} else {
  console.error('hfao is not built yet. Run: npm run build');
  process.exitCode = 1;
}
