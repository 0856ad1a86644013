// Where a thread's time goes, from its CPU profile: self time by stage of the write road, and the functions that use the most.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The first that fits the file of a function, or of the nearest caller that one fits: what zlib does for inflate.js is inflation. */
const STAGES = [
  ['inflate', /\/ingest\/receive\/inflate|\/runtime\/zstd/],
  ['log/encrypt', /\/ingest\/log\/|\/ioredis\/|\/redis-/],
  ['decode', /\/ingest\/decode\//],
  ['normalize', /\/ingest\/normalize\//],
  ['price', /\/ingest\/price\//],
  ['redact', /\/ingest\/redact\//],
  ['offload', /\/ingest\/offload\/|\/store\/bodies\/|\/keep-bodies/],
  ['fill', /\/store\/duckdb\/(chunk-filler|string-vector)/],
  ['append+commit', /\/store\/|@duckdb/],
  ['http', /\/ingest\/receive\/|\/surfaces\/|\/node_modules\/|node:(_http|http|net|internal\/(stream_base|http|streams))/],
];
/** The profiler names a regular expression by its whole text. */
const LONGEST_NAME = 60;
const NOT_WORKING = new Set(['(idle)', '(root)']);

/**
 * @param directory of the profiles of one process
 * @param window [from, to] in the profiles' microseconds; what lies outside, such as the start, is left out
 * @returns of each thread, by name: the share of its busy time by stage, and its dearest functions
 */
export function stagesByThread(directory, window) {
  return Object.fromEntries(readdirSync(directory).map((file) => {
    const profile = JSON.parse(readFileSync(join(directory, file), 'utf8'));
    return [threadOf(profile), stagesOf(profile, window)];
  }));
}

function threadOf({ nodes }) {
  const runs = (path) => nodes.some(({ callFrame }) => callFrame.url.endsWith(path));
  if (runs('/hfao.cjs')) return 'main';
  return runs('/store-thread.js') ? 'store thread' : 'disk thread';
}

function stagesOf(profile, window) {
  const isMain = threadOf(profile) === 'main';
  const stages = {};
  const functions = {};
  let busy = 0;
  for (const [node, micros] of selfTimes(profile, window)) {
    const { functionName, url, lineNumber } = node.callFrame;
    if (NOT_WORKING.has(functionName)) continue;
    const stage = stageOf(node, isMain);
    const name = `${functionName.slice(0, LONGEST_NAME) || '(anonymous)'} ${url === '' ? '' : `${url.split('/').slice(-2).join('/')}:${lineNumber + 1}`}`.trim();
    busy += micros;
    stages[stage] = (stages[stage] ?? 0) + micros;
    (functions[`${stage}: ${name}`] ??= { stage, name, micros: 0 }).micros += micros;
  }
  const share = (micros) => micros / busy;
  return {
    stages: Object.fromEntries(Object.entries(stages).sort((a, b) => b[1] - a[1]).map(([name, micros]) => [name, share(micros)])),
    functions: Object.values(functions).sort((a, b) => b.micros - a.micros).map(({ stage, name, micros }) => ({ stage, name, share: share(micros) })),
  };
}

/** Nodes with their microseconds of self time inside the window; each knows its parent. */
function selfTimes({ nodes, samples, timeDeltas, startTime }, [from, to]) {
  const byId = new Map(nodes.map((it) => [it.id, it]));
  for (const it of nodes) for (const child of it.children ?? []) byId.get(child).parent = it;
  const micros = new Map();
  let at = startTime;
  samples.forEach((id, i) => {
    at += timeDeltas[i];
    const next = timeDeltas[i + 1] ?? 0;   // a sample stands for the time until the next one
    if (at >= from && at < to) micros.set(byId.get(id), (micros.get(byId.get(id)) ?? 0) + next);
  });
  return micros;
}

function stageOf(node, isMain) {
  if (node.callFrame.functionName === '(garbage collector)') return 'gc';
  for (let it = node; it !== undefined; it = it.parent) {
    const stage = STAGES.find(([, files]) => files.test(it.callFrame.url))?.[0];
    if (stage === 'decode') return isMain ? 'check' : 'decode';   // main reads a request only to check it
    if (stage !== undefined) return stage;
  }
  return 'other';
}
