#!/usr/bin/env node
// A tracked file, so that npm can link the command before the first build.
import { existsSync } from 'node:fs';

const built = new URL('../dist/bin.js', import.meta.url);
if (existsSync(built)) {
  await import(built);
} else {
  console.error('hfao is not built yet. Run: npm run build');
  process.exitCode = 1;
}
