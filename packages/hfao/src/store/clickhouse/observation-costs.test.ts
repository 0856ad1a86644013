import { pino } from 'pino';
import { expect, inject, it, vi } from 'vitest';
import { sharedClickhouse } from '../../../test/shared-clickhouse.js';
import { anObservation, NEW_YEAR } from '../conformance/an-observation.js';
import { openClickhouseStore } from './open.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 });

it('adds up the cost of a day once, whatever is sent again, changes or moves to another day', async () => {
  const server = await sharedClickhouse(inject('clickhouseHome'));
  const store = await openClickhouseStore({ url: server.url('costs'), writer: 'one', patienceMs: 0, log: pino({ level: 'silent' }) });
  const call = (cost: number | null, start = NEW_YEAR) => anObservation({ type: 'GENERATION', model: 'm', total_cost_usd: cost, usage_counted: true, start_time: start });
  const [kept, dearer, moved, free] = [call(1), call(2), call(4), call(8)];
  await store.write({ rows: [kept, dearer, moved, free, anObservation()], scores: [] });

  await store.write({ rows: [kept, { ...dearer, total_cost_usd: 16 }, { ...moved, start_time: NEW_YEAR + 40 * 86_400_000_000 }, { ...free, total_cost_usd: null, usage_counted: false }], scores: [] });

  expect(await server.run('SELECT toDate(start_time) AS day, model, sum(total_cost_usd) FROM observation_costs FINAL WHERE usage_counted GROUP BY day, model ORDER BY day', 'costs'))
    .toBe('2026-01-01\tm\t17\n2026-02-10\tm\t4\n');
  await store.close();
});
