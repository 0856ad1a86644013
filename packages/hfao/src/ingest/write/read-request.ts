import type { Log } from '../../runtime/log.js';
import type { Items } from './items.js';
import type { Pipelines, Tally } from './pipelines.js';
import { readLogRequest } from './read-log-request.js';
import { readMetricRequest } from './read-metric-request.js';
import { readTraceRequest } from './read-trace-request.js';
import type { WriteRequest } from './write-request.js';

/** A request as the rows it becomes. */
export type ReadRequest = { request: WriteRequest; tally: Tally } & Pick<Items, 'rows' | 'scores'> & Partial<Items>;

/**
 * Bytes to what is stored, whatever the signal.
 * @throws Failure `undecodable`, which the check before the acknowledgement should have seen
 */
export function readRequest(request: WriteRequest, pipelines: Pipelines, log: Log): ReadRequest {
  switch (request.signal) {
    case 'traces': return readTraceRequest(request, pipelines, log);
    case 'logs': return readLogRequest(request, pipelines, log);
    case 'metrics': return readMetricRequest(request, pipelines);
  }
}
