import type { Span } from './span.js';

/** The one span object of a request; a reader fills it again for every span. */
export function newSpan(): Span {
  return {
    traceId: '', spanId: '', parentId: '', name: '', kind: 0, start: 0, end: 0, durationNs: 0, rawTimes: null, status: 0, statusMessage: '',
    traceState: '', flags: 0, attributeCount: 0, keys: [], values: [], events: null, links: null, droppedAttributes: 0, droppedEvents: 0, droppedLinks: 0,
  };
}

/** Sets every field that a span may leave out. */
export function clearSpan(span: Span): void {
  span.parentId = span.name = span.statusMessage = span.traceState = '';
  span.kind = span.start = span.end = span.durationNs = span.status = span.flags = 0;
  span.attributeCount = span.droppedAttributes = span.droppedEvents = span.droppedLinks = 0;
  span.rawTimes = span.events = span.links = null;
}
