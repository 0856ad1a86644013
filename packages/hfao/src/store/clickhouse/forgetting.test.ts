import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import { bodyRef } from '../../model/body-ref.js';
import type { ForgetSubject } from '../../model/forgetting.js';
import type { ClickhouseServer } from '../../../test/clickhouse-server.js';
import { sharedClickhouse } from '../../../test/shared-clickhouse.js';
import { aLog } from '../conformance/a-log.js';
import { anObservation, aScore, NEW_YEAR, spanId, traceId } from '../conformance/an-observation.js';
import type { TelemetryStore } from '../store.js';
import { openClickhouseStore } from './open.js';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 300_000 });

/** Between store and server: from some statement on that changes something, nothing comes through. */
class Line {
  #left = Infinity;
  changes = 0;
  readonly server: Server;

  constructor(port: () => number) {
    this.server = createServer((from, to) => {
      const chunks: Buffer[] = [];
      from.on('data', (it: Buffer) => chunks.push(it)).on('end', () => {
        const body = Buffer.concat(chunks);
        const isChange = /^\s*(INSERT|DELETE|ALTER)\b/.test(new URL(from.url!, 'http://localhost').searchParams.get('query') ?? '') || /(^|\r\n\r\n)\s*(INSERT|DELETE|ALTER)\b/.test(body.subarray(0, 4096).toString());
        if (isChange) this.changes++;
        if (isChange && this.#left-- <= 0) this.#left = -1;
        if (this.#left < 0) {
          from.socket.destroy();
          return;
        }
        const onward = request({ port: port(), method: from.method, path: from.url, headers: from.headers }, (answer) => { answer.pipe(to.writeHead(answer.statusCode!, answer.headers)); });
        onward.on('error', () => from.socket.destroy());
        onward.end(body);
      });
    });
  }

  /** @param changes so many still come through */
  cutAfter(changes: number): void {
    this.#left = changes;
    this.changes = 0;
  }
}

let clickhouse: ClickhouseServer;
let line: Line;
beforeAll(async () => {
  clickhouse = await sharedClickhouse(inject('clickhouseHome'));
  line = new Line(() => clickhouse.port);
  await new Promise<void>((resolve) => { line.server.listen(0, '127.0.0.1', resolve); });
});
afterAll(() => { line.server.close(); });

const open = (database: string) => openClickhouseStore({
  url: `http://127.0.0.1:${(line.server.address() as AddressInfo).port}/${database}`, writer: 'the writer', patienceMs: 0, log: pino({ level: 'silent' }),
});

const AT = NEW_YEAR + 10;
const BODY = 'a'.repeat(40);
const ADA: ForgetSubject = { kind: 'user', user_id: 'ada' };
const span = (trace: string, name: string, changes = {}) => anObservation({ trace_id: traceId(trace), observation_id: spanId(`${trace} ${name}`), name, ingested_at: AT, usage_counted: true, input_tokens: 1, ...changes });

async function fill(store: TelemetryStore, project_id = 'project-1'): Promise<void> {
  const of = { project_id };
  await store.write({
    rows: [span('hers', 'old', { ...of, user_id: 'ada', input_ref: bodyRef(BODY) }), span('hers', 'late', { ...of, ingested_at: AT + 1 }), span('all hers', 'old', { ...of, user_id: 'ada' }), span('his', 'old', { ...of, user_id: 'bob' })],
    scores: [aScore({ ...of, trace_id: traceId('all hers'), score_id: 'hers' }), aScore({ ...of, trace_id: traceId('his'), score_id: 'his' })],
    logs: [aLog({ ...of, trace_id: traceId('all hers'), ingested_at: AT }), aLog({ ...of, ingested_at: AT })],
  });
}

async function seen(store: TelemetryStore, projectId = 'project-1') {
  const { traces } = await store.listTraces(projectId, { limit: 10 });
  const { observations, scores, logs } = await store.countStored(projectId);
  return { traces: traces.map((it) => `${it.trace_id} ${it.observation_count} ${it.input_tokens}`).sort(), observations, scores, logs };
}
const GONE = { traces: ['hers', 'his'].map((it) => `${traceId(it)} 1 1`).sort(), observations: 2, scores: 1, logs: 1 };

/** Not noted, noted, new totals beside the old, all but the last note: what a cut elsewhere leaves is between these. */
const CUTS = [0, 1, 4, 7];

it('finishes at the next start what a crash parted, wherever it came', async () => {
  let store = await open('forgotten');
  await fill(store, 'whole');
  line.cutAfter(Infinity);
  await store.forget('whole', ADA, AT);
  expect([await seen(store, 'whole'), line.changes]).toEqual([GONE, 8]);

  for (const cut of CUTS) {
    const project = `cut after ${cut}`;
    await fill(store, project);
    const before = await seen(store, project);
    line.cutAfter(cut);
    await expect(store.forget(project, ADA, AT)).rejects.toMatchObject({ code: 'unavailable' });
    line.cutAfter(Infinity);

    const next = await open('forgotten');

    expect(await seen(next, project)).toEqual(cut === 0 ? before : GONE);
    await store.close();
    store = next;
  }
  await store.close();
});

it('goes on by itself with what could not be hidden, and takes it out of the files', async () => {
  const store = await open('forgotten_later');
  await fill(store);
  line.cutAfter(2);
  await expect(store.forget('project-1', ADA, AT)).rejects.toMatchObject({ code: 'unavailable' });
  line.cutAfter(Infinity);

  while ((await store.tidy()).more);

  expect(await seen(store)).toEqual(GONE);
  expect(await store.pendingDeletions()).toMatchObject([{ files: 3, files_left: 0, elsewhere_left: true }]);
  expect(await clickhouse.run("SELECT sum(rows) FROM system.parts WHERE active AND database = 'forgotten_later' AND table IN ('observations', 'observation_costs', 'trace_deltas', 'logs', 'scores')")).toBe('8\n');
  const unfinished = await store.unfinishedDeletion();
  expect(unfinished?.bodies).toEqual([BODY]);
  await store.finishDeletion(unfinished!.deletion_id);
  expect(await store.pendingDeletions()).toEqual([]);
  await store.close();
});

it('brings no older version to light where the last one goes, and no cost stays', async () => {
  const store = await open('forgotten_versions');
  const first = span('one', 'replaced', { ingested_at: AT + 5, event_version: 1, input: 'first' });
  await store.write({ rows: [first], scores: [] });
  await store.write({ rows: [{ ...first, ingested_at: AT, event_version: 2, input: 'last', start_time: NEW_YEAR + 86_400_000_000 * 40 }], scores: [] });

  await store.forget('project-1', { kind: 'trace', trace_id: traceId('one') }, AT);

  expect(await seen(store)).toEqual({ traces: [], observations: 0, scores: 0, logs: 0 });
  expect(await clickhouse.run('SELECT count() FROM observations UNION ALL SELECT count() FROM observation_costs UNION ALL SELECT count() FROM trace_deltas', 'forgotten_versions')).toBe('0\n0\n0\n');
  await store.close();
});
