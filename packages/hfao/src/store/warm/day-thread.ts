import { readlinkSync } from 'node:fs';
import { constants, platform, setPriority } from 'node:os';
import { basename } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { linkThread, type Port } from '../../runtime/thread-rpc.js';
import { writeDaySummaries, type WriteDaySummaries } from './day-summaries.js';

/* Sums up days of the warm tier away from the store's thread: some fifteen microseconds a row. */
export interface DayThreadMethods { write: WriteDaySummaries }

// On Linux a priority is of a thread: whatever else has work goes first.
if (platform() === 'linux') setPriority(Number(basename(readlinkSync('/proc/thread-self'))), constants.priority.PRIORITY_LOW);

linkThread<object, object, DayThreadMethods, object>(parentPort as unknown as Port, { methods: { write: writeDaySummaries }, notices: {} });
