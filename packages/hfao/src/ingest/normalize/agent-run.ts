import type { AttributeValue } from '../../model/attribute-value.js';
import { asLogRow } from '../../model/merge-observation.js';
import type { ObservationRow } from '../../model/observation.js';
import type { LogRecord } from '../decode/log-record.js';
import { newSpan } from '../decode/new-span.js';
import type { DecodedEvent, InstrumentationScope, Resource, Span } from '../decode/span.js';
import type { AgentLogs, AgentStep } from './agent-logs.js';
import { digest } from './content-ids.js';
import { normalize, type NormalizeContext } from './normalize.js';

/**
 * The observations that one log record of an agent makes (source `log`). One with the ids of a span is about that span. Without them a trace is made for the run,
 * with ids that follow from what the records say: a root, which every record of the run makes longer, and a step for what had a duration.
 * @param logId the id of the record, for a step that has no key
 * @returns none for a record that names no run
 */
export function agentObservations(agent: AgentLogs, record: LogRecord, logId: string, resource: Resource, scope: InstrumentationScope, context: NormalizeContext): ObservationRow[] {
  const time = record.time > 0 ? record.time : context.receivedAt;
  const step = agent.stepOf(record.eventName, record);
  const event: DecodedEvent = { time, name: record.eventName, attributes: record.attributes };
  const make = (span: Span, type?: ObservationRow['type']) => {
    const row = normalize(span, resource, scope, { ...context, source: 'log' });
    row.dialect = agent.dialect;
    if (type !== undefined) row.type = type;
    return asLogRow(row);
  };
  if (record.traceId !== '' && record.spanId !== '') {
    const at = { traceId: record.traceId, spanId: record.spanId };
    if (step === undefined) return [make({ ...spanOf(at, record.eventName, time, time, {}), events: [event] }, 'EVENT')];
    return [make('run' in step ? spanOf(at, agent.root, time, time, step.run) : stepSpan(at, step, time), 'run' in step ? 'AGENT' : undefined)];
  }
  const run = agent.runOf(record.attributes);
  if (run === undefined) return [];
  const traceId = digest(run);
  const root = { traceId, spanId: digest(`${run}/run`).slice(0, 16) };
  const start = time - (step === undefined || 'run' in step ? 0 : microseconds(step.durationMs));
  const said = { ...contextOf(record.attributes, agent.context), ...(step !== undefined && 'run' in step ? step.run : {}) };
  const whole = { ...spanOf(root, agent.root, start, time, said), events: step === undefined ? [event] : null };
  const rows = [make(whole, 'AGENT')];
  if (step !== undefined && !('run' in step)) {
    const id = digest(`${run}/${step.type}/${step.key ?? logId}`).slice(0, 16);
    rows.push(make({ ...stepSpan({ traceId, spanId: id }, step, time), parentId: root.spanId }));
  }
  return rows;
}

interface Ids { traceId: string; spanId: string }

function stepSpan(ids: Ids, { name, durationMs, error, attributes }: AgentStep, end: number): Span {
  const span = spanOf(ids, name, end - microseconds(durationMs), end, attributes);
  return error === undefined ? span : { ...span, status: 2, statusMessage: error };
}

function spanOf(ids: Ids, name: string, start: number, end: number, attributes: Readonly<Record<string, AttributeValue>>): Span {
  const keys = Object.keys(attributes).filter((it) => it !== 'event.name' && it !== 'event.timestamp');
  return { ...newSpan(), ...ids, name, start, end, durationNs: (end - start) * 1000, keys, values: keys.map((it) => attributes[it]), attributeCount: keys.length };
}

function contextOf(attributes: Readonly<Record<string, AttributeValue>>, names: Readonly<Record<string, string>>): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(names).filter(([key]) => attributes[key] !== undefined).map(([key, name]) => [name, attributes[key]]));
}

const microseconds = (ms: number) => Math.round(ms * 1000);
