import type { SqlResult } from '../../api/sql';
import { textOf } from './csv';

/** What of a result can be drawn: numbers over time, or numbers by name. */
export type Drawable =
  | { kind: 'time'; starts: number[]; stepMs: number; series: { label: string; values: (number | null)[] }[] }
  | { kind: 'bars'; bars: { label: string; value: number }[]; measure: string };

const NUMBER = /^(?:TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|U\w+|FLOAT|DOUBLE|DECIMAL.*|Float\d+|U?Int\d+)$/i;
const TIME = /^(?:TIMESTAMP.*|DATE.*|DateTime.*)$/i;
const MOST_BARS = 40;
const MOST_SERIES = 6;

/** Undefined where a table says it better. */
export function drawable({ columns, rows }: Pick<SqlResult, 'columns' | 'rows'>): Drawable | undefined {
  if (rows.length < 2) return undefined;
  const at = (test: (type: string) => boolean) => columns.flatMap((it, i) => (test(it.type) ? [i] : []));
  const [time] = at((type) => TIME.test(type));
  const numbers = at((type) => NUMBER.test(type));
  const texts = at((type) => type === 'VARCHAR' || type.includes('String'));
  if (numbers.length === 0) return undefined;
  if (time !== undefined) return overTime({ columns, rows }, { time, numbers, name: texts[0] });
  if (texts.length === 0 || rows.length > MOST_BARS) return undefined;
  const [name, value] = [texts[0], numbers[0]];
  return { kind: 'bars', measure: columns[value].name, bars: rows.map((it) => ({ label: it[name] === null ? 'none' : textOf(it[name]), value: numberOf(it[value]) ?? 0 })) };
}

function overTime({ columns, rows }: Pick<SqlResult, 'columns' | 'rows'>, { time, numbers, name }: { time: number; numbers: number[]; name: number | undefined }): Drawable | undefined {
  const timeOf = (row: unknown[]) => Date.parse(textOf(row[time]));
  const starts = [...new Set(rows.map(timeOf))].filter((it) => !Number.isNaN(it)).sort((a, b) => a - b);
  if (starts.length < 2) return undefined;
  const stepMs = Math.min(...starts.slice(1).map((it, i) => it - starts[i]));
  const place = new Map(starts.map((it, i) => [it, i]));
  const series = new Map<string, (number | null)[]>();
  for (const row of rows) {
    const index = place.get(timeOf(row));
    if (index === undefined) continue;
    const measures = name === undefined ? numbers : numbers.slice(0, 1);
    for (const column of measures) {
      const label = name === undefined ? columns[column].name : row[name] === null ? 'none' : textOf(row[name]);
      const values = series.get(label) ?? starts.map(() => null);
      values[index] = numberOf(row[column]);
      series.set(label, values);
    }
  }
  return series.size > MOST_SERIES ? undefined : { kind: 'time', starts, stepMs, series: [...series].map(([label, values]) => ({ label, values })) };
}

function numberOf(value: unknown): number | null {
  const number = Number(value);
  return value === null || value === '' || Number.isNaN(number) ? null : number;
}
