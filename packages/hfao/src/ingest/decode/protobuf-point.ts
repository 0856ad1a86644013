import { putAttribute } from './attributes.js';
import type { BucketRow, ExplicitBuckets, ExponentialBuckets, Integer, MetricPoint, MetricType } from './metric-point.js';
import type { ProtobufCursor } from './protobuf-cursor.js';
import { readExemplar } from './protobuf-exemplar.js';
import { readKeyValue } from './protobuf-values.js';
import { pointRefusalOf, type Refusal } from './refusal.js';
import { microsOf } from './span-times.js';
import { digits64 } from './wide-integer.js';

/**
 * The data points of the five kinds of metrics in protobuf (opentelemetry/proto/metrics/v1/metrics.proto). What this refuses,
 * the walk of protobuf-point-walk.ts refuses too.
 */

/** Of all kinds. */
const START = 0x11;
const TIME = 0x19;
/** Of histograms and summaries. */
const COUNT = 0x21;
const SUM = 0x29;

/** Reads a field that only one kind of point has. @returns false when it has no such field either */
type FieldReader = (cursor: ProtobufCursor, tag: number, end: number, point: MetricPoint) => boolean;

const FIELD_READERS: Record<MetricType, FieldReader> = {
  gauge: readNumberField, sum: readNumberField, histogram: readHistogramField, exponential_histogram: readExponentialField, summary: readSummaryField,
};

/** Reads the point that ends at `end` into a new `point`, which is complete only when no refusal is returned. */
export function readPoint(cursor: ProtobufCursor, end: number, point: MetricPoint): Refusal | undefined {
  const { type, name } = point.metric;
  const readField = FIELD_READERS[type];
  if (type !== 'gauge' && type !== 'sum') point.count = point.sum = 0;
  if (type === 'histogram' || type === 'exponential_histogram') point.sum = null;   // optional there
  if (type === 'exponential_histogram') point.buckets = newExponentialBuckets();
  let startHigh = 0;
  let startLow = 0;
  let timeHigh = 0;
  let timeLow = 0;
  while (cursor.at < end) {
    const tag = cursor.tag(end);
    if (tag === TIME) {
      cursor.fixed64(end);
      timeHigh = cursor.high;
      timeLow = cursor.low;
    } else if (tag === START) {
      cursor.fixed64(end);
      startHigh = cursor.high;
      startLow = cursor.low;
    } else if (!readField(cursor, tag, end, point)) cursor.skip(tag, end);
  }
  point.startTime = microsOf(startHigh, startLow);
  point.time = microsOf(timeHigh, timeLow);
  if (point.startTime > Number.MAX_SAFE_INTEGER || point.time > Number.MAX_SAFE_INTEGER) point.rawTimes = { start: digits64(startHigh, startLow), time: digits64(timeHigh, timeLow) };
  return pointRefusalOf(name, point.time, cursor.tooDeep);
}

function readNumberField(cursor: ProtobufCursor, tag: number, end: number, point: MetricPoint): boolean {
  switch (tag) {
    case 0x21: point.value = cursor.double(end); point.isInteger = false; return true;
    case 0x31: point.value = cursor.sfixed64Integer(end); point.isInteger = true; return true;
    case 0x2a: return readExemplarInto(cursor, end, point);
    case 0x3a: return readAttribute(cursor, end, point);
    case 0x40: point.flags = cursor.varint(end); return true;
    default: return false;
  }
}

function readHistogramField(cursor: ProtobufCursor, tag: number, end: number, point: MetricPoint): boolean {
  switch (tag) {
    case COUNT: point.count = cursor.fixed64Integer(end); return true;
    case SUM: point.sum = cursor.double(end); return true;
    case 0x31: explicitOf(point).counts.push(cursor.fixed64Integer(end)); return true;
    case 0x32: return readPackedFixed64(cursor, cursor.lengthEnd(end), explicitOf(point).counts);
    case 0x39: explicitOf(point).bounds.push(cursor.double(end)); return true;
    case 0x3a: return readPackedDoubles(cursor, cursor.lengthEnd(end), explicitOf(point).bounds);
    case 0x42: return readExemplarInto(cursor, end, point);
    case 0x4a: return readAttribute(cursor, end, point);
    case 0x50: point.flags = cursor.varint(end); return true;
    case 0x59: point.min = cursor.double(end); return true;
    case 0x61: point.max = cursor.double(end); return true;
    default: return false;
  }
}

function readExponentialField(cursor: ProtobufCursor, tag: number, end: number, point: MetricPoint): boolean {
  switch (tag) {
    case 0x0a: return readAttribute(cursor, end, point);
    case COUNT: point.count = cursor.fixed64Integer(end); return true;
    case SUM: point.sum = cursor.double(end); return true;
    case 0x30: exponentialOf(point).scale = cursor.sint32(end); return true;
    case 0x39: exponentialOf(point).zeroCount = cursor.fixed64Integer(end); return true;
    case 0x42: return readBucketRow(cursor, cursor.lengthEnd(end), exponentialOf(point).positive);
    case 0x4a: return readBucketRow(cursor, cursor.lengthEnd(end), exponentialOf(point).negative);
    case 0x50: point.flags = cursor.varint(end); return true;
    case 0x5a: return readExemplarInto(cursor, end, point);
    case 0x61: point.min = cursor.double(end); return true;
    case 0x69: point.max = cursor.double(end); return true;
    case 0x71: exponentialOf(point).zeroThreshold = cursor.double(end); return true;
    default: return false;
  }
}

function readSummaryField(cursor: ProtobufCursor, tag: number, end: number, point: MetricPoint): boolean {
  switch (tag) {
    case COUNT: point.count = cursor.fixed64Integer(end); return true;
    case SUM: point.sum = cursor.double(end); return true;
    case 0x32: point.quantiles.push(readQuantile(cursor, cursor.lengthEnd(end))); return true;
    case 0x3a: return readAttribute(cursor, end, point);
    case 0x40: point.flags = cursor.varint(end); return true;
    default: return false;
  }
}

function readAttribute(cursor: ProtobufCursor, end: number, point: MetricPoint): true {
  const value = readKeyValue(cursor, cursor.lengthEnd(end));
  putAttribute(point.attributes, cursor.key, value);
  return true;
}

function readExemplarInto(cursor: ProtobufCursor, end: number, point: MetricPoint): true {
  point.exemplars.push(readExemplar(cursor, cursor.lengthEnd(end)));
  return true;
}

function explicitOf(point: MetricPoint): ExplicitBuckets {
  return (point.buckets ??= { kind: 'explicit', bounds: [], counts: [] }) as ExplicitBuckets;
}

const exponentialOf = (point: MetricPoint) => point.buckets as ExponentialBuckets;

function newExponentialBuckets(): ExponentialBuckets {
  return { kind: 'exponential', scale: 0, zeroCount: 0, zeroThreshold: 0, positive: { offset: 0, counts: [] }, negative: { offset: 0, counts: [] } };
}

function readBucketRow(cursor: ProtobufCursor, end: number, row: BucketRow): true {
  while (cursor.at < end) {
    const tag = cursor.tag(end);
    if (tag === 0x08) row.offset = cursor.sint32(end);
    else if (tag === 0x10) row.counts.push(cursor.uint64(end));
    else if (tag === 0x12) {
      const packedEnd = cursor.lengthEnd(end);
      while (cursor.at < packedEnd) row.counts.push(cursor.uint64(packedEnd));
    } else cursor.skip(tag, end);
  }
  return true;
}

function readQuantile(cursor: ProtobufCursor, end: number): { quantile: number; value: number } {
  const read = { quantile: 0, value: 0 };
  while (cursor.at < end) {
    const tag = cursor.tag(end);
    if (tag === 0x09) read.quantile = cursor.double(end);
    else if (tag === 0x11) read.value = cursor.double(end);
    else cursor.skip(tag, end);
  }
  return read;
}

function readPackedFixed64(cursor: ProtobufCursor, end: number, into: Integer[]): true {
  while (cursor.at < end) into.push(cursor.fixed64Integer(end));
  return true;
}

function readPackedDoubles(cursor: ProtobufCursor, end: number, into: number[]): true {
  while (cursor.at < end) into.push(cursor.double(end));
  return true;
}
