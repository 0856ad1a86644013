// What the write road costs, against ceilings measured in the same run. Read the ratios: the rates are this machine's. How to use it: bench/README.md.
// Needs the built server (npm run build). Data goes to a temporary directory on the disk of TMPDIR.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { measureCeilings } from './ingest-ceilings.mjs';
import { stagesByThread } from './profile-stages.mjs';
import { print } from './report.mjs';
import { bursts, fromMemory, paced, profiled, sustained } from './scenarios.mjs';

const RUNS = ['memory', 'calm', 'busy', 'bursts'];
const text = (standard) => ({ type: 'string', default: standard });
const flag = { type: 'boolean', default: false };
const { values: options } = parseArgs({
  options: { seconds: text('30'), spans: text('50'), bytes: text('2000'), runs: text(RUNS.join()), redis: flag, profile: flag, json: flag, dist: text(fileURLToPath(new URL('../packages/hfao/dist', import.meta.url))) },
});
const number = (name) => {
  const value = Number(options[name]);
  if (!(value > 0)) throw new Error(`give --${name} a number above zero`);
  return value;
};
const seconds = number('seconds');
const wanted = options.runs.split(',').filter((it) => it !== '' && it !== 'none');
const unknown = wanted.find((it) => !RUNS.includes(it));
if (unknown !== undefined) throw new Error(`--runs ${unknown}: give none, or some of ${RUNS.join()} with commas between`);
/** The runs beside the sustained one need not be as long as a long one. */
const beside = Math.min(seconds, 60);

const say = options.json ? () => {} : (what) => console.error(what);
const base = mkdtempSync(join(tmpdir(), 'hfao-bench-'));
process.on('exit', () => rmSync(base, { recursive: true, force: true }));
const dist = pathToFileURL(`${resolve(options.dist)}/`);
const setup = { base, dist, spans: number('spans'), bytes: number('bytes'), redis: options.redis };

say('ceilings on one core …');
const ceilings = await measureCeilings(base, dist, setup);
say(`as fast as it goes, ${seconds} s …`);
const full = await sustained(setup, seconds, { threads: options.profile });
const runs = { 'as fast as it goes': full };
if (wants('memory') && !options.redis && existsSync('/dev/shm')) await run('log in memory', () => fromMemory(setup, beside));
if (wants('calm')) await run('at 40 %', () => paced(setup, beside, 0.4 * full.storedPerSecond));
if (wants('busy')) await run('at 60 %', () => paced(setup, beside, 0.6 * full.storedPerSecond));
if (wants('bursts')) await run('bursts', () => bursts(setup, beside));
const profile = options.profile ? await profileOf() : undefined;

const results = {
  machine: { cores: availableParallelism(), node: process.version },
  workload: { processes: options.redis ? 'receiver, Redis and writer' : 'one process', otlp_bytes_per_span: Math.round(ceilings.otlpBytesPerSpan), gzip_ratio: Number(ceilings.gzipRatio.toFixed(2)), spans_per_request: setup.spans, connections: 8, seconds },
  ceilings: {
    decode_spans_per_second: Math.round(ceilings.decode), decode_unredacted_spans_per_second: Math.round(ceilings.decodeUnredacted), decode_by_protobufjs_spans_per_second: ceilings.decodeByProtobufjs === null ? null : Math.round(ceilings.decodeByProtobufjs),
    protobufjs_decode_spans_per_second: Math.round(ceilings.protobufjs), read_normalize_redact_spans_per_second: Math.round(ceilings.toCleanRows), read_and_normalize_spans_per_second: Math.round(ceilings.readAndNormalize), append_rows_per_second: Math.round(ceilings.append), own_write_rows_per_second: Math.round(ceilings.ownWrite), fsync_p50_ms: ceilings.fsyncP50Ms,
  },
  runs, ratios: ratiosOf(runs), profile,
};
if (options.json) console.log(JSON.stringify(results, null, 2));
else print(results);

function wants(name) {
  return wanted.includes(name);
}

async function run(name, scenario) {
  say(`${name} …`);
  runs[name] = await scenario();
}

/** CPU by thread is of the sustained run; the profiler would count in it. */
async function profileOf() {
  say('under a profiler …');
  const { cpuProfiles, window } = await profiled(setup, beside);
  const stages = Object.fromEntries(Object.keys(full.threads).map((role) => [role, stagesByThread(join(cpuProfiles, role), window)]));
  return { threads: full.threads, stages };
}

/** Goals are for spans of 2 KB in requests of 50, and one process; the ratios tell something of the rest as well. */
function ratiosOf(of) {
  const isStandard = setup.spans === 50 && setup.bytes === 2000 && !setup.redis;
  return Object.fromEntries(Object.entries(allRatiosOf(of)).map(([name, [value, goal]]) => [name, [value, isStandard || goal.startsWith('flat') ? goal : '']]));
}

function allRatiosOf({ 'log in memory': memory, 'at 40 %': calm, 'at 60 %': busy, bursts: burst }) {
  return {
    'stored spans/s over the decode ceiling': [full.storedPerSecond / ceilings.decode, '>= 0.35, aim 0.55'],
    'the same without redaction in the ceiling': [full.storedPerSecond / ceilings.decodeUnredacted, ''],
    'the same over the ceiling by protobufjs': [ceilings.decodeByProtobufjs === null ? null : full.storedPerSecond / ceilings.decodeByProtobufjs, '>= 0.35, aim 0.55'],
    'own append over the columnar append ceiling': [ceilings.ownWrite / ceilings.append, '>= 0.8'],
    'read, normalize and redact over protobufjs decode alone': [ceilings.toCleanRows / ceilings.protobufjs, '>= 0.25'],
    ...(memory && { 'log over memory acknowledgement': [full.storedPerSecond / memory.storedPerSecond, '>= 0.9'] }),
    'disk bytes over OTLP bytes': [full.diskBytesPerSpan / ceilings.otlpBytesPerSpan, '< 0.3'],
    ...(full.memory && { 'RSS of the last third over the second': [full.memory.lastThirdMb / full.memory.secondThirdMb, `flat (<= 1.05): ${full.memory.verdict}`] }),
    ...(calm && {
      'p99 ms of the acknowledgement at 40 %': [calm.p99Ms, '< 100'],
      'the same over p50 of a sync': [calm.p99Ms / ceilings.fsyncP50Ms, '<= 100, aim 50'],
      'p99 s from acknowledgement to visible at 40 %': [calm.visibleP99Ms / 1000, '< 1'],
      'most RSS in MB at 40 %': [calm.rssMb, '< 600 at 10,000 spans/s'],
    }),
    ...(busy && { 'p99 s from acknowledgement to visible at 60 %': [busy.visibleP99Ms / 1000, '< 1'], 'p99 ms of the acknowledgement at 60 %': [busy.p99Ms, ''] }),
    ...(burst && {
      'p99 ms of the acknowledgement in bursts': [burst.p99Ms, ''],
      'the same over p50 of a sync, in bursts': [burst.p99Ms / ceilings.fsyncP50Ms, ''],
      'burst visible, over its time at the decode ceiling': [(burst.acknowledgedMs + burst.visibleP50Ms) / ((burst.burstSpans / ceilings.decode) * 1000), ''],
    }),
  };
}
