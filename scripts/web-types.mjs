// Writes packages/web/src/api/schema.ts from packages/hfao/openapi.json: the cockpit knows the server by that document alone.
//   node scripts/web-types.mjs [--check] [openapi.json]     --check: fail when the file on disk is not what would be written
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compile } from 'json-schema-to-typescript';

const root = new URL('..', import.meta.url);
const check = process.argv.includes('--check');
const source = process.argv.slice(2).find((it) => !it.startsWith('--')) ?? fileURLToPath(new URL('packages/hfao/openapi.json', root));
const target = fileURLToPath(new URL('packages/web/src/api/schema.ts', root));

const document = JSON.parse(readFileSync(source, 'utf8'));
const text = await typesOf(document);
if (!check) writeFileSync(target, text);
else if (readFileSync(target, 'utf8') !== text) {
  console.error('packages/web/src/api/schema.ts is not what packages/hfao/openapi.json says. Run: node scripts/web-types.mjs');
  process.exit(1);
}

/** One interface for every schema of the document's components, and `<OperationId>Response` for the answer of every operation. */
async function typesOf(openapi) {
  const answers = {};
  for (const path of Object.values(openapi.paths)) {
    for (const operation of Object.values(path)) {
      const schema = operation.responses?.['200']?.content?.['application/json']?.schema;
      if (schema !== undefined && operation.operationId !== undefined) answers[`${pascal(operation.operationId)}Response`] = schema;
    }
  }
  const definitions = withLocalRefs({ ...openapi.components?.schemas, ...answers });
  const schema = { title: 'Api', type: 'object', additionalProperties: false, definitions: closed(definitions) };
  const written = await compile(schema, 'Api', {
    bannerComment: '/* Written by scripts/web-types.mjs from packages/hfao/openapi.json. Change the operation, not this file. */',
    unreachableDefinitions: true, unknownAny: true, style: { singleQuote: true, printWidth: 160 },
  });
  return written.replace(/export interface Api \{\s*\}\n/, '').replace(/\/\*\*\n \* This interface was referenced by `Api`'s JSON-Schema\n \* via the `definition` "[^"]*"\.\n \*\/\n/g, '')
    .replace(/ \*\n \* This interface was referenced by `Api`'s JSON-Schema\n \* via the `definition` "[^"]*"\.\n/g, '');
}

function pascal(operationId) {
  return operationId.split(/[_-]/).map((word) => word[0].toUpperCase() + word.slice(1)).join('');
}

function withLocalRefs(definitions) {
  return JSON.parse(JSON.stringify(definitions).replaceAll('#/components/schemas/', '#/definitions/'));
}

/** Our answers say every field they have; only a schema that allows others by itself gets an index signature. Bounds on lists would become tuples. */
function closed(schema) {
  if (Array.isArray(schema)) return schema.map(closed);
  if (schema === null || typeof schema !== 'object') return schema;
  if (isAnything(schema)) return { ...schema, tsType: 'unknown' };
  if (schema.prefixItems !== undefined) return { type: 'array', items: schema.prefixItems.map(closed), minItems: schema.prefixItems.length, maxItems: schema.prefixItems.length };
  const copy = Object.fromEntries(Object.entries(schema).filter(([key]) => key !== 'maxItems' && key !== 'minItems').map(([key, value]) => [key, closed(value)]));
  if (copy.type === 'object' && copy.properties !== undefined && copy.additionalProperties === undefined) copy.additionalProperties = false;
  return copy;
}

/** A schema that says nothing of the value, but perhaps what it is for. */
function isAnything(schema) {
  const keys = Object.keys(schema);
  return keys.length > 0 ? keys.every((it) => it === 'description') && typeof schema.description === 'string' : true;
}
