import type { Aggregate, Figure } from '../../../model/metric-query.js';
import { figuresAt, groupFigures, keyNames, nothing, type Cell } from '../../metrics/figures.js';
import { isList } from '../../metrics/measures.js';
import type { MetricKeys, MetricsQuery, MetricsResult } from '../../store.js';
import type { Query } from '../readers.js';
import { integerLiteral, microsOf, Parameters } from '../sql.js';
import { metricRows } from './rows.js';

/** First the largest groups, then what each of them, the rest and the whole have over time, in one go: each combination is added up from the rows, so all measures are exact. */
export async function queryMetrics(query: Query, projectId: string, wanted: MetricsQuery): Promise<MetricsResult> {
  if (wanted.group_by.length === 0) return { total: wholeOf(wanted, await wholeCells(query, projectId, wanted)), groups: [] };
  const keys = wanted.only ?? await largestGroups(query, projectId, wanted);
  const cells = await groupCells(query, projectId, wanted, keys);
  // Where a row counts for several groups, the whole is no sum of theirs.
  const whole = wanted.group_by.some(isList) ? await wholeCells(query, projectId, wanted) : cells;
  return { total: wholeOf(wanted, whole), ...groupFigures(wanted, keys, cells) };
}

const wholeOf = (wanted: MetricsQuery, cells: readonly Cell[]) => figuresAt(wanted, cells, null)?.figures ?? nothing(wanted);

async function wholeCells(query: Query, projectId: string, wanted: MetricsQuery): Promise<Cell[]> {
  const parameters = new Parameters();
  const rows = await metricRows({ query, projectId, wanted, parameters, isGrouped: false });
  return query<Cell>(`
SELECT NULL AS place, ${bucketOf(wanted)} AS "index", ${figures(wanted)}, 0 AS groups FROM (${rows})
GROUP BY GROUPING SETS (()${wanted.bucket === undefined ? '' : ', ("index")'}) ORDER BY "index" NULLS FIRST ${SETTINGS}`, parameters);
}

async function largestGroups(query: Query, projectId: string, wanted: MetricsQuery): Promise<MetricKeys[]> {
  const parameters = new Parameters();
  const rows = await metricRows({ query, projectId, wanted, parameters, isGrouped: true });
  const keys = keyNames(wanted);
  const found = await query<Record<string, string | null>>(`
SELECT ${keys.join(', ')} FROM (${rows}) GROUP BY ${keys.join(', ')}
ORDER BY ${figure(wanted.measures[0], 0)} DESC NULLS LAST, ${keys.map((it) => `${it} ASC NULLS LAST`).join(', ')} LIMIT ${integerLiteral(wanted.limit)}`, parameters);
  return found.map((it) => keys.map((key) => it[key]));
}

async function groupCells(query: Query, projectId: string, wanted: MetricsQuery, groups: readonly MetricKeys[]): Promise<Cell[]> {
  const parameters = new Parameters();
  const rows = await metricRows({ query, projectId, wanted, parameters, isGrouped: true });
  const keys = keyNames(wanted);
  const sets = wanted.bucket === undefined ? ['()', '(number)'] : ['()', '("index")', '(number)', '(number, "index")'];
  return query<Cell>(`
SELECT number - 1 AS place, ${bucketOf(wanted)} AS "index", ${figures(wanted)}, uniqExactIf(tuple(${keys.join(', ')}), number = 0) AS groups FROM (
  SELECT counted.*, shown.number AS number FROM (${rows}) AS counted LEFT JOIN (${numberedGroups(groups, keys, parameters)}) AS shown ON ${keys.map((it) => `${comparable(`counted.${it}`)} = shown.${it}`).join(' AND ')}
) GROUP BY GROUPING SETS (${sets.join(', ')}) ORDER BY place NULLS FIRST, "index" NULLS FIRST ${SETTINGS}`, parameters);
}

/** What a combination leaves out is NULL there. */
const SETTINGS = 'SETTINGS group_by_use_nulls = 1';

/** SELECT of groups by what is comparable of their keys, numbered from 1: a join says 0 of what it does not find. */
function numberedGroups(groups: readonly MetricKeys[], keys: readonly string[], parameters: Parameters): string {
  const lists = keys.map((it, i) => `${parameters.texts(groups.map((group) => (group[i] === null ? '' : `=${group[i]}`)))} AS ${it}`);
  return `SELECT ${[...keys, 'number'].join(', ')} FROM (SELECT 1) ARRAY JOIN ${lists.join(', ')}, range(1, ${integerLiteral(groups.length + 1)}) AS number`;
}

/** A key as a text that is never NULL. */
const comparable = (key: string) => `ifNull(concat('=', ${key}), '')`;

const bucketOf = ({ from, bucket }: MetricsQuery) => (bucket === undefined ? 'NULL' : `intDiv(${microsOf('time')} - ${integerLiteral(from)}, ${integerLiteral(bucket)})`);

const figures = ({ measures }: MetricsQuery) => measures.map((it, i) => `${figure(it, i)} AS v${i}`).join(', ');

function figure(measure: Figure, index: number): string {
  switch (measure.kind) {
    case 'count': return 'count()';
    case 'errors': return 'countIf(failed)';
    case 'error_rate': return 'countIf(failed) / nullIf(count(), 0)';
    case 'aggregate': return aggregated(measure.aggregate, `m${index}`);
  }
}

function aggregated(aggregate: Aggregate, column: string): string {
  switch (aggregate) {
    case 'sum': case 'avg': case 'min': case 'max': case 'count': return `${aggregate}(${column})`;
    case 'distinct': return `uniqExact(${column})`;
    default: return `quantileExactInclusive(${Number(aggregate.slice(1)) / 100})(${column})`;
  }
}
