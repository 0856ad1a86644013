import type { Metric, MetricPoint } from './metric-point.js';

export function newMetric(): Metric {
  return { name: '', description: '', unit: '', type: 'gauge', temporality: 0, isMonotonic: false, metadata: {} };
}

export function newMetricPoint(metric: Metric): MetricPoint {
  return {
    metric, startTime: 0, time: 0, rawTimes: null, attributes: {}, flags: 0, value: null, isInteger: false,
    count: null, sum: null, min: null, max: null, buckets: null, quantiles: [], exemplars: [],
  };
}
