import type { Metric, MetricType } from './metric-point.js';
import type { ProtobufCursor } from './protobuf-cursor.js';
import { NO_ATTRIBUTE, walkKeyValue, walkMessage } from './protobuf-values.js';
import { pointRefusalOf, type Refusal } from './refusal.js';
import { microsOf } from './span-times.js';

const TIME = 0x19;
const EXEMPLAR_ATTRIBUTE = 0x3a;
const NONE = -1;

/** Which fields of a kind of point hold more than one number: their tags. */
interface PointShape { attribute: number; exemplar: number; packedFixed64: [number, number]; bucketRow: [number, number]; quantile: number }

const NUMBER: PointShape = { attribute: 0x3a, exemplar: 0x2a, packedFixed64: [NONE, NONE], bucketRow: [NONE, NONE], quantile: NONE };
const SHAPES: Record<MetricType, PointShape> = {
  gauge: NUMBER,
  sum: NUMBER,
  histogram: { attribute: 0x4a, exemplar: 0x42, packedFixed64: [0x32, 0x3a], bucketRow: [NONE, NONE], quantile: NONE },
  exponential_histogram: { attribute: 0x0a, exemplar: 0x5a, packedFixed64: [NONE, NONE], bucketRow: [0x42, 0x4a], quantile: NONE },
  summary: { attribute: 0x3a, exemplar: NONE, packedFixed64: [NONE, NONE], bucketRow: [NONE, NONE], quantile: 0x32 },
};

/** Passes over the point that ends at `end` and says what `readPoint` would. */
export function walkPoint(cursor: ProtobufCursor, end: number, metric: Metric): Refusal | undefined {
  const shape = SHAPES[metric.type];
  let time = 0;
  while (cursor.at < end) {
    const tag = cursor.tag(end);
    if (tag === TIME) {
      cursor.fixed64(end);
      time = microsOf(cursor.high, cursor.low);
    } else if (tag === shape.attribute) walkKeyValue(cursor, cursor.lengthEnd(end));
    else if (tag === shape.exemplar) walkMessage(cursor, cursor.lengthEnd(end), EXEMPLAR_ATTRIBUTE);
    else if (shape.packedFixed64.includes(tag)) walkPackedFixed64(cursor, cursor.lengthEnd(end));
    else if (shape.bucketRow.includes(tag)) walkBucketRow(cursor, cursor.lengthEnd(end));
    else if (tag === shape.quantile) walkMessage(cursor, cursor.lengthEnd(end), NO_ATTRIBUTE);
    else cursor.skip(tag, end);
  }
  return pointRefusalOf(metric.name, time, cursor.tooDeep);
}

function walkPackedFixed64(cursor: ProtobufCursor, end: number): void {
  cursor.at += (end - cursor.at) & ~7;
  if (cursor.at < end) cursor.fixed64(end);   // what is left is too short for one, and says so
}

function walkBucketRow(cursor: ProtobufCursor, end: number): void {
  while (cursor.at < end) {
    const tag = cursor.tag(end);
    if (tag === 0x12) {
      const packedEnd = cursor.lengthEnd(end);
      while (cursor.at < packedEnd) cursor.varint(packedEnd);
    } else cursor.skip(tag, end);
  }
}
