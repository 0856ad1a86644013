import { mergeObservations } from '../../model/merge-observation.js';
import type { LogRow } from '../../model/log-entry.js';
import type { ObservationRow } from '../../model/observation.js';
import type { Score } from '../../model/score.js';
import type { Log } from '../../runtime/log.js';
import type { LogRecord } from '../decode/log-record.js';
import { readLogs } from '../decode/read-logs.js';
import type { InstrumentationScope, Resource } from '../decode/span.js';
import { agentOf } from '../normalize/agent-logs.js';
import { agentObservations } from '../normalize/agent-run.js';
import { ContentIds } from '../normalize/content-ids.js';
import { logEntry } from '../normalize/log-entry.js';
import { isAboutObservation, normalizeLogRecords } from '../normalize/log-record.js';
import type { NormalizeContext } from '../normalize/normalize.js';
import type { Pipelines, Tally } from './pipelines.js';
import { projectOf } from './project-of.js';
import type { ReadRequest } from './read-request.js';
import type { WriteRequest } from './write-request.js';

/** Bytes to log records, every one of them, and beside these the observations that they say something of. */
export function readLogRequest(request: WriteRequest, pipelines: Pipelines, log: Log): ReadRequest {
  const tally: Tally = { redactions: {}, offloaded: 0 };
  const logs: LogRow[] = [];
  const scores: Score[] = [];
  const told = new ToldObservations(log);
  const context: NormalizeContext & { ids: ContentIds } = { projectId: request.projectId, receivedAt: request.receivedAt, scores, ids: new ContentIds() };
  let pipeline = pipelines.of(request.projectId);
  let resource: Resource | undefined;
  let scope: InstrumentationScope | undefined;
  readLogs(new Uint8Array(request.body), request.encoding, (record, ofResource, ofScope) => {
    if (ofResource !== resource || ofScope !== scope) {
      told.finish(resource, scope, context);
      [resource, scope] = [ofResource, ofScope];
      context.projectId = projectOf(resource, request);
      pipeline = pipelines.of(context.projectId);
      context.mapping = pipeline.mapping;
    }
    const entry = logEntry(record, ofResource, ofScope, context);
    told.take(record, entry.log_id, ofResource, ofScope, context);
    for (const stage of pipeline.recordStages.logs) stage(entry, tally);
    logs.push(entry);
  });
  told.finish(resource, scope, context);
  const rows = told.rows();
  for (const row of rows) for (const stage of pipelines.of(row.project_id).stages) stage(row, tally);
  for (const score of scores) for (const stage of pipelines.of(score.project_id).recordStages.scores) stage(score, tally);
  return { request, rows, scores, logs, tally };
}

/** The observations that the log records of a request tell of, each once. */
class ToldObservations {
  readonly #rows = new Map<string, ObservationRow>();
  /** Records of the resource and scope in hand, by span: they are read together. */
  #bySpan = new Map<string, LogRecord[]>();

  constructor(readonly log: Log) {}

  take(record: LogRecord, logId: string, resource: Resource, scope: InstrumentationScope, context: NormalizeContext): void {
    const agent = agentOf(scope.name, record);
    if (agent !== undefined) {
      this.#tell(record, () => agentObservations(agent, record, logId, resource, scope, context));
    } else if (isAboutObservation(record)) {
      const span = `${record.traceId} ${record.spanId}`;
      const others = this.#bySpan.get(span);
      if (others === undefined) this.#bySpan.set(span, [record]);
      else others.push(record);
    }
  }

  /** Reads what was taken, at the end of a resource's scope. */
  finish(resource: Resource | undefined, scope: InstrumentationScope | undefined, context: NormalizeContext): void {
    for (const records of this.#bySpan.values()) this.#tell(records[0], () => [normalizeLogRecords(records, resource!, scope!, context)]);
    this.#bySpan = new Map();
  }

  rows(): ObservationRow[] {
    return [...this.#rows.values()];
  }

  /** The record itself is stored whatever becomes of this. */
  #tell(record: LogRecord, read: () => ObservationRow[]): void {
    try {
      for (const row of read()) {
        const key = `${row.project_id} ${row.trace_id} ${row.observation_id}`;
        const known = this.#rows.get(key);
        this.#rows.set(key, known === undefined ? row : mergeObservations(known, row));
      }
    } catch (error) {
      this.log.error({ error, traceId: record.traceId, spanId: record.spanId, event: record.eventName }, 'normalisation failed on a log record; it is stored as a log record only');
    }
  }
}
