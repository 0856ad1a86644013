import { Failure } from '../../../runtime/errors.js';
import { refusal } from '../../sql/refusal.js';

/**
 * What DuckDB says of a query, for its author: the sentence, and the place in their own text. Values are left out, whosever they are: only
 * rows of the project are ever looked at, but that is for the relations to see to, not for a message.
 */
export function toldError(error: unknown, sql: string): unknown {
  if (error instanceof Failure || !(error instanceof Error)) return error;
  const [, kind, told] = /^([A-Z][\w -]*?) ?Error: ([\s\S]*)$/i.exec(error.message) ?? [];
  const [sentence] = (told ?? '').split(/\n\nLINE \d+:|\n\n/);
  switch (kind?.toLowerCase()) {
    case 'binder': case 'parser': case 'catalog': return refusal(stop(sentence.replaceAll('\n', ' ')), sql, placeOf(error.message, sql));
    case 'conversion': case 'invalid input': case 'out of range': case 'invalid type': case 'mismatch type': case 'syntax':
      return refusal(`${stop(withoutValues(sentence))} TRY_CAST gives null where a value does not fit.`, sql, placeOf(error.message, sql));
    case 'out of memory': return tooLarge();
    default: return error;
  }
}

export function tooLarge(): Failure {
  return new Failure('too_large', 'The query needs more memory than a query may take and was stopped. Narrow the time range, select fewer columns, or aggregate before joining and sorting.', { field: 'sql' });
}

const stop = (sentence: string) => (/[.!?]$/.test(sentence) ? sentence : `${sentence}.`);

const withoutValues = (sentence: string) => sentence.split('\n')[0].replace(/'[^']*'|"[^"]*"/g, '…').replace(/\b[Vv]alue -?[\d.e+-]+/g, 'a value').slice(0, 300);

/** DuckDB shows a line with a caret under the place; of a long line only what is around it. */
function placeOf(message: string, sql: string): number | undefined {
  const match = /\n\nLINE (\d+): (.*)\n( *)\^/.exec(message);
  if (match === null) return undefined;
  const caret = match[3].length - `LINE ${match[1]}: `.length;
  const dots = match[2].startsWith('...') ? 3 : 0;
  const shown = match[2].slice(dots).replace(/\.\.\.$/, '');
  const lines = sql.split('\n');
  // The query begins in the second line of what ran.
  const line = Number(match[1]) - 2;
  const start = lines[line]?.indexOf(shown.trimEnd()) ?? -1;
  if (start === -1) return undefined;
  return lines.slice(0, line).reduce((sum, it) => sum + it.length + 1, 0) + start + caret - dots;
}
