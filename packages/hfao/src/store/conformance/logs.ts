import { expect, it } from 'vitest';
import { aLog } from './a-log.js';
import { anObservation, NEW_YEAR, traceId } from './an-observation.js';
import { aTrace } from './resent-spans.js';
import type { Subject } from './telemetry-store.js';

/** More rows than a segment of a store under test holds. */
const ROLLING = 300;

export function logs(subject: Subject): void {
  it('gives log records as they were written, newest first, page by page, over many batches', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const written = Array.from({ length: 700 }, (_, i) => aLog({ project_id, time: NEW_YEAR + (i * 7919) % 600, body: `{"n":${i}}`, attributes: ['n', String(i), 'resource.host', 'h'] }));
    for (let i = 0; i < written.length; i += 100) await store.write({ rows: [], scores: [], logs: written.slice(i, i + 100) });

    const read = [];
    for (let after, more = true; more;) {
      const page = await store.listLogs(project_id, { limit: 90, after });
      read.push(...page.logs);
      after = page.next;
      more = after !== undefined;
    }

    expect(read).toEqual(written.toSorted((a, b) => b.time - a.time || (a.log_id < b.log_id ? -1 : 1)));
  });

  it('shows a record once that is written again: in the batch, in a later one, many segments later', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const logs = Array.from({ length: 5 }, () => aLog({ project_id }));
    await store.write({ rows: [], scores: [], logs: [...logs, ...logs] });
    await store.write({ rows: aTrace(project_id, 'between', ROLLING), scores: [] });

    for (let i = 0; i < 3; i++) await store.write({ rows: [], scores: [], logs });

    expect((await store.listLogs(project_id, { limit: 100 })).logs).toHaveLength(5);
    const first = await store.listLogs(project_id, { limit: 3 });
    const second = await store.listLogs(project_id, { limit: 3, after: first.next });
    expect([...first.logs, ...second.logs].map((it) => it.log_id)).toEqual(logs.map((it) => it.log_id).toReversed());
    expect(second.next).toBeUndefined();
  });

  it('narrows by time, trace, span, session, service, event, severity and words', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const wanted = aLog({
      project_id, time: NEW_YEAR + 5000, trace_id: traceId('logged'), observation_id: '00000000000000aa', session_id: 's', service_name: 'api', event_name: 'gen_ai.choice', severity_number: 17,
      body: '{"text":"Žluťoučký kůň"}', attributes: ['error.type', 'TimeoutError'],
    });
    await store.write({ rows: [], scores: [], logs: [aLog({ project_id, time: NEW_YEAR + 4999 }), wanted, aLog({ project_id, time: NEW_YEAR + 5001 }), aLog({ ...wanted, project_id: subject.project() })] });

    for (const filter of [
      { from: NEW_YEAR + 5000, to: NEW_YEAR + 5001 }, { trace_id: wanted.trace_id! }, { observation_id: '00000000000000aa' }, { session_id: 's' }, { service_name: 'api' },
      { event_name: 'gen_ai.choice' }, { severity_min: 13 }, { text: 'žluťoučký timeouterror' }, { text: 'CHOICE' },
    ]) expect([filter, (await store.listLogs(project_id, { ...filter, limit: 10 })).logs]).toEqual([filter, [wanted]]);
    expect(await store.listLogs(project_id, { text: "nothing ' has this", limit: 10 })).toEqual({ logs: [] });
  });

  it.each(['reopen', 'afterCrash'] as const)('keeps log records with the position of their batch: %s', async (comeBack) => {
    const opened = await subject.open();
    const log = aLog();
    await opened.store.write({ rows: [anObservation()], scores: [], logs: [log], position: 7 });

    const store = await opened[comeBack]();

    expect(await store.listLogs('project-1', { limit: 10 })).toEqual({ logs: [log] });
    expect(await store.position()).toBe(7);
    await store.close();
  });
}
