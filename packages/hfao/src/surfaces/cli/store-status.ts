import type { z } from 'zod';
import { getStoreStatus } from '../../operations/storage.js';
import { byteSize, count } from './amounts.js';
import type { Api } from './api.js';
import type { Printer } from './printer.js';
import { type Column, printTable } from './table.js';

export type StoreStatus = z.output<typeof getStoreStatus.output>;

const COLUMNS: Column<StoreStatus['projects'][number]>[] = [
  { title: 'PROJECT', value: (it) => it.project, shrinks: true },
  { title: 'OBSERVATIONS', value: (it) => count(it.observations), right: true },
  { title: 'LOGS', value: (it) => (it.logs === 0 ? '' : count(it.logs)), right: true, optional: true },
  { title: 'METRIC POINTS', value: (it) => (it.metric_points === 0 ? '' : count(it.metric_points)), right: true, optional: true },
  { title: 'SIZE', value: (it) => byteSize(it.bytes), right: true },
  { title: 'ROWS A DAY', value: (it) => count(it.growth_per_day.rows), right: true },
  { title: 'SIZE A DAY', value: (it) => byteSize(it.growth_per_day.bytes), right: true, optional: true },
];

export function storeStatus(api: Api): Promise<StoreStatus> {
  return api.call<StoreStatus>(getStoreStatus, {});
}

/** What is stored, and what is wrong with it. */
export function printStoreStatus(printer: Printer, { bytes, files, projects, pending_deletions, missing }: StoreStatus): void {
  printer.line(`Stored: ${byteSize(bytes)} in ${count(files)} ${files === 1 ? 'file' : 'files'}`);
  if (projects.length > 0) printTable(printer, COLUMNS, projects);
  if (pending_deletions > 0) printer.line(`${count(pending_deletions)} deletions that no read shows are leaving files and bodies.`);
  for (const { from, to } of missing) {
    printer.line(printer.style('red', `Segment ${from === to ? from : `${from} to ${to}`} is missing in the data directory: what it held is not shown. Put its file back and start again.`));
  }
}
