import { open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../runtime/errors.js';
import type { Log } from '../../runtime/log.js';
import { FILE_HEADER_BYTES, readFileHeader, type FileHeader } from './file-header.js';
import { fileKey, isSameCheck } from './file-key.js';
import { FIXED_HEADER_BYTES, openRecord, type LogRecord } from './record.js';
import { scan } from './scan.js';

/** A file of an earlier run (or a full one of this run): only read, then deleted. */
export interface ClosedFile {
  path: string;
  firstPosition: number;
  lastPosition: number;
  /** Something in it cannot be read. It is set aside rather than deleted once the rest of it is stored. */
  damaged: boolean;
}

const NAME = /^(\d{16})\.log$/;

export const fileName = (firstPosition: number) => `${String(firstPosition).padStart(16, '0')}.log`;

/**
 * The files of earlier runs, oldest first. What a crash tore off the end of the last one is cut away;
 * a file whose header is gone is renamed to `*.damaged`.
 * @throws Failure `data_dir_unusable` when they were written with another secret key; nothing is touched then
 */
export async function findFiles(directory: string, secretKey: Uint8Array, log: Log): Promise<ClosedFile[]> {
  const names = (await readdir(directory)).filter((it) => NAME.test(it)).sort();
  const headers = new Map<string, FileHeader | undefined>();
  for (const name of names) headers.set(name, await checkedHeader(join(directory, name), secretKey));

  // Newest first: where the newest turn out to hold nothing, the one before them is the last, and its end has to be found.
  const files: ClosedFile[] = [];
  for (const name of names.toReversed()) {
    const file = await recover(join(directory, name), Number(NAME.exec(name)![1]), headers.get(name), files.length === 0, log);
    if (file !== undefined) files.unshift(file);
  }
  for (let i = 0; i + 1 < files.length; i++) files[i].lastPosition = files[i + 1].firstPosition - 1;
  return files;
}

async function checkedHeader(path: string, secretKey: Uint8Array): Promise<FileHeader | undefined> {
  const handle = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(FILE_HEADER_BYTES), 0, FILE_HEADER_BYTES, 0);
    const header = readFileHeader(buffer.subarray(0, bytesRead));
    if (header !== undefined && !isSameCheck(header.check, fileKey(secretKey, header.salt).check)) {
      throw new Failure('data_dir_unusable', `The ingest log ${path} was written with another secret key. Start with that key (HFAO_SECRET_KEY or the key file in the data directory), or move the file away to start without what it holds. Nothing was deleted.`);
    }
    return header;
  } finally {
    await handle.close();
  }
}

async function recover(path: string, firstPosition: number, header: FileHeader | undefined, isLast: boolean, log: Log): Promise<ClosedFile | undefined> {
  const handle = await open(path, 'r+');
  try {
    const { size } = await handle.stat();
    if (header === undefined) return await withoutHeader(path, firstPosition, size, log);
    const file = { path, firstPosition, lastPosition: firstPosition - 1, damaged: false };
    if (!isLast) return file;
    for await (const found of scan(handle, FILE_HEADER_BYTES, size)) {
      if (found.kind === 'record') file.lastPosition = Math.max(file.lastPosition, found.header.position);
      if (found.kind === 'damage') file.lastPosition += mostRecordsIn(found.end - found.offset);
      if (found.kind === 'torn') {
        log.warn({ file: path, cutBytes: found.end - found.offset }, 'the last run stopped within a write: its unfinished end is cut off the ingest log (it was never acknowledged)');
        await handle.truncate(found.offset);
        await handle.datasync();
      }
    }
    if (file.lastPosition >= firstPosition) return file;
    await rm(path);
    return undefined;
  } finally {
    await handle.close();
  }
}

/** Nothing is acknowledged before the header is durable, so a file no longer than its header holds nothing. */
async function withoutHeader(path: string, firstPosition: number, size: number, log: Log): Promise<ClosedFile | undefined> {
  if (size <= FILE_HEADER_BYTES) {
    log.warn({ file: path }, 'the last run stopped while it made a log file; the empty file is removed');
    await rm(path);
    return undefined;
  }
  await setAside(path);
  log.error({ file: `${path}.damaged`, bytes: size }, 'DATA MAY BE LOST: the header of an ingest log file is damaged, so none of its records can be read; the file is set aside');
  return { path: `${path}.damaged`, firstPosition, lastPosition: firstPosition + mostRecordsIn(size), damaged: true };
}

const mostRecordsIn = (bytes: number) => Math.ceil(bytes / (FIXED_HEADER_BYTES + 16));

/** Every readable record of a file, in order. Damage is logged, marks the file, and is stepped over. */
export async function* readRecords(file: ClosedFile, secretKey: Uint8Array, log: Log): AsyncGenerator<LogRecord> {
  if (file.path.endsWith('.damaged')) return;
  const handle = await open(file.path, 'r');
  const report = (offset: number, bytes: number, position?: number) => {
    file.damaged = true;
    log.error({ file: file.path, offset, bytes, position }, 'DATA MAY BE LOST: a part of the ingest log is damaged and cannot be read; reading goes on behind it, and the file will be set aside');
  };
  try {
    const { size } = await handle.stat();
    const header = readFileHeader((await handle.read(Buffer.alloc(FILE_HEADER_BYTES), 0, FILE_HEADER_BYTES, 0)).buffer);
    if (header === undefined) return report(0, size);
    const { encryption } = fileKey(secretKey, header.salt);
    for await (const found of scan(handle, FILE_HEADER_BYTES, size)) {
      if (found.kind !== 'record') { report(found.offset, found.end - found.offset); continue; }
      const record = openRecord(found.header, found.bytes, encryption);
      if (record === undefined) report(found.offset, found.bytes.length, found.header.position);
      else yield record;
    }
  } catch (error) {
    file.damaged = true;
    log.error({ file: file.path, error }, 'DATA MAY BE LOST: a file of the ingest log cannot be read to its end; it will be set aside');
  } finally {
    await handle.close();
  }
}

/** Deletes a file whose records are all stored; one with damage is kept under another name, for a person to look at. */
export async function retire(file: ClosedFile): Promise<void> {
  if (!file.damaged) await rm(file.path, { force: true });
  else if (!file.path.endsWith('.damaged')) await setAside(file.path);
}

const setAside = (path: string) => rename(path, `${path}.damaged`);
