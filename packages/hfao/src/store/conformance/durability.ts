import { expect, it } from 'vitest';
import { anObservation, aScore, traceId } from './an-observation.js';
import type { Subject } from './telemetry-store.js';

const ALL = { payloads: true, limit: 100 };

export function durability(subject: Subject): void {
  it.each(['reopen', 'afterCrash'] as const)('keeps observations, summaries, scores and the position: %s', async (comeBack) => {
    const opened = await subject.open();
    const row = anObservation({ input: 'question', attributes: ['k', 'v'], status: 'error', status_message: 'boom' });
    const score = aScore({ trace_id: row.trace_id });
    await opened.store.write({ rows: [row], scores: [score], position: 41 });
    const before = await opened.store.traceSummary('project-1', row.trace_id);

    const store = await opened[comeBack]();

    expect(await store.observationsOfTrace('project-1', row.trace_id, ALL)).toEqual([row]);
    expect(await store.traceSummary('project-1', row.trace_id)).toEqual(before);
    expect(await store.scoresOfTrace('project-1', row.trace_id)).toEqual([score]);
    expect(await store.position()).toBe(41);
    await store.close();
  });

  it('keeps every batch that was acknowledged before a crash, one row each', async () => {
    const opened = await subject.open();
    const rows = Array.from({ length: 60 }, () => anObservation({ trace_id: traceId('many batches') }));
    for (const [index, row] of rows.entries()) await opened.store.write({ rows: [row], scores: [], position: index + 1 });

    const store = await opened.afterCrash();

    expect(await store.observationsOfTrace('project-1', traceId('many batches'), ALL)).toEqual(rows);
    expect(await store.position()).toBe(60);
    await store.close();
  });

  it('starts at position 0 and keeps the highest position ever written', async () => {
    const { store } = await subject.open();

    const positions = [await store.position()];
    for (const position of [7, 5, undefined, 9]) {
      await store.write({ rows: [anObservation()], scores: [], position });
      positions.push(await store.position());
    }

    expect(positions).toEqual([0, 7, 7, 7, 9]);
    await store.close();
  });

  it('takes a position without rows, and nothing at all', async () => {
    const opened = await subject.open();

    await opened.store.write({ rows: [], scores: [], position: 3 });
    await opened.store.write({ rows: [], scores: [] });

    const store = await opened.reopen();
    expect(await store.position()).toBe(3);
    expect(await store.listTraces('project-1', { limit: 10 })).toEqual({ traces: [] });
    await store.close();
  });

  it('takes concurrent writes in the order of the calls', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const row = anObservation({ project_id });

    await Promise.all(Array.from({ length: 20 }, (_, i) => store.write({ rows: [{ ...row, name: `version ${i}` }, anObservation({ project_id })], scores: [] })));

    expect((await store.observation(project_id, row.trace_id, row.observation_id))?.name).toBe('version 19');
    expect((await store.listTraces(project_id, { limit: 100 })).traces).toHaveLength(21);
  });

  it('finishes what is in hand when it closes, and is closed then', async () => {
    const opened = await subject.open();
    const row = anObservation();
    const writing = opened.store.write({ rows: [row], scores: [] });

    const store = await opened.reopen();

    await writing;
    expect(await store.observation('project-1', row.trace_id, row.observation_id)).toEqual(row);
    await expect(opened.store.write({ rows: [row], scores: [] })).rejects.toMatchObject({ code: 'unavailable' });
    await expect(opened.store.listTraces('project-1', { limit: 1 })).rejects.toMatchObject({ code: 'unavailable' });
    await store.close();
  });

  it('says how much it holds', async () => {
    const { store } = await subject.open();
    await store.write({ rows: [anObservation(), anObservation()], scores: [aScore()] });

    const { tables, bytes, segments } = await store.size();

    expect(tables).toEqual(expect.arrayContaining([{ name: 'observations', rows: 2 }, { name: 'scores', rows: 1 }]));
    expect(bytes).toBeGreaterThan(0);
    expect(segments).toBeGreaterThan(0);
    await store.close();
  });
}
