import type { ObservationRow } from '../../model/observation.js';
import type { Score } from '../../model/score.js';
import type { Log } from '../../runtime/log.js';
import { readTraces } from '../decode/read-traces.js';
import type { InstrumentationScope, Resource, Span } from '../decode/span.js';
import { normalize, type NormalizeContext } from '../normalize/normalize.js';
import type { Pipelines, Tally } from './pipelines.js';
import { plainRow } from './plain-row.js';
import { projectOf } from './project-of.js';
import type { ReadRequest } from './read-request.js';
import type { WriteRequest } from './write-request.js';

/** Bytes to rows. A span that normalisation fails on (a bug) is kept as a plain row and logged. */
export function readTraceRequest(request: WriteRequest, pipelines: Pipelines, log: Log): ReadRequest {
  const tally: Tally = { redactions: {}, offloaded: 0 };
  let { stages, mapping } = pipelines.of(request.projectId);
  const rows: ObservationRow[] = [];
  const scores: Score[] = [];
  const context: NormalizeContext = { projectId: request.projectId, receivedAt: request.receivedAt, scores, mapping };
  let last: Resource | undefined;
  readTraces(new Uint8Array(request.body), request.encoding, (span, resource, scope) => {
    if (resource !== last) {
      last = resource;
      context.projectId = projectOf(resource, request);
      ({ stages, mapping } = pipelines.of(context.projectId));
      context.mapping = mapping;
    }
    const row = rowOf(span, resource, scope, context, log);
    for (const stage of stages) stage(row, tally);
    rows.push(row);
  });
  for (const score of scores) for (const stage of pipelines.of(score.project_id).recordStages.scores) stage(score, tally);
  return { request, rows, scores, tally };
}

function rowOf(span: Span, resource: Resource, scope: InstrumentationScope, context: NormalizeContext, log: Log): ObservationRow {
  try {
    return normalize(span, resource, scope, context);
  } catch (error) {
    log.error({ error, traceId: span.traceId, spanId: span.spanId, scope: scope.name }, 'normalisation failed on a span; it is stored with its raw attributes');
    return plainRow(span, resource, scope, context);
  }
}
