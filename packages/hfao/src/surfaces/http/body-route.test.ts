import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveSurfaces, type Served } from '../../../test/served-surfaces.js';

let served: Served;
beforeAll(async () => { served = await serveSurfaces(); });
afterAll(() => served.close());

const raw = (id: string, headers: Record<string, string> = {}, project = 'default', query = '') => fetch(`${served.url}/api/v1/projects/${project}/bodies/${id}/raw${query}`, { headers });
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());
const put = (contentType: string, bytes: Uint8Array = Buffer.from('<script>alert(1)</script>')) => served.putBody({ contentType, bytes });

describe('the raw body', () => {
  it('comes byte for byte, as what it is', async () => {
    const content = randomBytes(2_500_000);
    const id = await put('image/png', content);

    const response = await raw(id);

    expect((await bytesOf(response)).equals(content)).toBe(true);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/png', 'content-length': '2500000', 'x-content-type-options': 'nosniff', 'accept-ranges': 'bytes', 'content-disposition': expect.stringMatching(/^inline; filename="hfao-[a-p]{12}\.png"$/) as string,
    });
  });

  it('comes in ranges', async () => {
    const content = randomBytes(600_000);
    const id = await put('audio/mpeg', content);

    for (const [range, start, end] of [['bytes=0-9', 0, 10], ['bytes=262140-262150', 262_140, 262_151], ['bytes=599990-', 599_990, 600_000], ['bytes=-7', 599_993, 600_000], ['bytes=500000-9999999', 500_000, 600_000]] as const) {
      const response = await raw(id, { range });
      expect(response.status).toBe(206);
      expect(response.headers.get('content-range')).toBe(`bytes ${start}-${end - 1}/600000`);
      expect((await bytesOf(response)).equals(content.subarray(start, end))).toBe(true);
    }
    const outside = await raw(id, { range: 'bytes=600000-' });
    expect([outside.status, outside.headers.get('content-range')]).toEqual([416, 'bytes */600000']);
    expect((await raw(id, { range: 'bytes=0-1,5-6' })).status).toBe(200);
  });

  it.each(['text/html', 'image/svg+xml', 'application/xhtml+xml', 'text/xml', 'TEXT/HTML; charset=utf-8'])('never runs: %s is plain text for download', async (type) => {
    const response = await raw(await put(type));

    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(response.headers.get('content-disposition')).toMatch(/^attachment/);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'; sandbox");
  });

  it('is a download of bytes where its type is unknown to us, or it is asked to be', async () => {
    const odd = await raw(await put('application/x-shockwave-flash'));
    const wanted = await raw(await put('image/png'), {}, 'default', '?download=1');

    expect([odd.headers.get('content-type'), odd.headers.get('content-disposition')]).toEqual(['application/octet-stream', expect.stringMatching(/^attachment.*\.bin"$/)]);
    expect(wanted.headers.get('content-disposition')).toMatch(/^attachment/);
  });

  it('is not sent again to who has it', async () => {
    const id = await put('image/png');

    expect((await raw(id, { 'if-none-match': `"${id}"` })).status).toBe(304);
  });

  it('is hidden from other projects, and says what is wrong with an id', async () => {
    const { id: theirs } = await served.deps.control.ensureProject('theirs', 'Theirs');
    const id = await served.putBody({ contentType: 'text/plain', bytes: Buffer.from('theirs') }, theirs);

    expect((await raw(id)).status).toBe(404);
    expect(await (await raw(id, {}, 'theirs')).text()).toBe('theirs');
    expect((await raw('x'.repeat(40))).status).toBe(400);
    expect((await raw(id, {}, 'nobody')).status).toBe(404);
  });
});

describe('get_body', () => {
  const body = async (id: string, query = '', project = 'default') => {
    const response = await fetch(`${served.url}/api/v1/projects/${project}/bodies/${id}${query}`);
    return { status: response.status, ...await response.json() as { content_type: string; size: number; text?: string; base64?: string; next_offset: number | null } };
  };

  it('gives text in parts that never cut a character', async () => {
    const text = 'aé€😀'.repeat(100);
    const id = await put('text/plain', Buffer.from(text));

    for (const limit of [4, 5, 6, 7, 64]) {
      let read = '';
      for (let offset: number | null = 0; offset !== null;) {
        const part = await body(id, `?offset=${offset}&limit=${limit}`);
        read += part.text!;
        offset = part.next_offset;
      }
      expect(read).toBe(text);
    }
  });

  it('gives everything else as base64', async () => {
    const bytes = randomBytes(100);

    expect(await body(await put('image/png', bytes))).toEqual({ status: 200, content_type: 'image/png', size: 100, base64: bytes.toString('base64'), next_offset: null });
  });

  it('answers nothing beyond the end, and 404 for a body of another project', async () => {
    const id = await put('text/plain', Buffer.from('short'));
    await served.deps.control.ensureProject('others', 'Others');

    expect(await body(id, '?offset=99')).toMatchObject({ text: '', size: 5, next_offset: null });
    expect(await body(id, '', 'others')).toMatchObject({ status: 404 });
  });
});

it('makes a new data key, and reads what was sealed before', async () => {
  const old = await put('text/plain', Buffer.from('before'));

  const response = await fetch(`${served.url}/api/v1/projects/default/keys/rotate`, { method: 'POST' });

  expect(await response.json()).toMatchObject({ key_id: expect.stringMatching(/^key_/) as string, keys: 2 });
  expect(await (await raw(old)).text()).toBe('before');
});
