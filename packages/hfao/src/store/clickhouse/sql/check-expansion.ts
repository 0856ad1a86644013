import { refusal } from '../../sql/refusal.js';
import type { Part } from './syntax-tree.js';

/** The engine writes out what a name in WITH, or an alias, stands for wherever it is named, and nothing stops it meanwhile. */
const MAX_TABLES = 60;
const MAX_PARTS = 20_000;

/** Refuses queries that are short but become long. An upper bound: a name counts for the longest that it may stand for. @param named the names in WITH, in the order of the text */
export function checkExpansion(root: Part, named: readonly string[], sql: string): void {
  const parts = partsOf(root);
  const elements = parts.filter((it) => it.kind === 'WithElement');
  if (elements.length !== named.length) throw refusal('WITH cannot be read: write WITH name AS (SELECT …).', sql);
  const queries = new Meanings(elements.map((it, i) => [named[i], it]));
  const aliases = new Meanings(parts.flatMap((it) => (it.alias === undefined ? [] : [[it.alias, it]])));
  const tables = new Expansion((it) => (it.kind === 'TableIdentifier' ? { own: 1, means: queries.of(it.text) } : { own: 0, means: [] }));
  if (tables.of(root) > MAX_TABLES) throw refusal(`A query may name at most ${MAX_TABLES} tables; those within WITH count wherever its name stands.`, sql);
  const all = new Expansion((it) => ({ own: 1, means: it.kind === 'TableIdentifier' ? queries.of(it.text) : it.kind === 'Identifier' ? aliases.of(it.text) : [] }));
  if (all.of(root) > MAX_PARTS) throw refusal('The query becomes too long when its aliases and names in WITH are written out.', sql);
}

function partsOf(part: Part): Part[] {
  return [part, ...part.children.flatMap(partsOf)];
}

/** What a name may stand for. */
class Meanings {
  readonly #byName = new Map<string, Part[]>();

  constructor(named: readonly (readonly [string, Part])[]) {
    for (const [name, part] of named) this.#byName.set(name, [...this.#byName.get(name) ?? [], part]);
  }

  of(name: string): readonly Part[] {
    return this.#byName.get(name) ?? [];
  }
}

class Expansion {
  readonly #known = new Map<Part, number>();

  constructor(readonly look: (part: Part) => { own: number; means: readonly Part[] }) {}

  of(part: Part): number {
    const known = this.#known.get(part);
    if (known !== undefined) return known;
    this.#known.set(part, 1);   // what names itself is a column, or refused by the engine
    const { own, means } = this.look(part);
    let size = own;
    for (const it of part.children) size += this.of(it);
    size += Math.max(0, ...means.map((it) => this.of(it)));
    this.#known.set(part, size);
    return size;
  }
}
