import { DOUBLE, LIST, listValue, VARCHAR, type DuckDBType, type DuckDBValue } from '@duckdb/node-api';
import type { Micros } from '../../model/time.js';
import { integerLiteral } from '../integer-literal.js';

export { integerLiteral };

/** A statement and the values for its `$1`, `$2`, … : the only way text from outside reaches SQL. */
export class Parameters {
  readonly values: DuckDBValue[] = [];
  readonly types: DuckDBType[] = [];

  /** The placeholder of a text. */
  text(value: string): string {
    this.types.push(VARCHAR);
    return `$${this.values.push(value)}`;
  }

  number(value: number): string {
    this.types.push(DOUBLE);
    return `$${this.values.push(value)}`;
  }

  numbers(values: readonly (number | null)[]): string {
    this.types.push(LIST(DOUBLE));
    return `$${this.values.push(listValue(values))}`;
  }

  /** The placeholder of a list of texts, for `IN (SELECT unnest($n))`. */
  texts(values: readonly (string | null)[]): string {
    this.types.push(LIST(VARCHAR));
    return `$${this.values.push(listValue(values))}`;
  }
}

/** A time as a literal: row groups are skipped by literals, not by parameters or subqueries. */
export function timeLiteral(micros: Micros): string {
  return `make_timestamp(${integerLiteral(micros)}::BIGINT)`;
}

/** For settings and file names, which cannot be parameters. */
export function textLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** One SELECT for each part, joined; with no part a SELECT that finds nothing is the caller's affair. */
export function unionAll<T>(parts: readonly T[], select: (part: T) => string): string {
  return parts.map(select).join('\nUNION ALL\n');
}
