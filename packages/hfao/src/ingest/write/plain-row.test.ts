import { expect, it } from 'vitest';
import { toObservation } from '../../model/observation.js';
import { newSpan } from '../decode/new-span.js';
import { plainRow } from './plain-row.js';

it('keeps everything that came with a span that nothing could be read from', () => {
  const span = Object.assign(newSpan(), {
    traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), parentId: 'c'.repeat(16), name: 'odd', status: 2, statusMessage: 'broke',
    start: 1_700_000_000_000_000, end: 1_700_000_000_000_005, durationNs: 5123,
    attributeCount: 2, keys: ['count', 'list', 'left over'], values: [3, ['x'], 'no'],
    events: [{ time: 1_700_000_000_000_001, name: 'exception', attributes: { 'exception.type': 'E' } }],
    links: [{ traceId: 'd'.repeat(32), spanId: 'e'.repeat(16), attributes: {} }],
  });

  const row = plainRow(span, { attributes: { 'service.name': 'agent' }, schemaUrl: '' }, { name: 'lib', version: '1', attributes: { s: true }, schemaUrl: '' }, { projectId: 'p', receivedAt: 7 });

  expect(toObservation(row)).toMatchObject({
    project_id: 'p', trace_id: 'a'.repeat(32), parent_observation_id: 'c'.repeat(16), name: 'odd', status: 'error', status_message: 'broke', duration_ns: 5123,
    event_version: 7, attributes: { count: 3, list: ['x'], 'resource.service.name': 'agent', 'scope.s': true },
    events: [{ time: '2023-11-14T22:13:20.000001Z', name: 'exception', attributes: { 'exception.type': 'E' } }],
    links: [{ trace_id: 'd'.repeat(32), observation_id: 'e'.repeat(16) }],
  });
  expect(toObservation(row).attributes).not.toHaveProperty('left over');
});
