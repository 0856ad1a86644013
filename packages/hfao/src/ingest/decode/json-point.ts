import { countOf, isAbsent, isObject, objectList, type JsonFaults, type JsonObject } from './json-fields.js';
import { idOfOther } from './json-id.js';
import { JsonNanos } from './json-nanos.js';
import { doubleOf, int32Of, integerOf, listOfNumbers } from './json-numbers.js';
import { keyValueRecord } from './json-values.js';
import type { BucketRow, Exemplar, ExplicitBuckets, ExponentialBuckets, MetricPoint, MetricType } from './metric-point.js';
import { pointRefusalOf, type Refusal } from './refusal.js';

type FieldsReader = (json: JsonObject, point: MetricPoint, faults: JsonFaults) => void;

const FIELDS_READERS: Record<MetricType, FieldsReader> = {
  gauge: readNumber, sum: readNumber, histogram: readHistogram, exponential_histogram: readExponential, summary: readSummary,
};

/** Reads a data point of a parsed body into a new `point`, which is complete only when no refusal is returned. */
export function readJsonPoint(json: JsonObject, point: MetricPoint, faults: JsonFaults): Refusal | undefined {
  const start = new JsonNanos(json.startTimeUnixNano ?? json.start_time_unix_nano, 'startTimeUnixNano', faults);
  const time = new JsonNanos(json.timeUnixNano ?? json.time_unix_nano, 'timeUnixNano', faults);
  const refusal = faults.first ?? pointRefusalOf(point.metric.name, time.micros, faults.tooDeep);
  if (refusal !== undefined) return refusal;   // at once: a body may hold millions of hollow points
  point.startTime = start.micros;
  point.time = time.micros;
  if (start.micros > Number.MAX_SAFE_INTEGER || time.micros > Number.MAX_SAFE_INTEGER) point.rawTimes = { start: start.raw, time: time.raw };
  point.attributes = keyValueRecord(json.attributes, faults, point.attributes);
  point.flags = countOf(json.flags, 'flags', faults);
  FIELDS_READERS[point.metric.type](json, point, faults);
  return faults.first ?? pointRefusalOf(point.metric.name, point.time, faults.tooDeep);
}

function readNumber(json: JsonObject, point: MetricPoint, faults: JsonFaults): void {
  readValue(json, point, faults);
  readExemplars(json, point, faults);
}

function readValue(json: JsonObject, holder: MetricPoint | Exemplar, faults: JsonFaults): void {
  const integer = json.asInt ?? json.as_int;
  holder.isInteger = !isAbsent(integer);
  holder.value = holder.isInteger ? integerOf(integer, 'asInt', 'signed', faults) : doubleOf(json.asDouble ?? json.as_double, 'asDouble', faults);
}

function readHistogram(json: JsonObject, point: MetricPoint, faults: JsonFaults): void {
  readDistribution(json, point, faults);
  const counts = json.bucketCounts ?? json.bucket_counts;
  const bounds = json.explicitBounds ?? json.explicit_bounds;
  const buckets: ExplicitBuckets = {
    kind: 'explicit',
    bounds: listOfNumbers(bounds, 'explicitBounds', faults, (it) => doubleOf(it, 'explicitBounds', faults)),
    counts: listOfNumbers(counts, 'bucketCounts', faults, (it) => integerOf(it, 'bucketCounts', 'unsigned', faults)),
  };
  if (buckets.bounds.length > 0 || buckets.counts.length > 0) point.buckets = buckets;
}

function readExponential(json: JsonObject, point: MetricPoint, faults: JsonFaults): void {
  readDistribution(json, point, faults);
  const buckets: ExponentialBuckets = {
    kind: 'exponential',
    scale: int32Of(json.scale, 'scale', faults),
    zeroCount: integerOf(json.zeroCount ?? json.zero_count, 'zeroCount', 'unsigned', faults) ?? 0,
    zeroThreshold: doubleOf(json.zeroThreshold ?? json.zero_threshold, 'zeroThreshold', faults) ?? 0,
    positive: bucketRow(json.positive, 'positive', faults),
    negative: bucketRow(json.negative, 'negative', faults),
  };
  point.buckets = buckets;
}

function bucketRow(json: unknown, name: string, faults: JsonFaults): BucketRow {
  if (isAbsent(json)) return { offset: 0, counts: [] };
  if (!isObject(json)) {
    faults.note(`${name} is not an object`);
    return { offset: 0, counts: [] };
  }
  return {
    offset: int32Of(json.offset, 'offset', faults),
    counts: listOfNumbers(json.bucketCounts ?? json.bucket_counts, 'bucketCounts', faults, (it) => integerOf(it, 'bucketCounts', 'unsigned', faults)),
  };
}

/** What both kinds of histograms have. */
function readDistribution(json: JsonObject, point: MetricPoint, faults: JsonFaults): void {
  point.count = integerOf(json.count, 'count', 'unsigned', faults) ?? 0;
  point.sum = doubleOf(json.sum, 'sum', faults);
  point.min = doubleOf(json.min, 'min', faults);
  point.max = doubleOf(json.max, 'max', faults);
  readExemplars(json, point, faults);
}

function readSummary(json: JsonObject, point: MetricPoint, faults: JsonFaults): void {
  point.count = integerOf(json.count, 'count', 'unsigned', faults) ?? 0;
  point.sum = doubleOf(json.sum, 'sum', faults) ?? 0;
  for (const it of objectList(json.quantileValues ?? json.quantile_values, 'quantileValues', faults) ?? []) {
    point.quantiles.push({ quantile: doubleOf(it.quantile, 'quantile', faults) ?? 0, value: doubleOf(it.value, 'the value of a quantile', faults) ?? 0 });
  }
}

function readExemplars(json: JsonObject, point: MetricPoint, faults: JsonFaults): void {
  for (const it of objectList(json.exemplars, 'exemplars', faults) ?? []) {
    const exemplar: Exemplar = {
      time: new JsonNanos(it.timeUnixNano ?? it.time_unix_nano, 'the timeUnixNano of an exemplar', faults).micros,
      value: null,
      isInteger: false,
      traceId: idOfOther(it.traceId ?? it.trace_id, 16, 'an id of an exemplar', faults),
      spanId: idOfOther(it.spanId ?? it.span_id, 8, 'an id of an exemplar', faults),
      attributes: keyValueRecord(it.filteredAttributes ?? it.filtered_attributes, faults),
    };
    readValue(it, exemplar, faults);
    point.exemplars.push(exemplar);
  }
}
