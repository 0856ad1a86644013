import type { LogRow } from '../../model/log-entry.js';
import type { MetricPointRow } from '../../model/metric-point.js';
import { NEW_YEAR } from './an-observation.js';

let made = 0;

/** A log record that says little. */
export function aLog(overrides: Partial<LogRow> = {}): LogRow {
  const number = ++made;
  return {
    project_id: 'project-1', log_id: `log-${String(number).padStart(6, '0')}`, time: NEW_YEAR + number * 1000, observed_time: null, trace_id: null, observation_id: null,
    severity_number: 9, severity_text: 'INFO', event_name: null, body: 'said', service_name: null, scope_name: null, scope_version: null, session_id: null, attributes: null, ingested_at: NEW_YEAR,
    ...overrides,
  };
}

/** A data point of a counter with delta temporality. */
export function aPoint(overrides: Partial<MetricPointRow> = {}): MetricPointRow {
  const number = ++made;
  return {
    project_id: 'project-1', point_id: `point-${number}`, series_id: 'series', time: NEW_YEAR, start_time: null, name: 'calls', description: null, unit: '1', type: 'sum', temporality: 'delta', is_monotonic: true,
    value: 1, count: null, sum: null, min: null, max: null, buckets: null, exemplars: null, service_name: null, scope_name: null, attributes: null,
    measure: null, token_type: null, model: null, provider: null, session_id: null, user_id: null, ingested_at: NEW_YEAR,
    ...overrides,
  };
}
