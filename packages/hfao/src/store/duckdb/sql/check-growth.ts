import { SQL_COLUMNS } from '../../sql/sql-tables.js';
import { placeFromBytes, refusal } from '../../sql/refusal.js';
import { GATHERING, JOINING } from './allowed.js';
import type { Part } from './check-statement.js';
import { constantOf, constantText } from './check-arguments.js';

/** How many times larger than the largest payload a value may become. */
const MAX_GROWTH = 8;
/** What a column that holds no payload adds, of a payload. */
const SMALL = 1 / 32;
/** In each round of a recursion: rounds multiply, and are watched. */
const MAX_ROUND_GROWTH = 4;
const GATHERED = 4;

/**
 * Refuses queries that could make huge values out of small ones: an expression works on two thousand rows at once, and nothing stops it meanwhile.
 * An upper bound, from the text of the query alone: what is put together adds up, what a query takes from another multiplies.
 */
export function checkGrowth(node: Part, sql: string): void {
  new Growth(sql).ofQuery(node, new Map(), true);
}

/** Of each WITH in scope how large its values may be. */
type Known = ReadonlyMap<string, number>;

const BIG = new Set(['payload', 'json', 'map']);
const columns = Object.values(SQL_COLUMNS).flat();
const BIG_COLUMNS = new Set(columns.filter(([, kind]) => BIG.has(kind)).map(([name]) => name));
const SMALL_COLUMNS = new Set(columns.map(([name]) => name).filter((it) => !BIG_COLUMNS.has(it)));

class Growth {
  constructor(readonly sql: string) {}

  /** @param isPlain whether names of columns around it mean columns of our tables, not what a query calls so */
  ofQuery(node: Part, outer: Known, isPlain: boolean): number {
    const known = new Map(outer);
    for (const { key, value } of ((node.cte_map as { map?: { key: string; value: { query: { node: Part } } }[] } | undefined)?.map ?? [])) {
      known.set(key.toLowerCase(), this.ofQuery(value.query.node, known, isPlain));
    }
    if (node.type === 'SET_OPERATION_NODE') return Math.max(this.ofQuery(node.left as Part, known, isPlain), this.ofQuery(node.right as Part, known, isPlain));
    if (node.type === 'RECURSIVE_CTE_NODE') return this.#ofRecursion(node, known);
    const source = this.#ofTables(node.from_table, known);
    const scope = { known, isPlain: isPlain && isOfTables(node.from_table, known) };
    let most = 1;
    for (const [key, value] of Object.entries(node)) {
      if (key === 'cte_map' || key === 'from_table') continue;
      const growth = this.#ofParts(value, scope);
      if (growth * source > MAX_GROWTH) throw refusal('The query puts too much together: a single value could become too large.', this.sql, placeFromBytes(this.sql, (value as Part | null)?.query_location));
      if (key === 'select_list') most = Math.max(most, growth);
    }
    return most * source;
  }

  #ofRecursion(node: Part, known: Map<string, number>): number {
    const name = String(node.cte_name).toLowerCase();
    const first = this.ofQuery(node.left as Part, known, false);
    known.set(name, 1);
    const round = this.ofQuery(node.right as Part, known, false);
    if (round > MAX_ROUND_GROWTH) throw refusal(`A round of a recursive query may put at most ${MAX_ROUND_GROWTH} columns together.`, this.sql);
    return Math.max(first, round);
  }

  #ofTables(from: unknown, known: Known): number {
    const part = from as Part | null | undefined;
    switch (part?.type) {
      case 'BASE_TABLE': return known.get(String(part.table_name).toLowerCase()) ?? 1;
      case 'SUBQUERY': return this.ofQuery((part.subquery as { node: Part }).node, known, false);
      case 'JOIN': return Math.max(this.#ofTables(part.left, known), this.#ofTables(part.right, known), this.#ofParts(part.condition, { known, isPlain: false }));
      case 'TABLE_FUNCTION': return this.#ofParts(part.function, { known, isPlain: false });
      case 'EXPRESSION_LIST': return this.#ofParts(part.values, { known, isPlain: false });
      default: return 1;
    }
  }

  /** The most of any expression in it, at least one payload. */
  #ofParts(value: unknown, scope: Scope): number {
    return Math.max(1, this.#ofPart(value, scope));
  }

  #ofPart(value: unknown, scope: Scope): number {
    if (Array.isArray(value)) return value.reduce<number>((most, it) => Math.max(most, this.#ofPart(it, scope)), 0);
    if (typeof value !== 'object' || value === null) return 0;
    const part = value as Part;
    if (typeof part.type === 'string' && part.type.endsWith('_NODE')) return this.ofQuery(part, scope.known, scope.isPlain);
    if (part.class === 'COLUMN_REF') return scope.isPlain && SMALL_COLUMNS.has((part.column_names as string[]).at(-1)!.toLowerCase()) ? SMALL : 1;
    const inner = () => this.#ofPart(Object.values(part), scope);
    const name = String(part.class === 'OPERATOR' ? part.type : part.function_name ?? '');
    const children = (part.children as Part[] | undefined) ?? [];
    if (JOINING.has(name)) return children.reduce((sum, it) => sum + (it.class === 'STAR' ? MAX_GROWTH + 1 : constantOf(it) === undefined ? this.#ofPart(it, scope) : 0), 0);
    if (GATHERING.has(name)) return GATHERED * Math.max(inner(), SMALL);
    if (name === 'replace') return inner() * Math.max(1, Math.ceil(constantText(children[2]).length / Math.max(1, constantText(children[1]).length)));
    if (name === 'regexp_replace') return inner() * (constantText(children[2]).length + 1);
    return inner();
  }
}

interface Scope { known: Known; isPlain: boolean }

/** Whether it names tables of ours only. */
function isOfTables(from: unknown, known: Known): boolean {
  const part = from as Part | null | undefined;
  if (part?.type === 'JOIN') return isOfTables(part.left, known) && isOfTables(part.right, known);
  return part?.type === 'EMPTY' || (part?.type === 'BASE_TABLE' && !known.has(String(part.table_name).toLowerCase()) && (part.column_name_alias as unknown[] | undefined)?.length === 0);
}
