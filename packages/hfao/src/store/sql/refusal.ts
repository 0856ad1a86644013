import { suggest } from '../../model/filter/suggest.js';
import { Failure } from '../../runtime/errors.js';

/** A query that is not run. `at`: where in its text, in characters from 0. */
export function refusal(message: string, sql: string, at?: number): Failure {
  return new Failure('invalid_input', `${message}${at === undefined ? '' : ` (${placeOf(sql, at)})`}`, { field: 'sql' });
}

/** Engines count places in bytes. Undefined where one knows none. */
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

/** What may have been meant by a name, as a sentence with a space before it; empty when nothing is near. */
export function meant(written: string, among: readonly string[]): string {
  const [best] = suggest(written, among);
  return best === undefined ? '' : ` Did you mean ${best}?`;
}
