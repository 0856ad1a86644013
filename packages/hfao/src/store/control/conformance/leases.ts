import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Lease } from '../../../runtime/lease.js';
import type { ControlStore } from '../control-store.js';

/** The promise of {@link Leases}, for every backend. `another` opens the store of the last `fresh` a second time, as another process would. */
export function leasesConform(backend: { fresh(): Promise<ControlStore>; another(): Promise<ControlStore> }): void {
  let store: ControlStore;
  let other: ControlStore;
  beforeEach(async () => {
    store = await backend.fresh();
    other = await backend.another();
  });
  afterEach(async () => {
    await store.close();
    await other.close();
  });
  const minute = { forMs: 60_000 };

  it('gives a lease to one of all who ask at once, round after round, with a token that grows', async () => {
    const tokens: number[] = [];
    for (let round = 0; round < 10; round++) {
      const asked = await Promise.all(Array.from({ length: 40 }, (_, i) => [store, other][i % 2].leases.take('work', `owner-${i}`, minute)));
      const given = asked.filter((it) => it !== undefined);
      expect(given).toHaveLength(1);
      tokens.push(given[0].token);
      await store.leases.release(given[0]);
    }

    expect(tokens).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('keeps leases of different names apart', async () => {
    expect(await store.leases.take('a', 'me', minute)).toEqual({ name: 'a', owner: 'me', token: 1 });
    expect(await other.leases.take('b', 'you', minute)).toEqual({ name: 'b', owner: 'you', token: 1 });
  });

  it('lets another take what ran out, and tells the former holder', async () => {
    const lost = (await store.leases.take('work', 'me', { forMs: 1 }))!;
    await sleep(20);

    const taken = await other.leases.take('work', 'you', minute);

    expect(taken?.token).toBe(2);
    expect(await store.leases.holds(lost)).toBe(false);
    expect(await store.leases.renew(lost, 60_000)).toBe(false);
    await store.leases.release(lost);
    await store.leases.finish(lost);
    expect(await other.leases.holds(taken!)).toBe(true);
    expect(await store.leases.take('work', 'me', minute)).toBeUndefined();
  });

  it('renews', async () => {
    const lease = (await store.leases.take('work', 'me', { forMs: 200 }))!;

    expect(await store.leases.renew(lease, 60_000)).toBe(true);
    await sleep(250);

    expect(await store.leases.holds(lease)).toBe(true);
    expect(await other.leases.take('work', 'you', minute)).toBeUndefined();
  });

  it('gives work that was finished again only when it is due', async () => {
    const daily = { forMs: 60_000, everyMs: 86_400_000 };
    await store.leases.finish((await store.leases.take('work', 'me', daily))!);

    expect(await other.leases.take('work', 'you', daily)).toBeUndefined();
    expect(await other.leases.take('work', 'you', { forMs: 60_000, everyMs: 0 })).toMatchObject({ token: 2 });
  });

  it('gives work that was given up unfinished at once', async () => {
    const daily = { forMs: 60_000, everyMs: 86_400_000 };
    await store.leases.release((await store.leases.take('work', 'me', daily))!);

    expect(await other.leases.take('work', 'you', daily)).toMatchObject({ owner: 'you', token: 2 });
  });

  it('never lets two hold a lease at once while many take, hold and give up', async () => {
    let holders = 0;
    let most = 0;
    let taken = 0;
    const worker = async (at: ControlStore, owner: string) => {
      for (let i = 0; i < 30; i++) {
        const lease: Lease | undefined = await at.leases.take('work', owner, minute);
        if (lease === undefined) continue;
        most = Math.max(most, (holders += 1));
        taken++;
        await sleep(Math.random() * 3);
        holders -= 1;
        await at.leases.release(lease);
      }
    };

    await Promise.all(Array.from({ length: 16 }, (_, i) => worker([store, other][i % 2], `owner-${i}`)));

    expect(most).toBe(1);
    expect(taken).toBeGreaterThan(5);
  });

  it('lists who has what, and when it was done', async () => {
    await store.leases.take('held', 'me', minute);
    await store.leases.finish((await store.leases.take('done', 'you', minute))!);

    const list = await other.leases.list();

    expect(list).toMatchObject([{ name: 'done', owner: 'you', token: 1, is_held: false }, { name: 'held', owner: 'me', token: 1, is_held: true, done_at: null }]);
    expect(Math.abs(Date.parse(list[0].done_at!) - Date.now())).toBeLessThan(5_000);
  });
}
