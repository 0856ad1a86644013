import { compress } from '@bokuweb/zstd-wasm';
import { randomBytes } from 'node:crypto';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareZstd } from '../../runtime/zstd.js';
import type { ContentEncoding } from '../log/record.js';
import { inflate } from './inflate.js';
import { requireContentEncoding } from './request-encoding.js';

const MIB = 1024 * 1024;
const BODY = Buffer.from('observe the agent '.repeat(10_000));

const COMPRESSORS: [string, ContentEncoding, (body: Uint8Array) => Uint8Array][] = [
  ['gzip', 'gzip', gzipSync], ['deflate, wrapped', 'deflate', deflateSync], ['deflate, raw', 'deflate', deflateRawSync], ['zstd', 'zstd', (body) => compress(Buffer.from(body))],
];

beforeAll(prepareZstd);

describe('inflate', () => {
  it.each(COMPRESSORS)('gives back what was compressed: %s', async (_, encoding, compressed) => {
    for (const body of [BODY, randomBytes(300_000), Buffer.from('x')]) {
      expect(body.equals(await inflate(compressed(body), encoding, MIB))).toBe(true);
    }
  });

  it.each(COMPRESSORS)('takes exactly the limit and refuses a byte more: %s', async (_, encoding, compressed) => {
    const body = compressed(Buffer.alloc(MIB));

    expect(await inflate(body, encoding, MIB)).toHaveLength(MIB);
    await expect(inflate(body, encoding, MIB - 1)).rejects.toMatchObject({ code: 'too_large' });
  });

  it.each(COMPRESSORS)('refuses what is cut off, or something else: %s', async (_, encoding, compressed) => {
    const body = compressed(BODY);

    for (const damaged of [body.subarray(0, -5), body.subarray(0, 3), Buffer.concat([Buffer.from([7, 7, 7, 7]), body])]) {
      await expect(inflate(damaged, encoding, MIB)).rejects.toMatchObject({ code: 'undecodable', message: expect.stringContaining(`not complete ${encoding}`) });
    }
  });

  it.each(COMPRESSORS)('is soon done with a bomb, without the memory: %s', async (_, encoding, compressed) => {
    const bomb = compressed(Buffer.alloc(200 * MIB));
    const bombs = encoding === 'zstd' ? Buffer.concat(Array.from({ length: 50 }, () => bomb)) : bomb;
    const rssBefore = process.memoryUsage().rss;
    const before = performance.now();

    await expect(inflate(bombs, encoding, 16 * MIB)).rejects.toMatchObject({ code: 'too_large' });

    expect(performance.now() - before).toBeLessThan(2000);
    expect(process.memoryUsage().rss - rssBefore).toBeLessThan(100 * MIB);
  });
});

describe('zstd', () => {
  const frame = (content: Uint8Array) => compress(Buffer.from(content));

  it('is read as several frames, with others to skip between them', async () => {
    const skipped = Buffer.from([0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);

    const inflated = await inflate(Buffer.concat([frame(BODY), skipped, frame(Buffer.from('end'))]), 'zstd', MIB);

    expect(Buffer.concat([BODY, Buffer.from('end')]).equals(inflated)).toBe(true);
  });

  it('is read where a frame does not say how large it becomes', async () => {
    // A frame with a window of 1 MiB, no size and no checksum: one raw block, then one that repeats a byte 100,000 times.
    const repeated = (100_000 << 3) | 3;
    const unsaid = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x50, (3 << 3) & 0xff, 0, 0, 97, 98, 99, repeated & 0xff, (repeated >> 8) & 0xff, repeated >> 16, 122]);

    expect(Buffer.from(await inflate(unsaid, 'zstd', MIB)).toString()).toBe(`abc${'z'.repeat(100_000)}`);
    await expect(inflate(unsaid, 'zstd', 50_000)).rejects.toMatchObject({ code: 'too_large' });
  });

  it('is refused where a frame claims what it cannot hold, or more than the limit', async () => {
    const claims = (bytes: bigint) => {
      const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0, 0, 0, 0, 0, 0, 0, 0, 0x19, 0, 0, 97, 98, 99]);
      head.writeBigUInt64LE(bytes, 5);
      return head;
    };

    await expect(inflate(claims(2n ** 60n), 'zstd', MIB)).rejects.toMatchObject({ code: 'too_large' });
    await expect(inflate(claims(500_000n), 'zstd', MIB)).rejects.toMatchObject({ code: 'undecodable' });
    expect(Buffer.from(await inflate(claims(3n), 'zstd', MIB)).toString()).toBe('abc');
  });

  it('never crashes on damage, and gives no more than the limit', async () => {
    const body = frame(Buffer.from(`${BODY.toString('latin1').slice(0, 5000)}${randomBytes(500).toString('hex')}`));
    for (let i = 0; i < 3000; i++) {
      const damaged = Buffer.from(body);
      damaged[Math.floor((i * 7919) % damaged.length)] ^= 1 << i % 8;

      const outcome = await inflate(damaged, 'zstd', 20_000).then((it) => it.length, (error: { code: string }) => error.code);

      expect(typeof outcome === 'number' ? outcome <= 20_000 : ['undecodable', 'too_large'].includes(outcome)).toBe(true);
    }
  });
});

describe('Content-Encoding', () => {
  it.each([[undefined, 'identity'], ['', 'identity'], ['identity', 'identity'], ['GZIP', 'gzip'], ['x-gzip', 'gzip'], ['gzip, identity', 'gzip'], [' identity ,zstd', 'zstd'], ['deflate', 'deflate']])('%j is %s', (header, encoding) => {
    expect(requireContentEncoding(header)).toBe(encoding);
  });

  it.each(['br', 'gzip, gzip', 'gzip, zstd', 'zstd;q=1'])('%j is refused', (header) => {
    expect(() => requireContentEncoding(header)).toThrow('one of gzip, zstd, deflate and identity is accepted');
  });
});
