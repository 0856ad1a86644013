import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import type { ClickhouseServer } from '../../../test/clickhouse-server.js';
import { sharedClickhouse } from '../../../test/shared-clickhouse.js';
import { anObservation, aScore, NEW_YEAR, spanId, traceId } from '../conformance/an-observation.js';
import type { Batch, TelemetryStore } from '../store.js';
import { openClickhouseStore } from './open.js';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 300_000 });

/** Between store and server: breaks off one insert, before the server has heard of it or after it has stored it. */
class Line {
  #cut: { insert: number; after: boolean } | undefined;
  #inserts = 0;
  readonly server: Server;

  constructor(port: () => number) {
    this.server = createServer((from, to) => {
      const isInsert = new URL(from.url!, 'http://localhost').searchParams.get('query')?.startsWith('INSERT INTO');
      const cut = isInsert === true && ++this.#inserts === this.#cut?.insert ? this.#cut : undefined;
      if (cut?.after === false) {
        from.destroy();
        return;
      }
      const onward = request({ port: port(), method: from.method, path: from.url, headers: from.headers }, (answer) => {
        if (cut !== undefined) answer.resume().once('end', () => from.socket.destroy());
        else answer.pipe(to.writeHead(answer.statusCode!, answer.headers));
      });
      onward.on('error', () => from.destroy());
      from.pipe(onward);
    });
  }

  cut(insert: number, after: boolean): void {
    this.#inserts = 0;
    this.#cut = { insert, after };
  }

  get wasCut(): boolean { return this.#cut !== undefined && this.#inserts >= this.#cut.insert; }
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

const usage = { usage_counted: true, input_tokens: 10 } as const;
const span = (name: string, overrides = {}) => anObservation({ ...usage, trace_id: traceId('one'), observation_id: spanId(name), parent_observation_id: name === 'root' ? null : spanId('root'), start_time: NEW_YEAR + 5, name, ...overrides });
const FIRST: Batch = { rows: [span('root', { start_time: NEW_YEAR }), span('a')], scores: [], position: 1 };
/** Something new in a known trace, something replaced that moves to another day, a new trace, and all else. */
const SECOND: Batch = {
  rows: [span('b'), span('a', { name: 'renewed', start_time: NEW_YEAR + 86_400_000_000 * 40, input_tokens: 7, event_version: NEW_YEAR + 1 }), span('other', { trace_id: traceId('two'), parent_observation_id: null })],
  scores: [aScore({ trace_id: traceId('one'), value: 0.5 })], position: 2,
};

async function seen(store: TelemetryStore) {
  const { traces } = await store.listTraces('project-1', { limit: 10 });
  return {
    traces: traces.map(({ name, observation_count, input_tokens, scores }) => ({ name, observation_count, input_tokens, scores: scores.map((it) => it.value) })),
    rows: (await store.observationsOfTrace('project-1', traceId('one'), { payloads: true, limit: 100 })).map((it) => it.name), position: await store.position(),
  };
}
const WHOLE = {
  traces: [{ name: 'other', observation_count: 1, input_tokens: 10, scores: [] }, { name: 'root', observation_count: 3, input_tokens: 27, scores: [0.5] }],
  rows: ['root', 'b', 'renewed'], position: 2,
};

/** Observations, deltas, scores, position. */
const CUTS = [1, 2, 3, 4].flatMap((insert) => [false, true].map((after) => [insert, after] as const));

describe('a batch that breaks off', () => {
  it.each(CUTS)('at insert %i (stored: %s) is refused as unavailable, and whole when it is written again', async (insert, after) => {
    const store = await open(`interrupted_${insert}_${after ? 'after' : 'before'}`);
    await store.write(FIRST);
    line.cut(insert, after);
    await expect(store.write(SECOND)).rejects.toMatchObject({ code: 'unavailable', retry: true });
    expect(line.wasCut).toBe(true);

    await store.write(SECOND);

    expect(await seen(store)).toEqual(WHOLE);
    await store.close();
  });

  it.each(CUTS)('at insert %i (stored: %s) with its process is whole when its records come again, otherwise divided', async (insert, after) => {
    const database = `crashed_${insert}_${after ? 'after' : 'before'}`;
    const store = await open(database);
    await store.write(FIRST);
    line.cut(insert, after);
    await expect(store.write(SECOND)).rejects.toMatchObject({ code: 'unavailable' });

    const next = await open(database);
    expect(await next.position()).toBe(insert === 4 && after ? 2 : 1);
    await next.write({ rows: SECOND.rows.slice(2), scores: [] });
    await next.write({ rows: SECOND.rows.slice(1, 2), scores: SECOND.scores });
    await next.write({ rows: SECOND.rows.slice(0, 1), scores: [], position: 2 });

    expect(await seen(next)).toEqual(WHOLE);
    await Promise.all([store.close(), next.close()]);
  });
});
