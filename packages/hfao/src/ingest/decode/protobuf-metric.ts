import { putAttribute } from './attributes.js';
import type { Metric, MetricType } from './metric-point.js';
import { newMetric } from './new-metric-point.js';
import type { ProtobufCursor } from './protobuf-cursor.js';
import { readKeyValue } from './protobuf-values.js';

const NAME = 0x0a;
const DESCRIPTION = 0x12;
const UNIT = 0x1a;
const METADATA = 0x62;

/** The kinds of data that a metric may have, of which the last one stands. */
const DATA = new Map<number, MetricType>([[0x2a, 'gauge'], [0x3a, 'sum'], [0x4a, 'histogram'], [0x52, 'exponential_histogram'], [0x5a, 'summary']]);

const POINT = 0x0a;
const TEMPORALITY = 0x10;
const IS_MONOTONIC = 0x18;

/** Takes the data point that begins at the cursor and ends at `end`, and leaves the cursor there. */
export type PointVisitor = (end: number, metric: Metric) => void;

/**
 * One metric in protobuf (opentelemetry/proto/metrics/v1/metrics.proto) down to its data points.
 * Fields may come in any order and its data in several parts, so it is passed twice: for what its points share, then for them.
 * `cursor.tooDeep` is set for a visit when an attribute of what is around the point was nested too deep.
 */
export function eachProtobufPoint(cursor: ProtobufCursor, end: number, visit: PointVisitor): void {
  const metric = newMetric();
  const start = cursor.at;
  let dataTag = 0;
  let dataStart = start;
  while (cursor.at < end) {
    const at = cursor.at;
    const tag = cursor.tag(end);
    switch (tag) {
      case NAME: metric.name = cursor.text(end); break;
      case DESCRIPTION: metric.description = cursor.text(end); break;
      case UNIT: metric.unit = cursor.text(end); break;
      case METADATA: {
        const value = readKeyValue(cursor, cursor.lengthEnd(end));
        putAttribute(metric.metadata, cursor.key, value);
        break;
      }
      default: {
        const type = DATA.get(tag);
        if (type === undefined) {
          cursor.skip(tag, end);
          break;
        }
        if (tag !== dataTag) {
          dataTag = tag;
          dataStart = at;
          metric.type = type;
          metric.temporality = 0;
          metric.isMonotonic = false;
        }
        readDataFacts(cursor, cursor.lengthEnd(end), metric);
      }
    }
  }
  if (dataTag !== 0) eachPoint(cursor, dataStart, end, dataTag, metric, visit);
}

function readDataFacts(cursor: ProtobufCursor, end: number, metric: Metric): void {
  const hasTemporality = metric.type !== 'gauge' && metric.type !== 'summary';
  while (cursor.at < end) {
    const tag = cursor.tag(end);
    if (tag === TEMPORALITY && hasTemporality) metric.temporality = cursor.int32(end);
    else if (tag === IS_MONOTONIC && metric.type === 'sum') metric.isMonotonic = cursor.bool(end);
    else cursor.skip(tag, end);
  }
}

/** Data of another kind than the last, before it, was passed over; behind `start` there is none. */
function eachPoint(cursor: ProtobufCursor, start: number, end: number, dataTag: number, metric: Metric, visit: PointVisitor): void {
  const { tooDeep } = cursor;
  cursor.at = start;
  while (cursor.at < end) {
    const tag = cursor.tag(end);
    if (tag !== dataTag) {
      cursor.skip(tag, end);
      continue;
    }
    const dataEnd = cursor.lengthEnd(end);
    while (cursor.at < dataEnd) {
      const inner = cursor.tag(dataEnd);
      if (inner === POINT) {
        cursor.tooDeep = tooDeep;
        visit(cursor.lengthEnd(dataEnd), metric);
      } else cursor.skip(inner, dataEnd);
    }
  }
}
