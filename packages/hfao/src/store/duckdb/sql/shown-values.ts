import { DuckDBTypeId, type DuckDBType, type DuckDBValue } from '@duckdb/node-api';

/** Texts, and lists and objects as JSON, are cut there: one value must not fill an answer. */
export const CUT_CELL_AT = 100_000;

export interface Shown { kind: 'plain' | 'integer' | 'float' | 'time' | 'text' | 'json'; /** As the answer names the type. */ name: string }

/** How values of a type are shown. */
export function shownAs(type: DuckDBType): Shown {
  const name = type.alias ?? type.toString();
  switch (type.typeId) {
    case DuckDBTypeId.BOOLEAN: return { kind: 'plain', name };
    case DuckDBTypeId.TINYINT: case DuckDBTypeId.SMALLINT: case DuckDBTypeId.INTEGER: case DuckDBTypeId.BIGINT: case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UTINYINT: case DuckDBTypeId.USMALLINT: case DuckDBTypeId.UINTEGER: case DuckDBTypeId.UBIGINT: case DuckDBTypeId.UHUGEINT: return { kind: 'integer', name };
    case DuckDBTypeId.FLOAT: case DuckDBTypeId.DOUBLE: case DuckDBTypeId.DECIMAL: return { kind: 'float', name };
    case DuckDBTypeId.TIMESTAMP: case DuckDBTypeId.TIMESTAMP_S: case DuckDBTypeId.TIMESTAMP_MS: case DuckDBTypeId.TIMESTAMP_NS: case DuckDBTypeId.TIMESTAMP_TZ: return { kind: 'time', name };
    case DuckDBTypeId.LIST: case DuckDBTypeId.STRUCT: case DuckDBTypeId.MAP: case DuckDBTypeId.ARRAY: case DuckDBTypeId.UNION: return { kind: 'json', name };
    default: return { kind: type.alias === 'JSON' ? 'json' : 'text', name };
  }
}

/** Columns c0, c1, … as texts, numbers and truth values that JSON can hold. */
export function shownColumns(columns: readonly Shown[]): string {
  return columns.map(({ kind }, i) => `${expression(kind, `c${i}`)} AS c${i}`).join(', ');
}

function expression(kind: Shown['kind'], column: string): string {
  switch (kind) {
    case 'plain': return column;
    case 'float': return `${column}::DOUBLE`;
    case 'time': return `(${column}::TIMESTAMP)::VARCHAR`;
    case 'json': return `left(to_json(${column})::VARCHAR, ${CUT_CELL_AT + 1})`;
    default: return `left(${column}::VARCHAR, ${CUT_CELL_AT + 1})`;
  }
}

/** A value of such a column. Integers that a double cannot hold stay text; what JSON has no number for is null. */
export function shownValue(kind: Shown['kind'], value: DuckDBValue): unknown {
  if (value === null) return null;
  switch (kind) {
    case 'integer': return Number.isSafeInteger(Number(value)) ? Number(value) : value;
    case 'float': return Number.isFinite(value) ? value : null;
    case 'time': return isoTime(textOf(value));
    case 'json': return isCut(value) ? value.slice(0, CUT_CELL_AT) : JSON.parse(textOf(value));
    case 'text': return isCut(value) ? value.slice(0, CUT_CELL_AT) : value;
    default: return value;
  }
}

/** Longer than is shown. Characters beyond the Basic Multilingual Plane count twice here and once there: close enough. */
export const isCut = (value: unknown): value is string => typeof value === 'string' && value.length > CUT_CELL_AT;

const textOf = (value: DuckDBValue) => (typeof value === 'string' ? value : 'null');

/** `2026-01-01 00:00:00.5` as every surface shows a time; infinity stays what it is. */
function isoTime(text: string): string {
  const match = /^(\S+) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?$/.exec(text);
  return match === null ? text : `${match[1]}T${match[2]}.${(match[3] ?? '').padEnd(6, '0')}Z`;
}
