import type { SqlResult } from '../../api/sql';

/** RFC 4180: what has a comma, a quote or a line break stands in quotes; lists and objects as JSON; null is empty. */
export function csvOf({ columns, rows }: Pick<SqlResult, 'columns' | 'rows'>): string {
  return [columns.map((it) => it.name), ...rows].map((row) => row.map((it) => field(textOf(it))).join(',')).join('\r\n');
}

export function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const field = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
