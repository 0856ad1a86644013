import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, it } from 'vitest';
import { operations } from '../../operations/all.js';
import { openApiDocument } from './openapi.js';

const read = (path: string) => JSON.parse(readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8'));

it('is valid OpenAPI 3.1', async () => {
  const result = await new Validator().validate(openApiDocument('1.0.0'));

  expect(result.errors ?? []).toEqual([]);
  expect(result.valid).toBe(true);
});

it('is committed as the operations are now; if not, run: node scripts/openapi.mjs', () => {
  const { version } = read('package.json');

  expect(read('openapi.json')).toEqual(JSON.parse(JSON.stringify(openApiDocument(version))));
});

it('refers only to what it defines, and describes every operation', () => {
  const document = openApiDocument('1.0.0');
  const text = JSON.stringify(document);
  const { schemas } = document.components as { schemas: Record<string, unknown> };

  const referred = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map((it) => it[1]);
  expect(referred.filter((it) => !(it in schemas))).toEqual([]);
  expect(text).not.toContain('$defs');
  for (const operation of operations) expect(text).toContain(`"operationId":"${operation.name}"`);
});
