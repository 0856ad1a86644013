// Which thread of a server used how much of the processor. Linux: /proc.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const MS_OF_A_TICK = 10;   // USER_HZ is 100 on every Linux that Node runs on

/** What a server is started with so that {@link cpuByThread} knows its threads. */
export function threadReport(path) {
  return { path, flags: ['--require', fileURLToPath(new URL('report-thread.cjs', import.meta.url))], env: { HFAO_BENCH_THREADS: path } };
}

/** Milliseconds since each thread began, by its name. */
export function cpuByThread({ child, threads }) {
  const known = readFileSync(threads, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
  const names = new Map(known.flatMap(({ tid, name, helpers }) => [[tid, name], ...helpers.map((it) => [it, 'V8 helpers'])]));
  const storeTid = Number(known.find((it) => it.name === 'store thread')?.tid ?? Infinity);
  const total = {};
  for (const tid of readdirSync(`/proc/${child.pid}/task`)) {
    const { name: ownName, ms } = statOf(child.pid, tid);
    const name = ownName === 'v8:ProfEvntProc' ? 'profiler' : names.get(tid) ?? unnamed(ownName, Number(tid), storeTid);
    total[name] = (total[name] ?? 0) + ms;
  }
  return total;
}

/** Node's pool is started by the first file that main reads, the store's engine starts its own threads when it is opened. */
function unnamed(ownName, tid, storeTid) {
  if (ownName !== 'node') return ownName;
  return tid < storeTid ? "Node's pool (commits, checkpoints, slow reads)" : 'engine threads';
}

function statOf(pid, tid) {
  const text = readFileSync(`/proc/${pid}/task/${tid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { name: text.slice(text.indexOf('(') + 1, text.lastIndexOf(')')), ms: (Number(fields[11]) + Number(fields[12])) * MS_OF_A_TICK };
}
