import { eachJsonItem, type JsonRefusal } from './json-export.js';
import { countOf, enumOf, isAbsent, shownOf, textOf, type JsonFaults, type JsonObject } from './json-fields.js';
import { JsonId } from './json-id.js';
import { JsonNanos } from './json-nanos.js';
import { anyValue, keyValueRecord } from './json-values.js';
import type { LogRecord, LogVisitor } from './log-record.js';
import { newLogRecord, olderEventName } from './new-log-record.js';
import { logRefusalOf, shownWithIds, type Refusal } from './refusal.js';

const SEVERITIES = ['UNSPECIFIED', ...['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'].flatMap((it) => [it, `${it}2`, `${it}3`, `${it}4`])];

/** Reads an ExportLogsServiceRequest in JSON. @throws Failure `undecodable` that names the byte or the JSON path */
export function eachJsonLog(body: Uint8Array, visit: LogVisitor, refused: JsonRefusal): void {
  eachJsonItem(body, 'logs', (json, faults, resource, scope) => {
    const record = newLogRecord();
    const reason = readJsonLog(json, record, faults);
    if (reason === undefined) visit(record, resource, scope);
    else refused(reason, resource, { shown: () => shownWithIds(shownOf(json.eventName ?? json.event_name), shownOf(json.traceId ?? json.trace_id), shownOf(json.spanId ?? json.span_id)) });
  });
}

/** Reads a record of a parsed body into a new `record`, which is complete only when no refusal is returned. */
function readJsonLog(json: JsonObject, record: LogRecord, faults: JsonFaults): Refusal | undefined {
  record.severity = enumOf(json.severityNumber ?? json.severity_number, SEVERITIES, 'SEVERITY_NUMBER_');
  record.severityText = textOf(json.severityText ?? json.severity_text, 'severityText', faults);
  record.eventName = textOf(json.eventName ?? json.event_name, 'eventName', faults);
  record.body = anyValue(json.body, faults, 1);
  record.attributes = keyValueRecord(json.attributes, faults, record.attributes);
  record.droppedAttributes = countOf(json.droppedAttributesCount ?? json.dropped_attributes_count, 'droppedAttributesCount', faults);
  record.flags = countOf(json.flags, 'flags', faults);
  readTimes(json, record, faults);
  readIds(json, record);
  const saysSomething = record.time > 0 || record.rawTimes !== null || record.eventName !== '' || record.body !== null || Object.keys(record.attributes).length > 0;
  const refusal = logRefusalOf(saysSomething || faults.first !== undefined, faults.tooDeep);
  if (record.eventName === '') record.eventName = olderEventName(record);
  return refusal ?? faults.first;
}

function readTimes(json: JsonObject, record: LogRecord, faults: JsonFaults): void {
  const time = new JsonNanos(json.timeUnixNano ?? json.time_unix_nano, 'timeUnixNano', faults);
  const observed = new JsonNanos(json.observedTimeUnixNano ?? json.observed_time_unix_nano, 'observedTimeUnixNano', faults);
  record.observedTime = observed.micros;
  record.time = time.micros || observed.micros;
  if (record.time > Number.MAX_SAFE_INTEGER || record.observedTime > Number.MAX_SAFE_INTEGER) record.rawTimes = { time: time.raw, observed: observed.raw };
}

function readIds(json: JsonObject, record: LogRecord): void {
  const traceId = new JsonId(json.traceId ?? json.trace_id, 16);
  const spanId = new JsonId(json.spanId ?? json.span_id, 8);
  if (!traceId.isZero()) record.traceId = traceId.hex;
  if (!spanId.isZero()) record.spanId = spanId.hex;
  if (traceId.length === -1 || spanId.length === -1) record.oddIds = { traceId: asItCame(json.traceId ?? json.trace_id), spanId: asItCame(json.spanId ?? json.span_id) };
}

const asItCame = (id: unknown) => (isAbsent(id) ? '' : typeof id === 'string' ? id : JSON.stringify(id));
