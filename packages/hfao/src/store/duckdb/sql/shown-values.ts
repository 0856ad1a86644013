import { DuckDBTypeId, type DuckDBType } from '@duckdb/node-api';
import { CUT_CELL_AT, type ShownKind } from '../../sql/shown-value.js';

export interface Shown { kind: ShownKind; /** As the answer names the type. */ name: string }

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
