import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeLog } from '../runtime/log.js';
import { anObservation } from '../store/conformance/an-observation.js';
import type { ControlStore } from '../store/control/control-store.js';
import { openControlStore } from '../store/control/open.js';
import { openDuckdbStore } from '../store/duckdb/open.js';
import type { TelemetryStore } from '../store/store.js';
import { checkFilter, completeFilterAt } from './filters.js';
import type { Operation, OperationContext } from './operation.js';
import { perform } from './perform.js';
import { filterOf } from './where.js';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const directory = mkdtempSync(join(tmpdir(), 'hfao-filters-'));
let control: ControlStore;
let store: TelemetryStore;
beforeAll(async () => {
  control = await openControlStore({ place: { kind: 'sqlite', path: join(directory, 'control.sqlite') }, defaultProject: 'default' });
  store = await openDuckdbStore({ directory: join(directory, 'store'), memoryLimitMb: 256, threads: 1, log: makeLog('silent') });
  const project_id = (await control.project('default'))!.id;
  await store.write({ rows: ['gpt-4o', 'gpt-4o', "o'model", 'claude'].map((model) => anObservation({ project_id, model })), scores: [] });
});
afterAll(async () => {
  await store.close();
  await control.close();
  rmSync(directory, { recursive: true, force: true });
});

const ask = (operation: Operation, input: object) => perform(operation, { project: 'default', ...input }, { control, store, now: () => NOW } as OperationContext);

describe('check_filter', () => {
  it('answers the canonical form', async () => {
    expect(await ask(checkFilter, { where: 'STATUS = error and start > now() - 1h' })).toEqual({ canonical: "status = 'error' AND start_time > '2026-11-23T11:00:00.000000Z'", error: null });
  });

  it('answers what is wrong, and where', async () => {
    expect(await ask(checkFilter, { where: 'kindd = tool', subject: 'observation' })).toEqual({
      canonical: null,
      error: { message: expect.stringContaining('\n  kindd = tool\n  ^^^^^'), problem: 'An observation has no field "kindd".', at: 0, length: 5, suggestions: ['kind'] },
    });
  });
});

describe('complete_filter', () => {
  it('offers the values that occur, most frequent first, ready to insert', async () => {
    const { from, to, items } = await ask(completeFilterAt, { text: 'model = o and has_errors', cursor: 9 });

    expect([from, to]).toEqual([8, 9]);
    expect(items).toEqual([
      { label: 'gpt-4o', insert: "'gpt-4o'", kind: 'value', detail: '2 traces' },
      { label: "o'model", insert: "'o''model'", kind: 'value', detail: '1 trace' },
    ]);
  });

  it('offers fields where nothing is written', async () => {
    const { items } = await ask(completeFilterAt, {});

    expect(items).toContainEqual({ label: 'status', insert: 'status', kind: 'field', detail: "the root's status" });
  });
});

describe('a where', () => {
  it('that is empty lets everything pass', () => {
    expect(filterOf(undefined, 'trace', NOW)).toBeUndefined();
    expect(filterOf(' ', 'trace', NOW)).toBeUndefined();
  });

  it('that cannot be read is a failure of its field', () => {
    expect(() => filterOf("statuss = 'x'", 'trace', NOW)).toThrow(expect.objectContaining({ code: 'invalid_input', field: 'where', message: expect.stringContaining('Column 1') }));
  });
});
