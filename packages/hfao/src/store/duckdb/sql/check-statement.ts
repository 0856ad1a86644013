import { type SqlTableName, SQL_TABLE_NAMES } from '../../sql/sql-tables.js';
import { meant, placeFromBytes, refusal } from '../../sql/refusal.js';
import { CAST_TYPES, COLLATIONS, EXPRESSIONS, FUNCTIONS, GATHERING, LAMBDA_FUNCTIONS, NAMED_TYPES, OPERATORS, PARTS, REFUSED_WORDS, TABLE_FUNCTIONS } from './allowed.js';
import { checkArguments } from './check-arguments.js';
import { checkGrowth } from './check-growth.js';

/** A part of a statement as DuckDB's parser gives it. */
export interface Part { type?: unknown; class?: unknown; query_location?: unknown; [key: string]: unknown }

const MAX_PARTS = 6_000;
/** The optimizer takes quadratic time in this one, and cannot be stopped. */
const MAX_DEPTH = 80;
/** And exponential time in this one. */
const MAX_NESTED_QUERIES = 12;
const MAX_NESTED_VALUES = 4;
const MAX_TABLES = 24;

/** Names that DuckDB itself gives to tables. */
const SYSTEM_NAMES = /^(?:duckdb_|pg_|sqlite_|pragma_|information_schema|segment|memory$|system$|temp$|main$)/i;

interface Scope { tables: ReadonlySet<string>; depth: number; queries: number; values: number; isLambda?: boolean; inTableFunction?: boolean }

/**
 * Walks a whole statement; nothing passes that is not known and allowed.
 * @param node the query of one parsed SELECT
 * @returns the tables of ours that it reads
 * @throws Failure `invalid_input` that names the place and what is allowed
 */
export function checkStatement(node: Part, sql: string): Set<SqlTableName> {
  const check = new StatementCheck(sql);
  check.visit(node, { tables: new Set(), depth: 0, queries: 0, values: 0 });
  checkGrowth(node, sql);
  return check.tables;
}

class StatementCheck {
  readonly tables = new Set<SqlTableName>();
  #parts = 0;
  #references = 0;

  constructor(readonly sql: string) {}

  visit(value: unknown, scope: Scope): void {
    if (Array.isArray(value)) for (const it of value) this.visit(it, scope);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    const part = value as Part;
    if (++this.#parts > MAX_PARTS) throw refusal('The query is too long.', this.sql);
    if (typeof part.class === 'string') return this.#expression(part, part.class, scope);
    if (typeof part.type === 'string') return this.#part(part, part.type, scope);
    if (isRecord(part.type)) return;   // the value of a constant
    this.#within(part, scope);
  }

  #within(part: Part, scope: Scope): void {
    for (const it of Object.values(part)) this.visit(it, scope);
  }

  #part(part: Part, type: string, scope: Scope): void {
    if (!PARTS.has(type)) throw this.#refuse(`${words(type)} is not allowed here: a query is one SELECT of ${TABLES}.`, part);
    switch (type) {
      case 'SELECT_NODE': case 'SET_OPERATION_NODE': case 'RECURSIVE_CTE_NODE': return this.#query(part, scope);
      case 'BASE_TABLE': return this.#table(part, scope);
      case 'TABLE_FUNCTION': return this.#within(part, { ...scope, inTableFunction: true });
      default: return this.#within(part, scope);
    }
  }

  #query(part: Part, scope: Scope): void {
    const queries = scope.queries + 1;
    if (queries > MAX_NESTED_QUERIES) throw this.#refuse(`Queries are nested more than ${MAX_NESTED_QUERIES} deep.`, part);
    if (Array.isArray(part.key_targets) && part.key_targets.length > 0) throw this.#refuse('USING KEY is not allowed.', part);
    const { cte_map: ctes, ...rest } = part;
    const tables = new Set(scope.tables);
    for (const { key, value } of ((ctes as { map?: { key: string; value: Part }[] } | undefined)?.map ?? [])) {
      const name = key.toLowerCase();
      if ((SQL_TABLE_NAMES as readonly string[]).includes(name) || SYSTEM_NAMES.test(name)) throw this.#refuse(`WITH "${key}": choose another name, this one is taken.`, part);
      const { query, ...about } = value as { query: { node: Part } } & Part;
      const itself = query.node.type === 'RECURSIVE_CTE_NODE' ? [name] : [];
      this.visit(query, { ...scope, queries, tables: new Set([...tables, ...itself]) });
      if (Array.isArray(about.key_targets) && about.key_targets.length > 0) throw this.#refuse('USING KEY is not allowed.', part);
      tables.add(name);
    }
    this.#within(rest, { ...scope, queries, tables, inTableFunction: false });
  }

  #table(part: Part, scope: Scope): void {
    const written = String(part.table_name);
    const name = written.toLowerCase();
    const path = [part.catalog_name, part.schema_name].filter((it) => it !== '' && it !== undefined);
    if (path.length > 0) throw this.#refuse(`"${[...path, written].join('.')}": tables are named without a catalog or schema. There is ${TABLES}.`, part);
    if (part.at_clause !== null && part.at_clause !== undefined) throw this.#refuse('AT is not allowed.', part);
    if (++this.#references > MAX_TABLES) throw this.#refuse(`A query may name at most ${MAX_TABLES} tables.`, part);
    if (!scope.tables.has(name)) {
      const table = SQL_TABLE_NAMES.find((it) => it === name);
      if (table === undefined) throw this.#refuse(`There is no table "${written}".${meant(name, [...SQL_TABLE_NAMES, ...scope.tables])} There is ${TABLES}.`, part);
      this.tables.add(table);
    }
    const { sample, column_name_alias: aliases } = part;
    this.#within({ sample, aliases }, scope);
  }

  #expression(part: Part, kind: string, before: Scope): void {
    const scope = { ...before, depth: before.depth + 1 };
    if (scope.depth > MAX_DEPTH) throw this.#refuse(`Expressions are nested more than ${MAX_DEPTH} deep.`, part);
    if (!EXPRESSIONS.has(kind)) throw this.#refuse(kind === 'PARAMETER' ? 'Parameters ($1, ?) are not allowed: write the value.' : `${words(kind)} is not allowed.`, part);
    const type = String(part.type);
    switch (kind) {
      case 'OPERATOR': if (!OPERATORS.has(type)) throw this.#refuse(`${words(type)} is not allowed.`, part); break;
      case 'FUNCTION': case 'WINDOW': return this.#function(part, scope);
      case 'CAST': this.#castType(part); return this.visit(part.child, scope);
      case 'COLUMN_REF': return this.#column(part);
      case 'COLLATE': if (!COLLATIONS.has(String(part.collation).toLowerCase())) throw this.#refuse('Only the collations NOCASE and NOACCENT are allowed.', part); break;
      // In any place but that of a lambda function's argument it is the arrow of JSON.
      case 'LAMBDA': checkArguments('->', [part.lhs as Part, part.expr as Part], (message) => this.#refuse(message, part)); break;
      case 'SUBQUERY':
        if (scope.values >= MAX_NESTED_VALUES) throw this.#refuse(`Queries that give a value are nested more than ${MAX_NESTED_VALUES} deep.`, part);
        return this.#within(part, { ...scope, values: scope.values + 1 });
    }
    this.#within(part, scope);
  }

  #function(part: Part, scope: Scope): void {
    const name = String(part.function_name).toLowerCase();
    const isTable = scope.inTableFunction === true;
    const allowed = isTable ? TABLE_FUNCTIONS : FUNCTIONS;
    if (!allowed.has(name)) {
      const advice = ADVICE[name] ?? meant(name, [...allowed]);
      throw this.#refuse(`The function ${String(part.function_name)}() is not allowed${isTable ? ' in FROM' : ''}.${advice === '' ? ' docs/sql.md lists those that are.' : advice}`, part);
    }
    // The parser itself says main of what it makes of its own syntax: such a name is looked up nowhere else.
    if ((part.catalog ?? '') !== '' || !['', 'main', undefined].includes(part.schema as string | undefined)) throw this.#refuse(`A function is named without a catalog or schema; of a column write ${name}(column), not column.${name}().`, part);
    if (part.class === 'WINDOW' && GATHERING.has(name)) throw this.#refuse(`${name}() OVER is not allowed: it would make every row as large as all of them.`, part);
    const children = (part.children as Part[] | undefined) ?? [];
    checkArguments(name, children, (message) => this.#refuse(message, part));
    const inside = { ...scope, inTableFunction: false };
    if (!LAMBDA_FUNCTIONS.has(name)) return this.#within(part, inside);
    if (scope.isLambda === true) throw this.#refuse(`${name}() of what another works on is not allowed. Use unnest.`, part);
    for (const it of children) {
      if (it.class !== 'LAMBDA') this.visit(it, inside);
      else this.#within(it, { ...inside, depth: scope.depth + 1, isLambda: true });
    }
    this.#within({ ...part, children: [] }, inside);
  }

  #castType(part: Part): void {
    const { id, type_info: info } = part.cast_type as { id: string; type_info: { name?: string; catalog?: string; schema?: string } | null };
    const isNamed = id === 'UNBOUND' && NAMED_TYPES.has(String(info?.name).toLowerCase()) && info?.catalog === '' && info.schema === '';
    if (!isNamed && !CAST_TYPES.has(id)) throw this.#refuse(`A cast to ${id === 'UNBOUND' ? String(info?.name) : id} is not allowed. Cast to text, numbers, times, UUID or JSON.`, part);
  }

  #column(part: Part): void {
    const path = part.column_names as string[];
    if (path.length === 1 && REFUSED_WORDS.has(path[0].toLowerCase())) throw this.#refuse(`${path[0]} is not allowed.`, part);
  }

  #refuse(message: string, part: Part): Error {
    return refusal(message, this.sql, placeFromBytes(this.sql, part.query_location));
  }
}

const TABLES = SQL_TABLE_NAMES.join(', ');

const words = (type: string) => type.replaceAll('_', ' ').replace(/ (?:NODE|REF|MODIFIER)$/, '');
const isRecord = (value: unknown) => typeof value === 'object' && value !== null;

const SPLITTING = ' Use regexp_extract(), or unnest() of a list column.';
const ADVICE: Record<string, string> = {
  split_part: SPLITTING, string_split: SPLITTING, str_split: SPLITTING, split: SPLITTING, regexp_extract_all: SPLITTING,
  range: ' It is allowed in FROM: FROM range(10).', generate_series: ' It is allowed in FROM: FROM generate_series(1, 10).',
  like_escape: ' Escape what is special with regexp_matches().',
};
