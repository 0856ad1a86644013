import { expect, it } from 'vitest';
import { toLogEntry } from '../../model/log-entry.js';
import type { LogRecord } from '../decode/log-record.js';
import { newLogRecord } from '../decode/new-log-record.js';
import { ContentIds } from './content-ids.js';
import { logEntry } from './log-entry.js';

const TIME = 1_790_000_000_000_000;
const SCOPE = { name: 'app', version: '1', attributes: { k: 'v' }, schemaUrl: '' };
const RESOURCE = { attributes: { 'service.name': 'api' }, schemaUrl: '' };

it('keeps everything that a record says', () => {
  const said = { ...record(), traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', observedTime: TIME + 1, severity: 17, severityText: 'ERROR', eventName: 'e', body: { a: [1] }, attributes: { 'session.id': 's', n: 5, 'resource.x': 'y' }, droppedAttributes: 2 };

  expect(toLogEntry(stored(said))).toMatchObject({
    time: '2026-09-21T14:13:20.000000Z', observed_time: '2026-09-21T14:13:20.000001Z', trace_id: said.traceId, observation_id: said.spanId, severity_number: 17, severity_text: 'ERROR', event_name: 'e', body: { a: [1] },
    service_name: 'api', scope_name: 'app', scope_version: '1', session_id: 's',
    attributes: { 'session.id': 's', n: 5, 'log.resource.x': 'y', 'resource.service.name': 'api', 'scope.k': 'v', 'otel.dropped_attributes_count': 2 },
  });
});

it('gives the same records of a request the same ids whenever it comes, and tells them apart', () => {
  const ids = () => { const made = new ContentIds(); return [record(), record(), { ...record(), body: 'other' }].map((it) => stored(it, made, TIME + Math.random()).log_id); };

  const first = ids();

  expect(ids()).toEqual(first);
  expect(new Set(first).size).toBe(3);
});

it('takes a record without any time for one of its own each time that it comes', () => {
  const untimed = { ...record(), time: 0 };

  expect(stored(untimed, new ContentIds(), TIME + 1)).toMatchObject({ time: TIME + 1 });
  expect(stored(untimed, new ContentIds(), TIME + 1).log_id).not.toBe(stored(untimed, new ContentIds(), TIME + 2).log_id);
});

const record = (): LogRecord => ({ ...newLogRecord(), time: TIME, body: 'said' });

function stored(said: LogRecord, ids = new ContentIds(), receivedAt = TIME + 9) {
  return logEntry(said, RESOURCE, SCOPE, { projectId: 'p', receivedAt, ids });
}
