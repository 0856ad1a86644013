import { setTimeout as sleep } from 'node:timers/promises';
import type { IngestHealth } from '../src/model/ingest-health.js';
import { check } from './kill-check.js';
import { countSent, exportUntil, newReport, type KillReport, type SentRequest } from './kill-load.js';
import { ServerProcess } from './server-process.js';

const EXPORTERS = 4;

/**
 * Rounds of load with a `kill -9` at a random moment of each, on one data directory. After each restart, and once more at the end, every span
 * of every acknowledged request must be there exactly once: in its trace and in the totals of the list.
 */
export async function killRounds(dataDir: string, rounds: number): Promise<KillReport> {
  const all: SentRequest[] = [];
  let unchecked: SentRequest[] = [];
  const report = newReport(rounds);
  let server = await ServerProcess.start(dataDir);
  for (let round = 0; round < rounds; round++) {
    const sent: SentRequest[] = [];
    const load = new AbortController();
    const url = server.at.otlp_http_url!;
    const exporters = Array.from({ length: EXPORTERS }, () => exportUntil(load.signal, () => url, sent, report));
    // Some kills hit a server that is still reading its log, most one under load.
    await sleep(round % 3 === 2 ? Math.random() * 60 : 100 + Math.random() * 1000);
    await server.kill();
    load.abort();
    await Promise.all(exporters);
    all.push(...sent);
    unchecked.push(...sent);
    server = await ServerProcess.start(dataDir);
    report.slowestStartMs = Math.max(report.slowestStartMs, Math.round(server.readyMs));
    if (round % 3 === 1) continue;   // killed again while the replay may be under way
    await untilNothingIsPending(server);
    await check(server, unchecked, report);
    unchecked = [];
  }
  await untilNothingIsPending(server);
  report.presentUnacknowledgedSpans = 0;
  await check(server, all, report);
  countSent(all, report);
  const code = await server.stop();
  if (code !== 0) report.faults.push(`the last server ended with ${code}:\n${server.output()}`);
  return report;
}

export async function untilNothingIsPending(server: ServerProcess): Promise<void> {
  for (const deadline = performance.now() + 60_000; performance.now() < deadline; await sleep(50)) {
    const { pending_bytes } = await server.get<IngestHealth>('/api/v1/projects/default/ingest-health');
    const ready = await fetch(new URL('/readyz', server.at.url));
    if (pending_bytes === 0 && ready.ok) return;
  }
  throw new Error(`requests are still pending after a minute:\n${server.output()}`);
}

