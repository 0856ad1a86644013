import { refuseOversized, type Encoding } from './encoding.js';
import { eachJsonPoint } from './json-metrics.js';
import type { MetricVisitor } from './metric-point.js';
import { newMetricPoint } from './new-metric-point.js';
import { eachProtobufItem } from './protobuf-export.js';
import { eachProtobufPoint } from './protobuf-metric.js';
import { readPoint } from './protobuf-point.js';

/**
 * Reads an OTLP ExportMetricsServiceRequest, inflated, and visits its data points in the order of the body.
 * A data point that `checkMetrics` counts as rejected is passed over in silence; an empty body has no data points.
 * @throws Failure `undecodable`, possibly after some visits, exactly when `checkMetrics` does; it names the byte or the JSON path
 */
export function readMetrics(body: Uint8Array, encoding: Encoding, visit: MetricVisitor): void {
  refuseOversized(body);
  if (encoding === 'json') eachJsonPoint(body, visit, () => {});
  else readProtobuf(body, visit);
}

function readProtobuf(body: Uint8Array, visit: MetricVisitor): void {
  eachProtobufItem(body, 'metrics', (cursor, end, resource, scope) => {
    eachProtobufPoint(cursor, end, (pointEnd, metric) => {
      const point = newMetricPoint(metric);
      if (readPoint(cursor, pointEnd, point) === undefined) visit(point, resource, scope);
    });
  });
}
