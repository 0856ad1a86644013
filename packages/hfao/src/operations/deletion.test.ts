import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aRow } from '../../test/a-row.js';
import { type Served, serveSurfaces } from '../../test/served-surfaces.js';
import { bodyRef } from '../model/body-ref.js';
import type { ForgetCounts } from '../model/forgetting.js';
import type { Job } from '../model/job.js';
import { spanId, traceId } from '../store/conformance/an-observation.js';
import type { ObservationRow } from '../model/observation.js';

let served: Served;
beforeAll(async () => { served = await serveSurfaces(); });
afterAll(() => served.close());

interface Deleted { deleted: ForgetCounts; job: Job | null; error?: { field: string; message: string } }

describe('deleting', () => {
  it('says what would go, and wants it confirmed by name', async () => {
    const trace_id = await aTrace('asked');

    const counted = await ask('DELETE', `traces/${trace_id}?dry_run=true`);
    const refused = await ask('DELETE', `traces/${trace_id}?confirm=yes`);

    expect(counted).toMatchObject({ deleted: { traces: 1, observations: 2 }, job: null });
    expect(refused.error).toMatchObject({ field: 'confirm', message: expect.stringContaining(trace_id) });
    expect(await status(`traces/${trace_id}`)).toBe(200);
  });

  it('takes a trace out of every read at once, and out of files and bodies soon', async () => {
    const body = await served.putBody({ contentType: 'text/plain', bytes: Buffer.from('a secret of one trace') });
    const trace_id = await aTrace('goes', { input_ref: bodyRef(body) });

    const { deleted, job } = await ask('DELETE', `traces/${trace_id}?confirm=${trace_id}`);

    expect(deleted).toMatchObject({ traces: 1, observations: 2, bodies: 1 });
    expect(await status(`traces/${trace_id}`)).toBe(404);
    expect(await ended(job!)).toMatchObject({ state: 'done' });
    expect(await status(`bodies/${body}`)).toBe(404);
    expect(await served.deps.store.pendingDeletions()).toEqual([]);
  });

  it('leaves a body to the trace that has it as well', async () => {
    const body = await served.putBody({ contentType: 'text/plain', bytes: Buffer.from('shared') });
    const [one, other] = [await aTrace('one of two', { input_ref: bodyRef(body) }), await aTrace('other of two', { output: `see ${bodyRef(body)}` })];

    await ended((await ask('DELETE', `traces/${one}?confirm=${one}`)).job!);
    const kept = await status(`bodies/${body}`);
    await ended((await ask('DELETE', `traces/${other}?confirm=${other}`)).job!);

    expect([kept, await status(`bodies/${body}`)]).toEqual([200, 404]);
  });

  it("takes every trace of a user, and dead letters that hold nothing else", async () => {
    const trace_id = await aTrace('of ada', { user_id: 'ada' });
    const other = await aTrace('of bob', { user_id: 'bob' });
    await served.putLetter();

    const { deleted, job } = await ask('DELETE', 'users/ada?confirm=ada');
    await ended(job!);

    expect(deleted.traces).toBe(1);
    expect([await status(`traces/${trace_id}`), await status(`traces/${other}`)]).toEqual([404, 200]);
  });

  it('empties a project, and what comes afterwards is stored', async () => {
    await aTrace('before');

    const { job } = await ask('DELETE', 'data?confirm=default');
    await ended(job!);
    const after = await aTrace('after', { ingested_at: (Date.now() + 60_000) * 1000 });

    const { traces } = await ask('GET', 'traces') as unknown as { traces: { trace_id: string }[] };
    expect(traces.map((it) => it.trace_id)).toEqual([after]);
    expect((await ask('GET', 'dead-letters') as unknown as { total: number }).total).toBe(0);
  });
});

async function aTrace(word: string, changes: Partial<ObservationRow> = {}): Promise<string> {
  const trace_id = traceId(word);
  await served.write([aRow({ project_id: served.project.id, trace_id, observation_id: spanId(`${word} root`), ...changes }), aRow({ project_id: served.project.id, trace_id, observation_id: spanId(`${word} step`), parent_observation_id: spanId(`${word} root`), ...('ingested_at' in changes ? changes : {}) })]);
  return trace_id;
}

async function ask(method: string, path: string): Promise<Deleted> {
  return await (await fetch(`${served.url}/api/v1/projects/default/${path}`, { method })).json() as Deleted;
}

async function status(path: string): Promise<number> {
  return (await fetch(`${served.url}/api/v1/projects/default/${path}`)).status;
}

async function ended({ job_id }: Job): Promise<Job> {
  for (;;) {
    const { job } = await ask('GET', `jobs/${job_id}`) as unknown as { job: Job };
    if (job.state !== 'running') return job;
    await sleep(20);
  }
}
