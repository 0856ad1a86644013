import type { MetricPointRow } from '../../model/metric-point.js';
import { readMetrics } from '../decode/read-metrics.js';
import type { Resource } from '../decode/span.js';
import { ContentIds } from '../normalize/content-ids.js';
import { metricPointRow } from '../normalize/metric-point.js';
import type { Pipelines, Tally } from './pipelines.js';
import { projectOf } from './project-of.js';
import type { ReadRequest } from './read-request.js';
import type { WriteRequest } from './write-request.js';

/** Bytes to data points. */
export function readMetricRequest(request: WriteRequest, pipelines: Pipelines): ReadRequest {
  const tally: Tally = { redactions: {}, offloaded: 0 };
  const metricPoints: MetricPointRow[] = [];
  const context = { projectId: request.projectId, receivedAt: request.receivedAt, ids: new ContentIds() };
  let { recordStages } = pipelines.of(request.projectId);
  let last: Resource | undefined;
  readMetrics(new Uint8Array(request.body), request.encoding, (point, resource, scope) => {
    if (resource !== last) {
      last = resource;
      context.projectId = projectOf(resource, request);
      ({ recordStages } = pipelines.of(context.projectId));
    }
    const row = metricPointRow(point, resource, scope, context);
    for (const stage of recordStages.metricPoints) stage(row, tally);
    metricPoints.push(row);
  });
  return { request, rows: [], scores: [], metricPoints, tally };
}
