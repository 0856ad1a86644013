import type { Encoding } from '../encoding.js';
import type { LogRecord } from '../log-record.js';
import { readLogs } from '../read-logs.js';
import type { InstrumentationScope, Resource } from '../span.js';
import { exact, expectedItems, hex, recordOf, valueOf, type PlainRequest } from './reference.js';

/** One visit of the reader. Times that a double cannot hold exactly are left out: `rawTimes` has them. */
export interface ReadLog { record: LogRecord; resource: Resource; scope: InstrumentationScope }

export function readAllLogs(body: Uint8Array, encoding: Encoding): ReadLog[] {
  const visited: ReadLog[] = [];
  readLogs(body, encoding, (record, resource, scope) => {
    visited.push({ record: { ...record, time: exact(record.time), observedTime: exact(record.observedTime) }, resource, scope });
  });
  return visited;
}

/** What our reader is to visit, told by a slow and plain reading of what protobufjs decoded. Every record is taken to be good. */
export function expectedLogs(decoded: PlainRequest): ReadLog[] {
  return expectedItems(decoded, ['resourceLogs', 'scopeLogs', 'logRecords'], (it, resource, scope) => [{ record: expectedLog(it), resource, scope }]);
}

function expectedLog(it: PlainRequest): LogRecord {
  const time = BigInt(it.timeUnixNano as string);
  const observed = BigInt(it.observedTimeUnixNano as string);
  const isFar = time / 1000n > Number.MAX_SAFE_INTEGER || observed / 1000n > Number.MAX_SAFE_INTEGER;
  const attributes = recordOf(it.attributes);
  const older = Object.hasOwn(attributes, 'event.name') && typeof attributes['event.name'] === 'string' ? attributes['event.name'] : '';
  return {
    traceId: orNone(hex(it.traceId)), spanId: orNone(hex(it.spanId)),
    time: exact(Number((time < 1000n ? observed : time) / 1000n)), observedTime: exact(Number(observed / 1000n)), rawTimes: isFar ? { time: String(time), observed: String(observed) } : null,
    severity: it.severityNumber as number, severityText: it.severityText as string, eventName: (it.eventName as string) || older,
    body: valueOf(it.body as PlainRequest | null), attributes, droppedAttributes: it.droppedAttributesCount as number, flags: it.flags as number, oddIds: null,
  };
}

const orNone = (id: string) => (/^0*$/.test(id) ? '' : id);
