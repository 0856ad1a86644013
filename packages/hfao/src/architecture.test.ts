import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

/** From low to high; a room imports lower ranks only, never a room beside it. `main` is every file beside main.ts. */
const RANKS = [['model'], ['runtime'], ['store', 'llm'], ['access'], ['ingest', 'compute', 'seed'], ['operations'], ['surfaces'], ['main']];

/** Inside the write road, data goes this way; a step imports earlier steps only. */
const INGEST_ORDER = ['decode', 'normalize', 'price', 'redact', 'offload', 'encode', 'log', 'receive', 'write', 'rederive', 'forward'];

const source = import.meta.dirname;
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((it) => it.endsWith('.ts') && !it.endsWith('.test.ts'));
const imports = files.flatMap((file) => importsOf(file).map((imported) => ({ file, imported })));

describe('the house', () => {
  it('has only rooms that have a rank', () => {
    const rooms = new Set(files.map(roomOf));

    expect([...rooms].filter((room) => rankOf(room) === -1)).toEqual([]);
  });

  it('imports point down', () => {
    const upward = imports.filter(({ file, imported }) => roomOf(file) !== roomOf(imported) && rankOf(roomOf(imported)) >= rankOf(roomOf(file)));

    expect(upward.map(({ file, imported }) => `${file} imports ${imported}`)).toEqual([]);
  });

  it('walks the write road in one direction', () => {
    const backward = imports
      .filter(({ file, imported }) => roomOf(file) === 'ingest' && roomOf(imported) === 'ingest' && stepOf(file) !== stepOf(imported))
      .filter(({ file, imported }) => INGEST_ORDER.indexOf(stepOf(imported)) > INGEST_ORDER.indexOf(stepOf(file)));

    expect(backward.map(({ file, imported }) => `${file} imports ${imported}`)).toEqual([]);
  });

  it('keeps SQL in the store', () => {
    const sql = /['"`]\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE TABLE|ALTER TABLE) /;

    expect(files.filter((file) => roomOf(file) !== 'store' && sql.test(read(file)))).toEqual([]);
  });

  it('reads the environment in one place', () => {
    const readsOneVariable = /process\.env(?![),])/;   // the whole of it may be handed to config.ts

    expect(files.filter((file) => file !== 'config.ts' && readsOneVariable.test(read(file)))).toEqual([]);
  });

  it('keeps frameworks out of the model', () => {
    const foreign = files.filter((file) => roomOf(file) === 'model').flatMap((file) => packagesOf(file).map((name) => `${file} imports ${name}`));

    expect(foreign.filter((it) => !/ imports (zod|node:crypto)$/.test(it))).toEqual([]);
  });

  it('has no barrels and no nameless files', () => {
    expect(files.filter((file) => /(^|\/)(index|utils?|helpers?|common|misc)\.ts$/.test(file))).toEqual([]);
  });
});

function read(file: string): string {
  return readFileSync(join(source, file), 'utf8');
}

function importsOf(file: string): string[] {
  return specifiers(file)
    .filter((it) => it.startsWith('.'))
    .map((it) => relative(source, resolve(source, dirname(file), it)).replace(/\.js$/, '.ts'))
    .filter((it) => !it.startsWith('..'));
}

function packagesOf(file: string): string[] {
  return specifiers(file).filter((it) => !it.startsWith('.'));
}

function specifiers(file: string): string[] {
  return [...read(file).matchAll(/(?:\bfrom|\bimport)\s*\(?\s*['"]([^'"]+)['"]/g)].map((it) => it[1]);
}

function roomOf(file: string): string {
  return file.includes(sep) ? file.split(sep)[0] : 'main';
}

function stepOf(file: string): string {
  return file.split(sep)[1];
}

function rankOf(room: string): number {
  return RANKS.findIndex((it) => it.includes(room));
}
