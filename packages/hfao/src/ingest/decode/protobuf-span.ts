import { putAttribute } from './attributes.js';
import { clearSpan } from './new-span.js';
import type { ProtobufCursor } from './protobuf-cursor.js';
import type { SpanOutline } from './protobuf-outline.js';
import { NO_ATTRIBUTE, readKeyValue, walkKeyValue, walkMessage } from './protobuf-values.js';
import type { Refusal } from './refusal.js';
import { microsOf, nanosRestOf, settleDuration } from './span-times.js';
import type { DecodedEvent, DecodedLink, Span } from './span.js';
import { digits64 } from './wide-integer.js';

/**
 * One span in protobuf (opentelemetry/proto/trace/v1/trace.proto), as a reading and as a walk that makes nothing.
 * The two go through the same bytes in the same order: what one refuses, the other refuses.
 */

const TRACE_ID = 0x0a;
const SPAN_ID = 0x12;
const TRACE_STATE = 0x1a;
const PARENT_ID = 0x22;
const NAME = 0x2a;
const KIND = 0x30;
const START = 0x39;
const END = 0x41;
const ATTRIBUTE = 0x4a;
const DROPPED_ATTRIBUTES = 0x50;
const EVENT = 0x5a;
const DROPPED_EVENTS = 0x60;
const LINK = 0x6a;
const DROPPED_LINKS = 0x70;
const STATUS = 0x7a;
const FLAGS = 0x85;

/** Reads the span that ends at `end` into `span`, which is complete only when no refusal is returned. */
export function readSpan(cursor: ProtobufCursor, end: number, span: Span, outline: SpanOutline): Refusal | undefined {
  clearSpan(span);
  outline.clear();
  let startHigh = 0;
  let startLow = 0;
  let endHigh = 0;
  let endLow = 0;
  while (cursor.at < end) {
    const tag = cursor.tag(end);
    switch (tag) {
      case ATTRIBUTE: {
        const value = readKeyValue(cursor, cursor.lengthEnd(end));
        span.keys[span.attributeCount] = cursor.key;
        span.values[span.attributeCount++] = value;
        break;
      }
      case TRACE_ID: outline.traceId.take(cursor, end); break;
      case SPAN_ID: outline.spanId.take(cursor, end); break;
      case PARENT_ID: outline.parentId.take(cursor, end); break;
      case NAME: span.name = cursor.text(end); break;
      case KIND: span.kind = cursor.int32(end); break;
      case START: cursor.fixed64(end); startHigh = cursor.high; startLow = cursor.low; break;
      case END: cursor.fixed64(end); endHigh = cursor.high; endLow = cursor.low; break;
      case EVENT: (span.events ??= []).push(readEvent(cursor, cursor.lengthEnd(end))); break;
      case LINK: (span.links ??= []).push(readLink(cursor, cursor.lengthEnd(end))); break;
      case STATUS: readStatus(cursor, cursor.lengthEnd(end), span); break;
      case TRACE_STATE: span.traceState = cursor.text(end); break;
      case FLAGS: span.flags = cursor.fixed32(end); break;
      case DROPPED_ATTRIBUTES: span.droppedAttributes = cursor.varint(end); break;
      case DROPPED_EVENTS: span.droppedEvents = cursor.varint(end); break;
      case DROPPED_LINKS: span.droppedLinks = cursor.varint(end); break;
      default: cursor.skip(tag, end);
    }
  }
  const refusal = outline.refusal(cursor.tooDeep);
  if (refusal !== undefined) return refusal;

  span.traceId = outline.traceId.hex();
  span.spanId = outline.spanId.hex();
  if (!outline.parentId.isZero()) span.parentId = outline.parentId.hex();
  span.start = microsOf(startHigh, startLow);
  span.end = microsOf(endHigh, endLow);
  const isOdd = settleDuration(span, nanosRestOf(startHigh, startLow), nanosRestOf(endHigh, endLow));
  if (isOdd) span.rawTimes = { start: digits64(startHigh, startLow), end: digits64(endHigh, endLow) };
  return undefined;
}

/** Passes over the span that ends at `end` and says what {@link readSpan} would. */
export function walkSpan(cursor: ProtobufCursor, end: number, outline: SpanOutline): Refusal | undefined {
  outline.clear();
  while (cursor.at < end) {
    const tag = cursor.tag(end);
    switch (tag) {
      case ATTRIBUTE: walkKeyValue(cursor, cursor.lengthEnd(end)); break;
      case TRACE_ID: outline.traceId.take(cursor, end); break;
      case SPAN_ID: outline.spanId.take(cursor, end); break;
      case PARENT_ID: outline.parentId.take(cursor, end); break;
      case NAME: outline.name.take(cursor, end); break;
      case EVENT: walkMessage(cursor, cursor.lengthEnd(end), EVENT_ATTRIBUTE); break;
      case LINK: walkMessage(cursor, cursor.lengthEnd(end), LINK_ATTRIBUTE); break;
      case STATUS: walkMessage(cursor, cursor.lengthEnd(end), NO_ATTRIBUTE); break;
      default: cursor.skip(tag, end);
    }
  }
  return outline.refusal(cursor.tooDeep);
}

const EVENT_TIME = 0x09;
const EVENT_NAME = 0x12;
const EVENT_ATTRIBUTE = 0x1a;
const EVENT_DROPPED = 0x20;

function readEvent(cursor: ProtobufCursor, end: number): DecodedEvent {
  const event: DecodedEvent = { time: 0, name: '', attributes: {} };
  while (cursor.at < end) {
    const tag = cursor.tag(end);
    switch (tag) {
      case EVENT_TIME: cursor.fixed64(end); event.time = microsOf(cursor.high, cursor.low); break;
      case EVENT_NAME: event.name = cursor.text(end); break;
      case EVENT_ATTRIBUTE: {
        const value = readKeyValue(cursor, cursor.lengthEnd(end));
        putAttribute(event.attributes, cursor.key, value);
        break;
      }
      case EVENT_DROPPED: event.droppedAttributes = cursor.varint(end) || undefined; break;
      default: cursor.skip(tag, end);
    }
  }
  return event;
}

const LINK_TRACE_ID = 0x0a;
const LINK_SPAN_ID = 0x12;
const LINK_TRACE_STATE = 0x1a;
const LINK_ATTRIBUTE = 0x22;
const LINK_DROPPED = 0x28;
const LINK_FLAGS = 0x35;

function readLink(cursor: ProtobufCursor, end: number): DecodedLink {
  const link: DecodedLink = { traceId: '', spanId: '', attributes: {} };
  while (cursor.at < end) {
    const tag = cursor.tag(end);
    switch (tag) {
      case LINK_TRACE_ID: link.traceId = cursor.hex(end); break;
      case LINK_SPAN_ID: link.spanId = cursor.hex(end); break;
      case LINK_TRACE_STATE: link.traceState = cursor.text(end) || undefined; break;
      case LINK_ATTRIBUTE: {
        const value = readKeyValue(cursor, cursor.lengthEnd(end));
        putAttribute(link.attributes, cursor.key, value);
        break;
      }
      case LINK_DROPPED: link.droppedAttributes = cursor.varint(end) || undefined; break;
      case LINK_FLAGS: link.flags = cursor.fixed32(end) || undefined; break;
      default: cursor.skip(tag, end);
    }
  }
  return link;
}

const STATUS_MESSAGE = 0x12;
const STATUS_CODE = 0x18;

function readStatus(cursor: ProtobufCursor, end: number, span: Span): void {
  while (cursor.at < end) {
    const tag = cursor.tag(end);
    if (tag === STATUS_MESSAGE) span.statusMessage = cursor.text(end);
    else if (tag === STATUS_CODE) span.status = cursor.int32(end);
    else cursor.skip(tag, end);
  }
}

