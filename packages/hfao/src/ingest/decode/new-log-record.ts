import type { LogRecord } from './log-record.js';

export function newLogRecord(): LogRecord {
  return {
    traceId: '', spanId: '', time: 0, observedTime: 0, rawTimes: null, severity: 0, severityText: '', eventName: '',
    body: null, attributes: {}, droppedAttributes: 0, flags: 0, oddIds: null,
  };
}

/** Before records had an event name of their own it was an attribute. */
export function olderEventName({ attributes }: LogRecord): string {
  const name = attributes['event.name'];
  return typeof name === 'string' ? name : '';
}
