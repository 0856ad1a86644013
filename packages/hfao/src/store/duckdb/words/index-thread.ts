import { readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { constants, platform, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { linkThread, type Port } from '../../../runtime/thread-rpc.js';
import { IndexFileWriter } from './index-writer.js';

/*
 * Splits texts into words and sorts them away from the store's thread: some ten microseconds a row, a quarter of what a row costs there.
 */
export interface IndexThreadMethods {
  begin(path: string): Promise<void>;
  add(texts: Uint8Array): Promise<void>;
  finish(): Promise<void>;
}

// On Linux a priority is of a thread: whatever else has work goes first.
if (platform() === 'linux') setPriority(Number(basename(readlinkSync('/proc/thread-self'))), constants.priority.PRIORITY_LOW);

let writer: IndexFileWriter | undefined;

linkThread<object, object, IndexThreadMethods, object>(parentPort as unknown as Port, {
  methods: {
    async begin(path) { writer = new IndexFileWriter(path); },
    async add(texts) { writer?.add(texts); },
    async finish() { writer?.finish(); },
  },
  notices: {},
});
