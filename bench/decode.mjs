// What decoding costs on one core: our check and our reader against protobufjs (reflection, which compiles the same code as its static modules)
// and JSON.parse, over the same bodies in the same run. Only the ratios mean something across machines.
//   npm run build && node bench/decode.mjs [--bytes-per-span 2000] [--spans 50] [--rounds 9]
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import protobuf from 'protobufjs';
import { bodies } from './workload.mjs';

const { values: options } = parseArgs({ options: { 'bytes-per-span': { type: 'string', default: '2000' }, spans: { type: 'string', default: '50' }, rounds: { type: 'string', default: '9' }, dist: { type: 'string', default: '../packages/hfao/dist' } } });
const bytesPerSpan = Number(options['bytes-per-span']);
const spansPerBody = Number(options.spans);
const rounds = Number(options.rounds);
const count = Math.max(2, Math.round(12_000_000 / bytesPerSpan / spansPerBody));
const spans = count * spansPerBody;

const decode = (file) => import(new URL(`${options.dist}/ingest/decode/${file}`, import.meta.url));
const [{ readTraces }, { checkTraces }] = await Promise.all([decode('read-traces.js'), decode('check-traces.js')]);
const Request = protobuf.loadSync(fileURLToPath(new URL('../packages/hfao/src/ingest/decode/conformance/trace.proto', import.meta.url))).lookupType('otlp.ExportTraceServiceRequest');

const protobufBodies = bodies(bytesPerSpan, spansPerBody, count);
const jsonBodies = bodies(bytesPerSpan, spansPerBody, count, { json: true });
const zipped = protobufBodies.map((it) => gzipSync(it));
let visited = 0;
const visit = () => { visited++; };

const contenders = [
  ['protobufjs decode', protobufBodies, (it) => Request.decode(it)],
  ['readTraces protobuf', protobufBodies, (it) => readTraces(it, 'protobuf', visit)],
  ['checkTraces protobuf', protobufBodies, (it) => checkTraces(it, 'protobuf')],
  ['gunzipSync', zipped, (it) => gunzipSync(it)],
  ['JSON.parse', jsonBodies, (it) => JSON.parse(it.toString())],
  ['readTraces JSON', jsonBodies, (it) => readTraces(it, 'json', visit)],
  ['checkTraces JSON', jsonBodies, (it) => checkTraces(it, 'json')],
].map(([name, pool, run]) => ({ name, pool, run, millis: [] }));

// The contenders take turns, so that a slow moment of the machine meets all of them.
for (let round = -2; round < rounds; round++) {
  for (const { pool, run, millis } of contenders) {
    const before = performance.now();
    for (const body of pool) run(body);
    if (round >= 0) millis.push(performance.now() - before);
  }
}
if (visited !== 2 * (rounds + 2) * spans) throw new Error(`${visited} spans were read, not ${2 * (rounds + 2) * spans}`);

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const bytesOf = (pool) => pool.reduce((sum, it) => sum + it.length, 0);
const reference = median(contenders[0].millis);
console.log(`${spans} spans, ${spansPerBody} a body, ${Math.round(bytesOf(protobufBodies) / spans)} bytes each in protobuf, ${Math.round(bytesOf(jsonBodies) / spans)} in JSON; median of ${rounds} rounds`);
for (const { name, pool, millis } of contenders) {
  const ms = median(millis);
  const plainBytes = pool === jsonBodies ? bytesOf(jsonBodies) : bytesOf(protobufBodies);
  console.log(
    `${name.padEnd(22)} ${(1000 * ms / spans).toFixed(2).padStart(7)} us/span ${(spans / ms).toFixed(0).padStart(6)} kspans/s ${(plainBytes / ms / 1000).toFixed(0).padStart(6)} MB/s`
    + ` ${(reference / ms).toFixed(2).padStart(7)} x protobufjs   spread ${Math.round(100 * (Math.max(...millis) - Math.min(...millis)) / ms)} %`,
  );
}
