import { describe, expect, it } from 'vitest';
import { decodeMap } from '../../model/attribute-value.js';
import type { Metric, MetricPoint } from '../decode/metric-point.js';
import { newMetricPoint } from '../decode/new-metric-point.js';
import { ContentIds } from './content-ids.js';
import { metricPointRow } from './metric-point.js';

const TIME = 1_790_000_000_000_000;
const SCOPE = { name: 'meter', version: '', attributes: {}, schemaUrl: '' };
const RESOURCE = { attributes: { 'service.name': 'api', 'user.id': 'u' }, schemaUrl: '' };

describe('a data point', () => {
  it('is stored with its attributes, and what it is understood to measure', () => {
    const row = stored(point({ name: 'claude_code.token.usage', unit: 'tokens' }, { value: 7, attributes: { type: 'cacheRead', model: 'claude-sonnet-4-5', 'session.id': 's' } }));

    expect(row).toMatchObject({
      name: 'claude_code.token.usage', type: 'sum', temporality: 'delta', is_monotonic: true, value: 7, measure: 'tokens', token_type: 'cache_read', model: 'claude-sonnet-4-5', provider: 'anthropic',
      session_id: 's', user_id: 'u', service_name: 'api', time: TIME, start_time: TIME - 5,
    });
    expect(decodeMap(row.attributes!)).toEqual({ type: 'cacheRead', model: 'claude-sonnet-4-5', 'session.id': 's', 'resource.service.name': 'api', 'resource.user.id': 'u' });
  });

  it.each([
    ['gen_ai.client.token.usage', '{token}', { 'gen_ai.token.type': 'completion' }, 'tokens', 'output'],
    ['gen_ai.client.inference.usage.cache_write.input_tokens', '{token}', {}, 'tokens', 'cache_creation'],
    ['gen_ai.client.operation.duration', 's', {}, 'duration_s', null],
    ['gen_ai.client.operation.duration', 'ms', {}, null, null],
    ['claude_code.cost.usage', 'USD', {}, 'cost_usd', null],
    ['http.server.duration', 's', {}, null, null],
  ])('%s in %s %j measures %s (%s)', (name, unit, attributes, measure, token_type) => {
    expect(stored(point({ name, unit }, { attributes }))).toMatchObject({ measure, token_type });
  });

  it('has the id that it had when it is sent again, and another when it says anything else', () => {
    const said = point({ name: 'm' }, { value: 1 });
    const ids = new ContentIds();

    const twice = [stored(said, ids), stored(said, ids)].map((it) => it.point_id);
    const again = new ContentIds();

    expect([stored(said, again), stored(said, again)].map((it) => it.point_id)).toEqual(twice);
    const others = [point({ name: 'm' }, { value: 2 }), point({ name: 'n' }, { value: 1 }), point({ name: 'm' }, { value: 1, time: TIME + 1 }), point({ name: 'm' }, { value: Number.NaN }), point({ name: 'm' }, { value: Infinity })];
    expect(new Set([...twice, ...others.map((it) => stored(it).point_id)]).size).toBe(7);
    expect(stored(said).series_id).toBe(stored(others[0]).series_id);
  });

  it('has the buckets of any histogram by upper bound', () => {
    const explicit = point({ name: 'm', type: 'histogram' }, { value: null, count: 3, sum: 4, buckets: { kind: 'explicit', bounds: [1, 2], counts: [1, 0, 2] } });
    const exponential = point({ name: 'm', type: 'exponential_histogram' }, {
      value: null, count: 6, buckets: { kind: 'exponential', scale: 0, zeroCount: 1, zeroThreshold: 0, positive: { offset: 1, counts: [2, 1] }, negative: { offset: 0, counts: [1, 1] } },
    });

    expect(JSON.parse(stored(explicit).buckets!)).toEqual({ le: [1, 2, null], counts: [1, 0, 2] });
    expect(JSON.parse(stored(exponential).buckets!)).toMatchObject({ le: [-2, -1, 0, 2, 4, 8], counts: [1, 1, 1, 0, 2, 1], scale: 0 });
  });

  it('keeps what no column of numbers holds', () => {
    expect(decodeMap(stored(point({ name: 'm' }, { value: '9007199254740993', flags: 1 })).attributes!)).toMatchObject({ 'otel.value': '9007199254740993', 'otel.no_recorded_value': true });
  });
});

function point(metric: Partial<Metric>, said: Partial<MetricPoint>): MetricPoint {
  const whole: Metric = { name: '', description: '', unit: '', type: 'sum', temporality: 1, isMonotonic: true, metadata: {}, ...metric };
  return { ...newMetricPoint(whole), time: TIME, startTime: TIME - 5, ...said };
}

function stored(said: MetricPoint, ids = new ContentIds()) {
  return metricPointRow(said, RESOURCE, SCOPE, { projectId: 'p', receivedAt: TIME + 9, ids });
}
