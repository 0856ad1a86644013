import { putAttribute } from './attributes.js';
import type { LogRecord } from './log-record.js';
import { olderEventName } from './new-log-record.js';
import type { ProtobufCursor } from './protobuf-cursor.js';
import { ByteRange, TextRange } from './protobuf-outline.js';
import { readAnyValue, readKeyValue, walkAnyValue, walkKeyValue } from './protobuf-values.js';
import { logRefusalOf, shownWithIds, type Refusal, type Refused } from './refusal.js';
import { microsOf } from './span-times.js';
import { digits64 } from './wide-integer.js';

/**
 * One log record in protobuf (opentelemetry/proto/logs/v1/logs.proto), as a reading and as a walk that makes nothing.
 * The two go through the same bytes in the same order: what one refuses, the other refuses.
 */

const TIME = 0x09;
const SEVERITY = 0x10;
const SEVERITY_TEXT = 0x1a;
const BODY = 0x2a;
const ATTRIBUTE = 0x32;
const DROPPED_ATTRIBUTES = 0x38;
const FLAGS = 0x45;
const TRACE_ID = 0x4a;
const SPAN_ID = 0x52;
const OBSERVED_TIME = 0x59;
const EVENT_NAME = 0x62;

/** What tells a record from others, noted without decoding. One object serves every record of a request. */
export class LogOutline implements Refused {
  readonly traceId: ByteRange;
  readonly spanId: ByteRange;
  readonly eventName: TextRange;
  /** Whether it has a time, a body, an attribute or an event name. */
  hasContent = false;

  constructor(bytes: Buffer) {
    this.traceId = new ByteRange(bytes);
    this.spanId = new ByteRange(bytes);
    this.eventName = new TextRange(bytes);
  }

  clear(): void {
    this.traceId.clear();
    this.spanId.clear();
    this.eventName.clear();
    this.hasContent = false;
  }

  refusal(tooDeep: boolean): Refusal | undefined {
    return logRefusalOf(this.hasContent, tooDeep);
  }

  shown(): string {
    return shownWithIds(this.eventName.shown(), this.traceId.shown(), this.spanId.shown());
  }
}

/** Reads the record that ends at `end` into a new `record`, which is complete only when no refusal is returned. */
export function readLog(cursor: ProtobufCursor, end: number, record: LogRecord, outline: LogOutline): Refusal | undefined {
  outline.clear();
  let timeHigh = 0;
  let timeLow = 0;
  let observedHigh = 0;
  let observedLow = 0;
  while (cursor.at < end) {
    const tag = cursor.tag(end);
    switch (tag) {
      case ATTRIBUTE: {
        const value = readKeyValue(cursor, cursor.lengthEnd(end));
        putAttribute(record.attributes, cursor.key, value);
        outline.hasContent = true;
        break;
      }
      case TIME: cursor.fixed64(end); timeHigh = cursor.high; timeLow = cursor.low; break;
      case OBSERVED_TIME: cursor.fixed64(end); observedHigh = cursor.high; observedLow = cursor.low; break;
      case BODY: {
        const bodyEnd = cursor.lengthEnd(end);
        if (bodyEnd > cursor.at) outline.hasContent = true;
        record.body = readAnyValue(cursor, bodyEnd, 1, record.body);
        break;
      }
      case TRACE_ID: outline.traceId.take(cursor, end); break;
      case SPAN_ID: outline.spanId.take(cursor, end); break;
      case EVENT_NAME: record.eventName = cursor.text(end); break;
      case SEVERITY: record.severity = cursor.int32(end); break;
      case SEVERITY_TEXT: record.severityText = cursor.text(end); break;
      case FLAGS: record.flags = cursor.fixed32(end); break;
      case DROPPED_ATTRIBUTES: record.droppedAttributes = cursor.varint(end); break;
      default: cursor.skip(tag, end);
    }
  }
  if ((timeHigh | timeLow | observedHigh | observedLow) !== 0 || record.eventName !== '') outline.hasContent = true;
  const refusal = outline.refusal(cursor.tooDeep);
  if (refusal !== undefined) return refusal;

  record.observedTime = microsOf(observedHigh, observedLow);
  record.time = microsOf(timeHigh, timeLow) || record.observedTime;
  if (record.time > Number.MAX_SAFE_INTEGER || record.observedTime > Number.MAX_SAFE_INTEGER) record.rawTimes = { time: digits64(timeHigh, timeLow), observed: digits64(observedHigh, observedLow) };
  setIds(record, outline);
  if (record.eventName === '') record.eventName = olderEventName(record);
  return undefined;
}

/** Passes over the record that ends at `end` and says what {@link readLog} would. */
export function walkLog(cursor: ProtobufCursor, end: number, outline: LogOutline): Refusal | undefined {
  outline.clear();
  let time = 0;
  let observed = 0;
  while (cursor.at < end) {
    const tag = cursor.tag(end);
    switch (tag) {
      case ATTRIBUTE: walkKeyValue(cursor, cursor.lengthEnd(end)); outline.hasContent = true; break;
      case TIME: cursor.fixed64(end); time = cursor.high | cursor.low; break;
      case OBSERVED_TIME: cursor.fixed64(end); observed = cursor.high | cursor.low; break;
      case BODY: {
        const bodyEnd = cursor.lengthEnd(end);
        if (bodyEnd > cursor.at) outline.hasContent = true;
        walkAnyValue(cursor, bodyEnd, 1);
        break;
      }
      case TRACE_ID: outline.traceId.take(cursor, end); break;
      case SPAN_ID: outline.spanId.take(cursor, end); break;
      case EVENT_NAME: outline.eventName.take(cursor, end); break;
      default: cursor.skip(tag, end);
    }
  }
  if ((time | observed) !== 0 || outline.eventName.length > 0) outline.hasContent = true;
  return outline.refusal(cursor.tooDeep);
}

function setIds(record: LogRecord, { traceId, spanId }: LogOutline): void {
  if (traceId.length === 16 && !traceId.isZero()) record.traceId = traceId.hex();
  if (spanId.length === 8 && !spanId.isZero()) record.spanId = spanId.hex();
  if (isOdd(traceId, 16) || isOdd(spanId, 8)) record.oddIds = { traceId: traceId.hex(), spanId: spanId.hex() };
}

const isOdd = (id: ByteRange, bytes: number) => id.length !== 0 && id.length !== bytes;
