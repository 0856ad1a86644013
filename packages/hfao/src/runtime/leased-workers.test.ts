import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ControlStore } from '../store/control/control-store.js';
import { openControlStore } from '../store/control/open.js';
import { Failure } from './errors.js';
import { LeasedWorkers } from './leased-workers.js';

const log = pino({ level: 'silent' });
const times = { leaseMs: 300, lookMs: 10 };
let directory: string;
let stores: ControlStore[];
let groups: LeasedWorkers[];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'hfao-workers-'));
  stores = [await openStore(), await openStore()];
  groups = stores.map((it) => new LeasedWorkers(it.leases, log, times));
});
afterEach(async () => {
  await Promise.all(groups.map((it) => it.stop()));
  await Promise.all(stores.map((it) => it.close()));
  rmSync(directory, { recursive: true, force: true });
});

const openStore = () => openControlStore({ place: { kind: 'sqlite', path: join(directory, 'control.sqlite') }, defaultProject: 'default' });

describe('leased workers', () => {
  it('do a piece of work in one process at a time, each in its turn', async () => {
    let [running, most, runs] = [0, 0, 0];
    for (const group of groups) {
      group.start({
        name: 'work', everyMs: 20,
        async step() {
          most = Math.max(most, (running += 1));
          await sleep(5);
          running -= 1;
          return runs++ % 3 === 2 ? 'idle' : 'more';
        },
      });
    }

    await vi.waitFor(() => expect(runs).toBeGreaterThan(12), 5_000);

    expect(most).toBe(1);
  });

  it('keep a lease for as long as a step takes', async () => {
    const holders: number[] = [];
    groups.forEach((group, i) => group.start({ name: 'long', everyMs: 60_000, step: async () => { holders.push(i); await sleep(4 * times.leaseMs); return 'idle'; } }));

    await sleep(5 * times.leaseMs);

    expect(holders).toHaveLength(1);
  });

  it('do daily work once, whoever restarts', async () => {
    let runs = 0;
    const daily = { name: 'daily', everyMs: 86_400_000, step: async () => { runs++; return 'idle' as const; } };
    groups[0].start(daily);
    await vi.waitFor(() => expect(runs).toBe(1));
    await groups[0].stop();

    groups[1].start(daily);
    await sleep(100);

    expect(runs).toBe(1);
    expect(groups[0].list()).toMatchObject([{ name: 'daily', state: 'waiting', error: null }]);
  });

  it('try failed work again, and say why it failed', async () => {
    let runs = 0;
    groups[0].start({ name: 'failing', everyMs: 86_400_000, step: async () => { runs++; throw new Error(`no luck ${runs}`); } });

    await vi.waitFor(() => expect(runs).toBeGreaterThan(2));

    expect(groups[0].list()[0].error).toContain('no luck');
  });

  it('stop the step in hand and wait for its end', async () => {
    let ended = false;
    groups[0].start({ name: 'work', everyMs: 86_400_000, step: async (signal) => { await sleep(60_000, null, { signal }).catch(() => {}); ended = true; return 'more'; } });
    await vi.waitFor(() => expect(groups[0].list()[0].state).toBe('working'));

    await groups[0].stop();

    expect(ended).toBe(true);
    expect(await stores[1].leases.take('work', 'other', { forMs: 1_000 })).toBeDefined();
  });

  it('stop a step whose lease cannot be renewed before it runs out', async () => {
    const { leases } = stores[0];
    const unreachable = new LeasedWorkers({ ...leases, renew: async () => { throw new Failure('unavailable', 'gone'); } }, log, times);
    groups.push(unreachable);
    let lostAfterMs = 0;
    const begun = performance.now();
    unreachable.start({ name: 'work', everyMs: 86_400_000, step: async (signal) => { await sleep(60_000, null, { signal }).catch(() => {}); lostAfterMs ||= performance.now() - begun; return 'more'; } });

    await vi.waitFor(() => expect(lostAfterMs).toBeGreaterThan(0), 3_000);

    expect(lostAfterMs).toBeGreaterThan(times.leaseMs / 2);
    expect(lostAfterMs).toBeLessThan(3 * times.leaseMs);
  });
});
