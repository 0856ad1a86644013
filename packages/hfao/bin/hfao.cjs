#!/usr/bin/env -S node --max-semi-space-size=64
// CommonJS, and tracked: npm can link the command before the first build, and the pool below is set before anything uses it.
// The young generation: request bodies outlive a smaller one, and moving them to the old generation took a tenth of all CPU at full ingest.
const fs = require('node:fs');
const path = require('node:path');

// DuckDB holds a thread of Node's pool for as long as a query, a commit or a checkpoint takes; with the usual four, a commit would wait for slow reads.
process.env.UV_THREADPOOL_SIZE ??= '16';

if (fs.existsSync(path.join(__dirname, '../dist/bin.js'))) {
  void import('../dist/bin.js');
} else {
  console.error('hfao is not built yet. Run: npm run build');
  process.exitCode = 1;
}
