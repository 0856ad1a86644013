import type { ObservationRow } from '../observation.js';
import type { Relation } from './filter.js';

/** How observations, of one trace or of several, stand to each other: by links as they are, cycles and missing parents included. */
export class Family {
  readonly #byId = new Map<string, ObservationRow>();
  readonly #children = new Map<string, ObservationRow[]>();

  constructor(readonly rows: readonly ObservationRow[]) {
    for (const row of rows) {
      this.#byId.set(keyOf(row, row.observation_id), row);
      if (row.parent_observation_id === null) continue;
      const parent = keyOf(row, row.parent_observation_id);
      const siblings = this.#children.get(parent);
      if (siblings === undefined) this.#children.set(parent, [row]);
      else siblings.push(row);
    }
  }

  /** The observations to which at least one of `relatives` stands in the relation. */
  thoseWith(relation: Relation, relatives: readonly ObservationRow[]): ReadonlySet<ObservationRow> {
    switch (relation) {
      case 'any': return this.#ofSameTrace(relatives);
      case 'child': return new Set(relatives.flatMap((it) => this.#parents(it)));
      case 'parent': return new Set(relatives.flatMap((it) => this.#childrenOf(it)));
      case 'descendant': return reachable(relatives, (it) => this.#parents(it));
      case 'ancestor': return reachable(relatives, (it) => this.#childrenOf(it));
    }
  }

  #ofSameTrace(relatives: readonly ObservationRow[]): Set<ObservationRow> {
    const traces = new Set(relatives.map((it) => it.trace_id));
    return new Set(this.rows.filter((it) => traces.has(it.trace_id)));
  }

  #parents(row: ObservationRow): ObservationRow[] {
    const parent = row.parent_observation_id === null ? undefined : this.#byId.get(keyOf(row, row.parent_observation_id));
    return parent === undefined ? [] : [parent];
  }

  #childrenOf(row: ObservationRow): ObservationRow[] {
    return this.#children.get(keyOf(row, row.observation_id)) ?? [];
  }
}

const keyOf = (row: ObservationRow, id: string) => `${row.trace_id}/${id}`;

/** All that is reached in one step or more. */
function reachable(from: readonly ObservationRow[], step: (row: ObservationRow) => ObservationRow[]): Set<ObservationRow> {
  const reached = new Set<ObservationRow>();
  const open = from.flatMap(step);
  for (let row = open.pop(); row !== undefined; row = open.pop()) {
    if (reached.has(row)) continue;
    reached.add(row);
    open.push(...step(row));
  }
  return reached;
}
