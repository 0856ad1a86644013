import type { Figure } from '../../../model/metric-query.js';
import { keyNames } from '../../metrics/figures.js';
import type { MetricsQuery } from '../../store.js';
import { integerLiteral, Parameters } from '../sql.js';
import { bucketOf } from './figures.js';

/** What is kept of the rows with the same keys (`kN`) in the same bucket of time: of several, the figures can be made. */
export type CellParts = { index: number | null } & Record<`k${number}`, string | null> & Record<`${'n' | 'e' | 's'}${number}`, number | null>;

/** SELECT of the cells of some rows. @param from where buckets are counted from */
export function cellsOf(wanted: MetricsQuery, rows: string, from = wanted.from): string {
  const keys = keyNames(wanted);
  return `SELECT ${[...keys, `${bucketOf(wanted, from)} AS index`, ...wanted.measures.flatMap((it, i) => partsOf(it, i).map(({ name, value }) => `${value} AS ${name}`))].join(', ')} FROM (${rows}) GROUP BY ${[...keys, 'index'].join(', ')}`;
}

/** The same of cells that are known. @param origin where their buckets are counted from */
export function givenCells(wanted: MetricsQuery, cells: readonly CellParts[], origin: number, parameters: Parameters): string {
  const keys = keyNames(wanted) as `k${number}`[];
  const columns = [
    ...keys.map((key) => `unnest(${parameters.texts(cells.map((it) => it[key]))}) AS ${key}`),
    wanted.bucket === undefined ? 'NULL::BIGINT AS index' : `unnest(${parameters.numbers(cells.map((it) => it.index))})::BIGINT - ${integerLiteral((wanted.from - origin) / wanted.bucket)} AS index`,
    ...wanted.measures.flatMap((it, i) => partsOf(it, i).map(({ name }) => `unnest(${parameters.numbers(cells.map((cell) => cell[name]))}) AS ${name}`)),
  ];
  return `SELECT ${columns.join(', ')}`;
}

/** What is kept of the rows of a cell. */
function partsOf(measure: Figure, i: number): { name: `${'n' | 'e' | 's'}${number}`; value: string }[] {
  switch (measure.kind) {
    case 'count': return [{ name: `n${i}`, value: 'count(*)' }];
    case 'errors': return [{ name: `n${i}`, value: 'count(*) FILTER (failed)' }];
    case 'error_rate': return [{ name: `e${i}`, value: 'count(*) FILTER (failed)' }, { name: `n${i}`, value: 'count(*)' }];
    case 'aggregate': switch (measure.aggregate) {
      case 'count': return [{ name: `n${i}`, value: `count(m${i})` }];
      case 'avg': return [{ name: `s${i}`, value: `sum(m${i})` }, { name: `n${i}`, value: `count(m${i})` }];
      default: return [{ name: `s${i}`, value: `${measure.aggregate}(m${i})` }];
    }
  }
}

/** The figure of several cells. */
export function wholeOf(measure: Figure, i: number): string {
  switch (measure.kind) {
    case 'count': case 'errors': return `sum(n${i})::DOUBLE`;
    case 'error_rate': return `sum(e${i})::DOUBLE / nullif(sum(n${i}), 0)`;
    case 'aggregate': switch (measure.aggregate) {
      case 'count': return `sum(n${i})::DOUBLE`;
      case 'avg': return `sum(s${i})::DOUBLE / nullif(sum(n${i}), 0)`;
      default: return `${measure.aggregate}(s${i})::DOUBLE`;
    }
  }
}
