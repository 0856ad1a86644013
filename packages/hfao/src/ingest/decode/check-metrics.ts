import { refuseOversized, type Encoding } from './encoding.js';
import { ExportTally, type ExportCheck } from './export-check.js';
import { eachJsonPoint } from './json-metrics.js';
import { eachProtobufItem } from './protobuf-export.js';
import { eachProtobufPoint } from './protobuf-metric.js';
import { walkPoint } from './protobuf-point-walk.js';
import { shownMetric } from './refusal.js';

/** Accepts and rejects exactly the data points that `readMetrics` reads and passes over. @throws Failure `undecodable` exactly when it does */
export function checkMetrics(body: Uint8Array, encoding: Encoding): ExportCheck {
  refuseOversized(body);
  const tally = new ExportTally();
  if (encoding === 'json') eachJsonPoint(body, (_point, resource) => tally.accept(resource), (reason, resource, point) => tally.reject(reason, resource, point));
  else walkProtobuf(body, tally);
  return tally.result();
}

function walkProtobuf(body: Uint8Array, tally: ExportTally): void {
  eachProtobufItem(body, 'metrics', (cursor, end, resource) => {
    eachProtobufPoint(cursor, end, (pointEnd, metric) => {
      const reason = walkPoint(cursor, pointEnd, metric);
      if (reason === undefined) tally.accept(resource);
      else tally.reject(reason, resource, { shown: () => shownMetric(metric.name) });
    });
  });
}
