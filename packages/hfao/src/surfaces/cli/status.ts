import type { Command } from 'commander';
import type { IngestHealth } from '../../model/ingest-health.js';
import type { Project } from '../../model/project.js';
import { getIngestHealth } from '../../operations/ingest.js';
import { listProjects } from '../../operations/projects.js';
import { type Api, apiOf } from './api.js';
import { count, shortTime } from './amounts.js';
import { printerOf, wantsJson } from './printer.js';
import { printStoreStatus, storeStatus } from './store-status.js';
import { type Column, printTable } from './table.js';
import { oneLine } from './terminal-text.js';

const MAX_PROJECTS = 50;

const COLUMNS: Column<IngestHealth>[] = [
  { title: 'PROJECT', value: (it) => it.project, shrinks: true },
  { title: 'INGEST', value: (it) => it.status, style: (it) => (it.status === 'refusing' ? 'red' : it.status === 'ok' ? 'green' : 'dim') },
  { title: 'ACCEPTED', value: (it) => count(it.accepted_spans), right: true },
  { title: 'REJECTED', value: (it) => (it.rejected_spans === 0 ? '' : count(it.rejected_spans)), right: true, style: () => 'red' },
  { title: 'STORED', value: (it) => count(it.stored_spans), right: true },
  { title: 'OFFLOADED', value: (it) => (it.offloaded === 0 ? '' : count(it.offloaded)), right: true },
  { title: 'SPANS/S', value: (it) => it.spans_per_second.toFixed(1), right: true },
  { title: 'LAST RECEIVED (UTC)', value: (it) => (it.last_received_at === null ? 'nothing yet' : shortTime(it.last_received_at)) },
];

/** `hfao status`: is the server up, is it ready, and what has come in since it started. */
export function registerStatus(program: Command): void {
  const command = program.command('status').summary('Whether the server runs, what came in, and what is stored').helpGroup('The server:')
    .description('Whether the server runs and is ready, and what each project has received since it started, and what it has stored.');
  command.action(async () => {
    const api = apiOf(command);
    const { version } = await api.json<{ version: string }>('GET', '/healthz');
    const readiness = await readinessOf(api);
    const ingest = readiness.ready ? await healthOfAll(api) : [];
    const storage = readiness.ready ? await storeStatus(api).catch(() => undefined) : undefined;   // not every backend can tell

    const printer = printerOf(command);
    if (wantsJson(command)) return printer.json({ url: api.config.baseUrl, version, ...readiness, ingest, storage });
    const state = readiness.ready ? printer.style('green', 'ready') : printer.style('yellow', `starting, waits for ${readiness.waiting_for.join(', ')}`);
    printer.line(`hfao ${version} at ${api.config.baseUrl}: ${state}`);
    if (ingest.length === 0) return;
    printer.line();
    printTable(printer, COLUMNS, ingest);
    for (const it of ingest) for (const { reason, count: times, example } of it.rejections) printer.line(printer.style('red', `${it.project}: ${count(times)} rejected: ${oneLine(reason)} (${oneLine(example)})`));
    for (const { code, count: times, example } of ingest[0].refused_requests) printer.line(printer.style('red', `${count(times)} requests refused: ${oneLine(code)} (${oneLine(example)})`));
    if (ingest[0].dead_letters > 0) printer.line(printer.style('red', `${count(ingest[0].dead_letters)} requests could not be stored and were set aside: hfao dlq list`));
    if (storage === undefined) return;
    printer.line();
    printStoreStatus(printer, storage);
  });
}

async function readinessOf(api: Api): Promise<{ ready: boolean; waiting_for: string[] }> {
  const response = await fetch(`${api.config.baseUrl}/readyz`);
  return await response.json() as { ready: boolean; waiting_for: string[] };
}

async function healthOfAll(api: Api): Promise<IngestHealth[]> {
  const { projects } = await api.call<{ projects: Project[] }>(listProjects, {});
  return Promise.all(projects.slice(0, MAX_PROJECTS).map((it) => api.call<IngestHealth>(getIngestHealth, { project: it.slug })));
}
