import { Failure } from '../../../runtime/errors.js';

/** A query that is not run. `at`: where in its text, in characters from 0. */
export function refusal(message: string, sql: string, at?: number): Failure {
  return new Failure('invalid_input', `${message}${at === undefined ? '' : ` (${placeOf(sql, at)})`}`, { field: 'sql' });
}

/** DuckDB counts places in bytes. Undefined where it knows none. */
export function placeFromBytes(sql: string, bytes: unknown): number | undefined {
  if (typeof bytes !== 'number' || bytes > 1e9) return undefined;
  return Buffer.from(sql).subarray(0, bytes).toString('utf8').length;
}

function placeOf(sql: string, at: number): string {
  const before = sql.slice(0, at);
  const line = before.split('\n').length;
  const column = at - before.lastIndexOf('\n');
  const token = /^(?:"[^"\n]*"|'[^'\n]*'|\w+|\S)/.exec(sql.slice(at))?.[0].slice(0, 40);
  return `line ${line}, column ${column}${token === undefined ? '' : `, at ${token}`}`;
}

/** Of these the one that looks most like it, where one does. */
export function nearest(word: string, among: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const it of among) {
    const distance = editDistance(word.toLowerCase().slice(0, 60), it);
    if (distance < least) [best, least] = [it, distance];
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length];
}
