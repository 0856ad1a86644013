import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BucketOptions } from '../s3/object-bucket.js';
import { openBodyBucket } from './body-bucket.js';
import { bodyStoreConforms } from './conformance/body-store.js';

const S3rver = (await import('s3rver')).default;
const CREDENTIALS = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER', sessionToken: undefined, region: 'us-east-1', variable: 'HFAO_BODIES_URL', backoffMs: [1, 1] };
const ID = 'a'.repeat(40);

let directory: string;
let server: InstanceType<typeof S3rver>;
let options: BucketOptions;
let runs = 0;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'hfao-bucket-'));
  server = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory, configureBuckets: [{ name: 'traces' }] });
  const { port } = await server.run();
  options = { ...CREDENTIALS, bucket: 'traces', prefix: 'of/hfao', endpoint: `http://127.0.0.1:${port}` };
});
afterAll(async () => {
  await server.close();
  rmSync(directory, { recursive: true, force: true });
});

describe('a bucket', () => {
  let own: BucketOptions;
  bodyStoreConforms({
    async open() {
      own = { ...options, prefix: `${options.prefix}/${runs++}` };
      return openBodyBucket(own);
    },
    again: async () => openBodyBucket(own),
  });
});

// The bucket of the other tests cannot page: it enciphers its tokens with DES, which OpenSSL has given up.
it('lists page after page', async () => {
  const ids = ['a', 'b', 'c'].map((it) => it.repeat(40));
  const paging = createServer((request, response) => {
    const page = Number(new URL(request.url!, 'http://x').searchParams.get('continuation-token') ?? 0);
    const more = page + 1 < ids.length ? `<NextContinuationToken>${page + 1}</NextContinuationToken>` : '';
    response.end(`<ListBucketResult><Contents><Key>prj_a/${ids[page]}</Key><LastModified>2026-11-23T08:00:00.000Z</LastModified><Size>7</Size></Contents>${more}</ListBucketResult>`);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => { paging.once('listening', resolve); });
  const store = openBodyBucket({ ...options, prefix: '', endpoint: `http://127.0.0.1:${(paging.address() as AddressInfo).port}` });

  expect(await store.size('prj_a')).toEqual({ bodies: 3, bytes: 21 });
  paging.close();
});

it('says that the credentials are wrong, or the bucket is not there', async () => {
  const denied = openBodyBucket({ ...options, accessKeyId: 'somebody' });
  const missing = openBodyBucket({ ...options, bucket: 'nowhere' });

  await expect(denied.put('prj_a', ID, Buffer.from('x'))).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('AWS_SECRET_ACCESS_KEY') as string });
  await expect(missing.put('prj_a', ID, Buffer.from('x'))).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('make the bucket') as string });
});

it('tries again when the bucket stumbles, and says so when it goes on stumbling', async () => {
  let failures = 2;
  const stumbling = createServer((_, response) => { response.writeHead(failures-- > 0 ? 503 : 200).end(); }).listen(0, '127.0.0.1');
  await new Promise((resolve) => { stumbling.once('listening', resolve); });
  const store = openBodyBucket({ ...options, endpoint: `http://127.0.0.1:${(stumbling.address() as AddressInfo).port}` });

  await store.put('prj_a', ID, Buffer.from('x'));
  failures = 99;
  await expect(store.put('prj_a', ID, Buffer.from('x'))).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('503') as string });

  stumbling.close();
  await expect(store.get('prj_a', ID)).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('cannot be reached') as string });
});
