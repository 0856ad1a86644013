// What redaction costs a span of 2 KB, beside a floor: one pass of indexOf over the same texts in the same run. Only the ratios mean something across machines.
//   npm run build && node bench/redact.mjs [--bytes-per-span 2000] [--spans 3000] [--rounds 15]
import { parseArgs } from 'node:util';
import { bodies, setSeed } from './workload.mjs';

const { values: options } = parseArgs({ options: { 'bytes-per-span': { type: 'string', default: '2000' }, spans: { type: 'string', default: '3000' }, rounds: { type: 'string', default: '15' }, dist: { type: 'string', default: '../packages/hfao/dist' } } });
const wanted = Number(options.spans);
const rounds = Number(options.rounds);

const load = (file) => import(new URL(`${options.dist}/${file}`, import.meta.url));
const [{ readTraces }, { normalize }, { redactorOf }, { redactRow }, { RedactionProfile }] = await Promise.all([
  load('ingest/decode/read-traces.js'), load('ingest/normalize/normalize.js'), load('ingest/redact/redactor.js'), load('ingest/redact/row.js'), load('model/redaction.js'),
]);

const TEXTS = ['name', 'status_message', 'input', 'output', 'input_preview', 'output_preview', 'tool_definitions', 'tool_calls', 'documents', 'events', 'links'];
const MAPS = ['model_parameters', 'metadata', 'attributes'];

/** Other spans each round: what is remembered of the last round must not flatter this one. */
function rowsOf(seed, { secrets, asSent }) {
  setSeed(seed);
  const rows = [];
  const context = { projectId: 'bench', receivedAt: Date.now() * 1000, scores: [] };
  while (rows.length < wanted) for (const body of bodies(Number(options['bytes-per-span']), 50, 10)) readTraces(body, 'protobuf', (span, resource, scope) => rows.push(normalize(span, resource, scope, context)));
  if (!asSent) for (const row of rows) for (const column of TEXTS) if (row[column] !== null) row[column] = row[column].replaceAll('@', ' at ');   // the workload's prose has an address a span
  if (secrets) for (const row of rows) for (const side of ['input', 'output']) if (row[side] !== null) row[side] = withSecrets(row[side]);
  return rows.slice(0, wanted);
}

/** An address, a card and a token in the middle of a text. */
function withSecrets(text) {
  const middle = text.indexOf(' ', text.length >> 1);
  return middle === -1 ? text : `${text.slice(0, middle)} jane.doe@example.com ${'4111 1111 '.repeat(2)}gh${'p_'}${'a1'.repeat(18)} ${text.slice(middle)}`;
}

function indexOfPass(row) {
  let found = 0;
  const look = (text) => { if (text.indexOf('@') !== -1) found++; };
  for (const column of TEXTS) if (row[column] !== null) look(row[column]);
  for (const column of MAPS) if (row[column] !== null) for (let i = 1; i < row[column].length; i += 2) look(row[column][i]);
  for (const tag of row.tags ?? []) look(tag);
  return found;
}

const redactor = redactorOf(RedactionProfile.parse({}), Buffer.alloc(32));
const hashing = redactorOf(RedactionProfile.parse({ hash_only: true }), Buffer.alloc(32));
const pattern = redactorOf(RedactionProfile.parse({ custom: [{ kind: 'employee', pattern: 'EMP-[0-9]{6}' }] }), Buffer.alloc(32));
const contenders = [
  { name: 'floor: one indexOf', secrets: false, run: indexOfPass }, { name: 'clean texts', secrets: false, run: (row) => redactRow(row, redactor, {}) }, { name: 'clean, with a pattern', secrets: false, run: (row) => redactRow(row, pattern, {}) },
  { name: 'one address a span', asSent: true, run: (row) => redactRow(row, redactor, {}) }, { name: 'three hits a payload', secrets: true, run: (row) => redactRow(row, redactor, {}) }, { name: 'the same, hashed', secrets: true, run: (row) => redactRow(row, hashing, {}) },
].map((it) => ({ ...it, micros: [] }));

// The contenders take turns, so that a slow moment of the machine meets all of them.
for (let round = -5; round < rounds; round++) {
  for (const { secrets, asSent, run, micros } of contenders) {
    const rows = rowsOf(round + 100, { secrets, asSent });
    for (const row of rows) indexOfPass(row);   // texts that are still joined from parts are made whole, for all alike
    const before = process.hrtime.bigint();
    for (const row of rows) run(row);
    if (round >= 0) micros.push(Number(process.hrtime.bigint() - before) / 1000 / wanted);
  }
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const floor = median(contenders[0].micros);
console.log(`${wanted} spans of about ${options['bytes-per-span']} bytes; median of ${rounds} rounds`);
for (const { name, micros } of contenders) console.log(`${name.padEnd(24)} ${median(micros).toFixed(2).padStart(7)} us/span ${(median(micros) / floor).toFixed(1).padStart(6)} x floor   fastest ${Math.min(...micros).toFixed(2)}`);
