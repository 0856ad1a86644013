import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveSurfaces, type Served } from '../../test/served-surfaces.js';
import type { DeadLetter } from '../model/dead-letter.js';
import { Failure } from '../runtime/errors.js';
import { DeadLetterDesk } from '../ingest/write/dead-letter-desk.js';

let served: Served;
beforeAll(async () => { served = await serveSurfaces(); });
afterAll(() => served.close());

const url = (rest = '', project = 'default') => `${served.url}/api/v1/projects/${project}/dead-letters${rest}`;
const list = async (project?: string) => (await (await fetch(url('', project))).json() as { dead_letters: DeadLetter[]; total: number });

describe('dead letters', () => {
  it('are listed to the project whose items they hold, with names and reasons', async () => {
    const other = await served.deps.control.ensureProject('other', 'other');
    const [mine, theirs] = [await served.putLetter(), await served.putLetter(other.id)];

    expect((await list()).dead_letters).toMatchObject([{ letter_id: mine, reason: 'no room', signal: 'traces', lost_items: 1, is_shared: false, items: [{ name: 'lost step', trace_id: 'e'.repeat(32), reason: 'no room' }] }]);
    expect((await list('other')).dead_letters.map((it) => it.letter_id)).toEqual([theirs]);
    expect((await fetch(url(`/${theirs}`))).status).toBe(404);
  });

  it('show the request as it came only when asked', async () => {
    const id = await served.putLetter();

    const plain = await (await fetch(url(`/${id}`))).json() as Record<string, unknown>;
    const whole = await (await fetch(url(`/${id}?include_body=true`))).json() as Record<string, unknown>;

    expect(plain.body_text).toBeUndefined();
    expect(whole.body_text).toBe('{"resourceSpans":[]}');
  });

  it('go down the write road again as they were received, and are gone', async () => {
    const { total } = await list();
    const answer = await (await fetch(url('/replay'), { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })).json() as { replayed: string[]; remaining: number };

    expect(answer.replayed).toHaveLength(total);
    expect(answer.remaining).toBe(0);
    expect(served.replayed.at(-1)).toMatchObject({ receivedAt: 1_795_420_800_000_000, signal: 'traces', encoding: 'json', projectNames: [] });
    expect((await list()).total).toBe(0);
  });

  it('are dropped one by one, and dropping is safe to repeat', async () => {
    const id = await served.putLetter();

    const drop = async (): Promise<unknown> => (await fetch(url(`/${id}`), { method: 'DELETE' })).json();

    expect(await drop()).toEqual({ dropped: true });
    expect(await drop()).toEqual({ dropped: false });
  });

  it('find nothing outside of their folder', async () => {
    const answer = await fetch(url(`/${encodeURIComponent('../secret')}`));

    expect(answer.status).toBe(404);
  });
});

describe('a letter that several projects share', () => {
  const head = {
    letterId: '1', reason: 'r', failedAt: '2026-11-23T08:00:00.000Z', bodyBytes: 2, record: { receivedAt: 1, signal: 'traces', encoding: 'json', contentEncoding: 'identity', projectId: 'd' } as const,
    lost: { a: { count: 1, items: [{ trace_id: null, observation_id: null, name: 'of a', reason: 'r' }] }, b: { count: 2, items: [] } },
  };
  const desk = () => new DeadLetterDesk({ letters: { list: async () => [head], get: async () => ({ head, body: Buffer.from('{}') }), remove: async () => {} }, append: async () => {}, inflate: (it) => it, defaultProjectId: 'd' });

  it('shows each its own items, and no body', async () => {
    expect(await desk().list('a')).toMatchObject([{ lost_items: 1, items: [{ name: 'of a' }], is_shared: true }]);
    expect(await desk().list('b')).toMatchObject([{ lost_items: 2, items: [] }]);
    expect(await desk().list('d')).toEqual([]);
    await expect(desk().body('a', '1')).rejects.toThrow(Failure);
  });

  it('is not dropped by one of them', async () => {
    await expect(desk().drop('a', '1')).rejects.toMatchObject({ code: 'forbidden', field: 'letter_id' });
  });
});
