import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canMount, mountSmallDisk } from '../../../test/small-disk.js';
import { makeLog } from '../../runtime/log.js';
import { pooledDisk, type Disk } from './disk.js';
import { FILE_HEADER_BYTES } from './file-header.js';
import { openIngestLog, type IngestLog, type IngestLogOptions } from './ingest-log.js';
import { readRecordHeader, type LogRecord } from './record.js';

const secretKey = Buffer.alloc(32, 7);
const log = makeLog('silent');
let directory: string;

beforeEach(async () => { directory = await mkdtemp(join(tmpdir(), 'hfao-log-')); });
afterEach(() => rm(directory, { recursive: true, force: true }));

const openLog = (options: Partial<IngestLogOptions> = {}) => openIngestLog({ directory, secretKey, log, ...options });
const request = (body: string | Uint8Array): Omit<LogRecord, 'position'> =>
  ({ receivedAt: 1_700_000_000_000_000, projectId: 'prøject', signal: 'logs', encoding: 'protobuf', contentEncoding: 'gzip', body: Buffer.from(body) });
const files = async () => (await readdir(directory)).sort();
const bodies = (records: LogRecord[]) => records.map((it) => Buffer.from(it.body).toString());

async function replayed(it: IngestLog, after = 0): Promise<LogRecord[]> {
  const records: LogRecord[] = [];
  for await (const record of it.replay(after)) records.push(record);
  return records;
}

/** A closed log of one file with these bodies, and its bytes. */
async function written(texts: (string | Uint8Array)[]): Promise<{ path: string; bytes: Buffer }> {
  const it = await openLog();
  await Promise.all(texts.map((text) => it.append(request(text))));
  await it.close();
  const path = join(directory, (await files())[0]);
  return { path, bytes: await readFile(path) };
}

describe('append and replay', () => {
  it('gives back after a restart what was appended, in order', async () => {
    const first = await openLog();
    const position = await first.append({ ...request('one'), encoding: 'json', contentEncoding: 'identity' });
    await first.append(request('two'));
    await first.close();

    const records = await replayed(await openLog());

    expect(records[0]).toEqual({ position, receivedAt: 1_700_000_000_000_000, projectId: 'prøject', signal: 'logs', encoding: 'json', contentEncoding: 'identity', body: Buffer.from('one') });
    expect(bodies(records)).toEqual(['one', 'two']);
  });

  it.each([
    ['before its header', 0], ['within its header', 5], ['after its header', FILE_HEADER_BYTES], ['within its first record', FILE_HEADER_BYTES + 10],
  ])('keeps what an earlier run acknowledged when the next one died %s', async (_, bytes) => {
    await written(['one', 'two', 'three']);
    const second = await openLog();
    await second.append(request('never acknowledged'));
    await second.close();
    const newest = (await files()).at(-1)!;
    await truncate(join(directory, newest), bytes);

    const third = await openLog();
    await third.forget(1);
    const records = await replayed(third, 1);
    const position = await third.append(request('four'));

    expect(bodies(records)).toEqual(['two', 'three']);
    expect(position).toBeGreaterThan(records.at(-1)!.position);
    await third.close();
    expect(bodies(await replayed(await openLog(), 1))).toEqual(['two', 'three', 'four']);
  });

  it('starts the replay after what is stored', async () => {
    await written(['one', 'two', 'three']);

    const records = await replayed(await openLog(), 2);

    expect(bodies(records)).toEqual(['three']);
  });

  it('resolves many concurrent appends in the order of their positions, with few fsyncs', async () => {
    let syncs = 0;
    const counting: Disk = {
      ...pooledDisk,
      async create(path, mode) {
        const file = await pooledDisk.create(path, mode);
        const datasync = file.datasync.bind(file);
        file.datasync = () => { syncs++; return datasync(); };
        return file;
      },
    };
    const it = await openLog({ disk: counting });
    const resolved: number[] = [];

    await Promise.all(Array.from({ length: 500 }, (_, i) => it.append(request(`body ${i}`)).then((position) => resolved.push(position))));
    await it.close();

    expect(resolved).toEqual(Array.from({ length: 500 }, (_, i) => i + 1));
    expect(syncs).toBeLessThan(10);
    expect(bodies(await replayed(await openLog()))).toEqual(Array.from({ length: 500 }, (_, i) => `body ${i}`));
  });

  it('never gives a position twice, across restarts and after everything was forgotten', async () => {
    const positions: number[] = [];
    for (let run = 0; run < 4; run++) {
      const it = await openLog();
      await it.forget(positions.at(-1) ?? 0);
      positions.push(await it.append(request('a')), await it.append(request('b')));
      await it.close();
    }

    expect(positions).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('rises above what the store has, even when the log itself was lost', async () => {
    const it = await openLog();
    await it.forget(900);

    const position = await it.append(request('a'));

    expect(position).toBe(901);
    await it.close();
  });

  it('keeps nothing readable on disk, and its files to their owner', async () => {
    const { path, bytes } = await written(['a secret sentence']);

    const { mode } = await stat(path);

    expect(bytes.includes('secret')).toBe(false);
    expect(mode & 0o777).toBe(0o600);
  });
});

describe('forget', () => {
  it('deletes whole files, and only those that hold nothing else', async () => {
    const it = await openLog({ maxFileBytes: 1000 });
    const positions: number[] = [];
    for (let i = 0; i < 6; i++) positions.push(await it.append(request(randomBytes(600))));
    const before = await files();

    await it.forget(positions[3]);

    expect(before).toHaveLength(3);
    expect(await files()).toEqual(before.slice(2));
    await it.close();
  });

  it('leaves no file behind when everything is stored at the end', async () => {
    const it = await openLog();
    await it.forget(await it.append(request('a')));

    await it.close();

    expect(await files()).toEqual([]);
  });

  it('does not keep megabytes of stored bodies only because the file is not full', async () => {
    const it = await openLog();
    const position = await it.append(request(randomBytes(5 << 20)));

    await it.forget(position);

    expect(await files()).toEqual([]);
    await it.close();
  });
});

describe('after a crash', () => {
  const texts = Array.from({ length: 8 }, (_, i) => `body number ${i} `.repeat(i + 1));

  it('reads every whole record of a file that was cut anywhere, and goes on', async () => {
    const { path, bytes } = await written(texts);
    const ends = recordEnds(bytes);

    await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: bytes.length }), async (length) => {
      await rm(directory, { recursive: true });
      await mkdir(directory);
      await writeFile(path, bytes.subarray(0, length));

      const it = await openLog();
      const records = await replayed(it);
      const position = await it.append(request('later'));
      await it.close();

      expect(bodies(records)).toEqual(texts.slice(0, ends.filter((end) => end <= length).length));
      expect(position).toBe(records.length + 1);
      expect(bodies(await replayed(await openLog())).at(-1)).toBe('later');
    }), { numRuns: 60 });
  });

  it('cuts a torn end off, without calling the file damaged', async () => {
    const { path, bytes } = await written(texts);
    await truncate(path, bytes.length - 3);

    const it = await openLog();
    const records = await replayed(it);
    await it.forget(100);

    expect(records).toHaveLength(7);
    expect(await files()).toEqual([]);
    await it.close();
  });

  it('reads every record but the one that a flipped byte hit, wherever it hit, and sets the file aside', async () => {
    const { path, bytes } = await written(texts);
    const ends = recordEnds(bytes);

    await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), async (offset, flip) => {
      await rm(directory, { recursive: true });
      await mkdir(directory);
      const broken = Buffer.from(bytes);
      broken[offset] ^= flip;
      await writeFile(path, broken);

      const it = await openLog();
      const records = await replayed(it);
      await it.forget(1000);
      await it.close();

      const hit = offset < FILE_HEADER_BYTES ? -1 : ends.findIndex((end) => offset < end);
      expect(bodies(records)).toEqual(texts.filter((_, i) => i !== hit));
      const mayPassForTorn = hit === texts.length - 1;
      const isAside = (await files()).join() === `${path.slice(directory.length + 1)}.damaged`;
      expect(mayPassForTorn || isAside === (hit !== -1)).toBe(true);
    }), { numRuns: 150 });
  });

  it('survives any bytes in place of a log file', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (bytes) => {
      await writeFile(join(directory, '0000000000000001.log'), bytes);

      const it = await openLog();
      const records = await replayed(it);
      const position = await it.append(request('later'));
      await it.close();

      expect(records).toEqual([]);
      expect(position).toBeGreaterThan(0);
      await rm(directory, { recursive: true });
      await mkdir(directory);
    }), { numRuns: 30 });
  });

  it('does not confuse a record that holds the bytes of another with a second record', async () => {
    const { bytes } = await written(['inner']);
    await rm(directory, { recursive: true });
    await mkdir(directory);
    await written([bytes, 'after']);

    const records = await replayed(await openLog());

    expect(records).toHaveLength(2);
  });
});

describe('refusals', () => {
  it('recognises another secret key and leaves everything as it is', async () => {
    const { bytes, path } = await written(['one']);

    const opening = openLog({ secretKey: Buffer.alloc(32, 8) });

    await expect(opening).rejects.toMatchObject({ code: 'data_dir_unusable', message: expect.stringContaining('another secret key') });
    expect(await readFile(path)).toEqual(bytes);
  });

  it('says that the directory cannot be used when a file stands in its place', async () => {
    const path = join(directory, 'taken');
    await writeFile(path, '');

    const opening = openLog({ directory: path });

    await expect(opening).rejects.toMatchObject({ code: 'data_dir_unusable' });
  });

  it('refuses while the directory is gone, and goes on when it is back', async () => {
    const it = await openLog();
    await rm(directory, { recursive: true });
    const refused = it.append(request('one'));
    await expect(refused).rejects.toMatchObject({ code: 'unavailable', http: 503 });
    await mkdir(directory);

    await it.append(request('two'));
    await it.close();

    expect(bodies(await replayed(await openLog()))).toEqual(['two']);
  });

  it('refuses while the disk is full, keeps no half of a record, and goes on when there is room', async () => {
    const disk = failingDisk();
    const it = await openLog({ disk });
    await it.append(request('one'));
    disk.failNextWrite('ENOSPC');

    const refused = it.append(request('two'));

    await expect(refused).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('full') });
    await it.append(request('three'));
    await it.close();
    expect(bodies(await replayed(await openLog()))).toEqual(['one', 'three']);
    expect((await files()).length).toBe(1);
  });

  it('leaves a file alone after a failed fsync, and what it acknowledged before stays readable', async () => {
    const disk = failingDisk();
    const it = await openLog({ disk });
    await it.append(request('one'));
    disk.failNextSync();

    await expect(it.append(request('two'))).rejects.toMatchObject({ code: 'unavailable' });
    await it.append(request('three'));

    expect(await files()).toHaveLength(2);
    await it.close();
    const kept = bodies(await replayed(await openLog()));
    expect(kept.filter((text) => text !== 'two')).toEqual(['one', 'three']);
  });

  it.skipIf(!canMount())('refuses and recovers on a disk that is really full', async () => {
    const disk = mountSmallDisk(1)!;
    const onDisk = { directory: disk.path, maxFileBytes: 128 << 10 };
    try {
      const it = await openLog(onDisk);
      const kept: number[] = [];
      let failure: unknown;
      for (let i = 0; i < 40 && failure === undefined; i++) await it.append(request(randomBytes(100 << 10))).then((position) => kept.push(position), (error: unknown) => { failure = error; });
      expect(failure).toMatchObject({ code: 'unavailable', message: expect.stringContaining('full') });
      await it.forget(kept[4]);

      kept.push(await it.append(request('there is room again')));
      await it.close();

      const records = await replayed(await openLog(onDisk), kept[4]);
      expect(records.map((record) => record.position)).toEqual(kept.slice(5));
    } finally {
      disk.unmount();
    }
  });
});

/** Where each record ends in a file's bytes. */
function recordEnds(bytes: Buffer): number[] {
  const ends: number[] = [];
  for (let offset = FILE_HEADER_BYTES; offset < bytes.length;) {
    offset += readRecordHeader(bytes.subarray(offset))!.totalBytes;
    ends.push(offset);
  }
  return ends;
}

/** A disk that fails on demand, after it has already taken a part of the bytes. */
function failingDisk() {
  let nextWrite: string | undefined;
  let nextSync = false;
  const create: Disk['create'] = async (path, mode) => {
    const file = await pooledDisk.create(path, mode);
    const writev = file.writev.bind(file);
    const datasync = file.datasync.bind(file);
    file.writev = async (parts, position) => {
      if (nextWrite === undefined) return writev(parts, position);
      const code = nextWrite;
      nextWrite = undefined;
      await writev([parts[0], parts[1].subarray(0, 2)], position);
      throw Object.assign(new Error(code), { code });
    };
    file.datasync = async () => {
      if (!nextSync) return datasync();
      nextSync = false;
      throw Object.assign(new Error('EIO'), { code: 'EIO' });
    };
    return file;
  };
  return { ...pooledDisk, create, failNextWrite: (code: string) => { nextWrite = code; }, failNextSync: () => { nextSync = true; } };
}
