import { GATHERING, JOINING } from './allowed.js';
import type { Part } from './check-statement.js';
import { constantOf, constantText } from './check-arguments.js';
import { placeFromBytes, refusal } from './refusal.js';

/** How many times larger than the largest value of a column a value may become. */
const MAX_GROWTH = 40;
/** In each round of a recursion: rounds multiply, and are watched. */
const MAX_ROUND_GROWTH = 4;
const GATHERED = 4;

/**
 * Refuses queries that could make huge values out of small ones: an expression works on two thousand rows at once, and nothing stops it meanwhile.
 * An upper bound, from the text of the query alone: what is put together adds up, what a query takes from another multiplies.
 */
export function checkGrowth(node: Part, sql: string): void {
  new Growth(sql).ofQuery(node, new Map());
}

type Known = ReadonlyMap<string, number>;

class Growth {
  constructor(readonly sql: string) {}

  ofQuery(node: Part, outer: Known): number {
    const known = new Map(outer);
    for (const { key, value } of ((node.cte_map as { map?: { key: string; value: { query: { node: Part } } }[] } | undefined)?.map ?? [])) {
      known.set(key.toLowerCase(), this.ofQuery(value.query.node, known));
    }
    if (node.type === 'SET_OPERATION_NODE') return Math.max(this.ofQuery(node.left as Part, known), this.ofQuery(node.right as Part, known));
    if (node.type === 'RECURSIVE_CTE_NODE') return this.#ofRecursion(node, known);
    const source = this.#ofTables(node.from_table, known);
    let most = 1;
    for (const [key, value] of Object.entries(node)) {
      if (key === 'cte_map' || key === 'from_table') continue;
      const growth = this.#ofParts(value, known);
      if (growth * source > MAX_GROWTH) throw refusal('The query puts too much together: a single value could become too large.', this.sql, placeFromBytes(this.sql, (value as Part | null)?.query_location));
      if (key === 'select_list') most = Math.max(most, growth);
    }
    return most * source;
  }

  #ofRecursion(node: Part, known: Map<string, number>): number {
    const name = String(node.cte_name).toLowerCase();
    const first = this.ofQuery(node.left as Part, known);
    known.set(name, 1);
    const round = this.ofQuery(node.right as Part, known);
    if (round > MAX_ROUND_GROWTH) throw refusal(`A round of a recursive query may put at most ${MAX_ROUND_GROWTH} columns together.`, this.sql);
    return Math.max(first, round);
  }

  #ofTables(from: unknown, known: Known): number {
    const part = from as Part | null | undefined;
    switch (part?.type) {
      case 'BASE_TABLE': return known.get(String(part.table_name).toLowerCase()) ?? 1;
      case 'SUBQUERY': return this.ofQuery((part.subquery as { node: Part }).node, known);
      case 'JOIN': return Math.max(this.#ofTables(part.left, known), this.#ofTables(part.right, known), this.#ofParts(part.condition, known));
      case 'TABLE_FUNCTION': return this.#ofParts(part.function, known);
      case 'EXPRESSION_LIST': return this.#ofParts(part.values, known);
      default: return 1;
    }
  }

  /** The most of any expression in it. */
  #ofParts(value: unknown, known: Known): number {
    if (Array.isArray(value)) return value.reduce<number>((most, it) => Math.max(most, this.#ofParts(it, known)), 1);
    if (typeof value !== 'object' || value === null) return 1;
    const part = value as Part;
    if (typeof part.type === 'string' && part.type.endsWith('_NODE')) return this.ofQuery(part, known);
    const inner = () => this.#ofParts(Object.values(part), known);
    const name = String(part.class === 'OPERATOR' ? part.type : part.function_name ?? '').toLowerCase();
    const children = (part.children as Part[] | undefined) ?? [];
    if (JOINING.has(name) || JOINING.has(name.toUpperCase())) return Math.max(1, children.reduce((sum, it) => sum + (it.class === 'STAR' ? MAX_GROWTH : constantOf(it) === undefined ? this.#ofParts(it, known) : 0), 0));
    if (GATHERING.has(name)) return GATHERED * inner();
    if (name === 'replace') return inner() * Math.max(1, Math.ceil(constantText(children[2]).length / Math.max(1, constantText(children[1]).length)));
    if (name === 'regexp_replace') return inner() * (constantText(children[2]).length + 1);
    return inner();
  }
}
