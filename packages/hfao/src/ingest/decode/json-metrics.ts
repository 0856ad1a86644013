import { eachJsonItem, type JsonRefusal } from './json-export.js';
import { enumOf, isAbsent, isObject, objectList, shownOf, textOf, type JsonFaults, type JsonObject } from './json-fields.js';
import { readJsonPoint } from './json-point.js';
import { keyValueRecord } from './json-values.js';
import type { Metric, MetricType, MetricVisitor } from './metric-point.js';
import { newMetric, newMetricPoint } from './new-metric-point.js';
import { shownMetric } from './refusal.js';

const TEMPORALITIES = ['UNSPECIFIED', 'DELTA', 'CUMULATIVE'];

/** What a metric calls its data, in camelCase and in snake_case. */
const DATA: readonly (readonly [MetricType, string, string])[] = [
  ['gauge', 'gauge', 'gauge'], ['sum', 'sum', 'sum'], ['histogram', 'histogram', 'histogram'],
  ['exponential_histogram', 'exponentialHistogram', 'exponential_histogram'], ['summary', 'summary', 'summary'],
];

/**
 * Reads an ExportMetricsServiceRequest in JSON. A metric whose own fields cannot be read is refused once, with all its points.
 * @throws Failure `undecodable` that names the byte or the JSON path
 */
export function eachJsonPoint(body: Uint8Array, visit: MetricVisitor, refused: JsonRefusal): void {
  eachJsonItem(body, 'metrics', (json, faults, resource, scope) => {
    const item = { shown: () => shownMetric(shownOf(json.name)) };
    const metric = newMetric();
    const points = readMetric(json, metric, faults);
    const { first, tooDeep } = faults;
    if (first !== undefined) return refused(first, resource, item);
    for (const pointJson of points) {
      faults.clear();
      faults.tooDeep = tooDeep;
      const point = newMetricPoint(metric);
      const reason = readJsonPoint(pointJson, point, faults);
      if (reason === undefined) visit(point, resource, scope);
      else refused(reason, resource, item);
    }
  });
}

/** Reads what its points share into `metric`. @returns the points */
function readMetric(json: JsonObject, metric: Metric, faults: JsonFaults): JsonObject[] {
  metric.name = textOf(json.name, 'the name of a metric', faults);
  metric.description = textOf(json.description, 'the description of a metric', faults);
  metric.unit = textOf(json.unit, 'the unit of a metric', faults);
  metric.metadata = keyValueRecord(json.metadata, faults, metric.metadata);
  const kinds = DATA.filter(([, camel, snake]) => !isAbsent(json[camel] ?? json[snake]));
  if (kinds.length === 0) return [];
  if (kinds.length > 1) faults.note(`it has data of more than one kind, ${kinds.map(([type]) => type).join(' and ')}`);
  const [type, camel, snake] = kinds[0];
  const data = json[camel] ?? json[snake];
  metric.type = type;
  if (!isObject(data)) {
    faults.note(`${camel} is not an object`);
    return [];
  }
  if (type !== 'gauge' && type !== 'summary') metric.temporality = enumOf(data.aggregationTemporality ?? data.aggregation_temporality, TEMPORALITIES, 'AGGREGATION_TEMPORALITY_');
  if (type === 'sum') metric.isMonotonic = truthOf(data.isMonotonic ?? data.is_monotonic, faults);
  return objectList(data.dataPoints ?? data.data_points, 'dataPoints', faults) ?? [];
}

function truthOf(value: unknown, faults: JsonFaults): boolean {
  if (isAbsent(value) || value === false || value === 'false') return false;
  if (value !== true && value !== 'true') faults.note('isMonotonic is neither true nor false');
  return true;
}
