import { compareCodePoints } from '../../model/filter/compare.js';
import type { FacetsQuery, FacetValue, TraceFacets } from '../store.js';
import { KnownSums } from './known-sums.js';
import type { Query } from './readers.js';
import type { Segment } from './segment.js';
import { integerLiteral, Parameters, unionAll } from './sql.js';
import { startedTraces, type Started } from './started-traces.js';

type Facet = keyof TraceFacets;
/** Of each facet the values, and of each value the number of traces. */
type Counts = Record<Facet, ReadonlyMap<string, number>>;

/** The column of a trace's summary that each is about. */
const COLUMNS: Record<Facet, string> = {
  names: 'name', models: 'models', agents: 'agents', tags: 'tags', environments: 'environment', sessions: 'session_id', users: 'user_id',
};
const LISTS = new Set(['models', 'agents', 'tags']);
const ALL = Object.keys(COLUMNS) as Facet[];

/** What segments at rest have of the facets of their traces. */
export class KnownFacets {
  readonly #parts = new KnownSums<Counts>({ sizeOf: (it) => ALL.reduce((sum, facet) => sum + it[facet].size, 0), mostOfOne: 1_000_000, most: 2_000_000 });
  readonly #sums = new Map<string, FacetSum>();

  /** As far as it is known. @param learn asks for the counts of the traces that are in one segment alone */
  of(projectId: string, segments: { all: readonly Segment[]; atRest: readonly Segment[] }, learn: (segment: Segment) => Promise<Counts>): Promise<ReadonlyMap<Segment, Counts>> {
    return this.#parts.of(projectId, segments, learn);
  }

  /** Of these parts and the rest together. */
  mostFrequent(projectId: string, parts: ReadonlyMap<Segment, Counts>, rest: Counts, limit: number): TraceFacets {
    const sum = this.#sums.get(projectId) ?? new FacetSum();
    this.#sums.delete(projectId);
    this.#sums.set(projectId, sum);
    if (this.#sums.size > MOST_SUMS) this.#sums.delete(this.#sums.keys().next().value!);
    sum.follow(parts);
    return Object.fromEntries(ALL.map((it) => [it, sum.mostFrequent(it, rest[it], limit)])) as Record<Facet, FacetValue[]>;
  }
}

/** Projects whose facets are kept added up. */
const MOST_SUMS = 16;

/** A sum that follows its parts: what has changed is taken away and added, all else stays. */
class FacetSum {
  #parts: ReadonlyMap<Segment, Counts> = new Map();
  readonly #counts = newCounts();
  /** Of the sum alone, as many as were asked for. */
  readonly #most = new Map<Facet, { limit: number; values: readonly FacetValue[] }>();

  follow(parts: ReadonlyMap<Segment, Counts>): void {
    for (const [segment, part] of this.#parts) if (parts.get(segment) !== part) this.#add(part, -1);
    for (const [segment, part] of parts) if (this.#parts.get(segment) !== part) this.#add(part, 1);
    this.#parts = parts;
  }

  /** Of this and the rest together. What is neither among the most frequent here nor in the rest cannot come before those: a sum of very many values is not walked for each answer. */
  mostFrequent(facet: Facet, rest: ReadonlyMap<string, number>, limit: number): FacetValue[] {
    const counts = this.#counts[facet];
    const candidates = new Map(this.#mostOf(facet, limit).map(({ value, count }) => [value, count]));
    for (const [value, count] of rest) candidates.set(value, count + (counts.get(value) ?? 0));
    return mostFrequent(candidates, limit);
  }

  #mostOf(facet: Facet, limit: number): readonly FacetValue[] {
    const known = this.#most.get(facet);
    if (known?.limit === limit) return known.values;
    const values = mostFrequent(this.#counts[facet], limit);
    this.#most.set(facet, { limit, values });
    return values;
  }

  #add(part: Counts, times: 1 | -1): void {
    this.#most.clear();
    for (const facet of ALL) {
      const counts = this.#counts[facet];
      for (const [value, count] of part[facet]) {
        const sum = (counts.get(value) ?? 0) + times * count;
        if (sum === 0) counts.delete(value);
        else counts.set(value, sum);
      }
    }
  }
}

/** Values and the number of traces that have them, the most frequent first, then by the alphabet. Without a filter, segments at rest are asked once. */
export async function facets(query: Query, all: readonly Segment[], projectId: string, { from, to, limit, where }: FacetsQuery, known: KnownFacets): Promise<TraceFacets> {
  const asked = { projectId, from, to, where };
  if (where !== undefined) return listed(await facetValues(query, all, asked, ALL, limit));
  const atRest = all.filter((it) => it.isFolded && it.projects.has(projectId) && it.from >= from && it.deltasTo < to);
  const parts = await known.of(projectId, { all, atRest }, (segment) => countsOf(query, [segment], { ...asked, isAlone: true }));
  if (parts.size === 0) {
    // One column after the other: to hold all of every trace at once takes longer.
    const found: (FacetValue & { facet: Facet })[] = [];
    for (const it of ALL) found.push(...await facetValues(query, all, asked, [it], limit));
    return listed(found);
  }
  const rest = await countsOf(query, all, { ...asked, known: new Set(parts.keys()) });
  return known.mostFrequent(projectId, parts, rest, limit);
}

async function facetValues(query: Query, all: readonly Segment[], asked: Started, wanted: readonly Facet[], limit: number): Promise<(FacetValue & { facet: Facet })[]> {
  const parameters = new Parameters();
  const traces = await startedTraces(query, all, asked, wanted.map((it) => COLUMNS[it]), parameters);
  return traces === undefined ? [] : query(`WITH traces AS (${traces})
${unionAll(wanted, (it) => `SELECT * FROM (SELECT '${it}' AS facet, * FROM (${counted(it)}) ORDER BY count DESC, value LIMIT ${integerLiteral(limit)})`)}
ORDER BY count DESC, value`, parameters);
}

/** All values of all facets: as two long texts each, since value by value takes ten times as long. */
async function countsOf(query: Query, all: readonly Segment[], asked: Started): Promise<Counts> {
  const parameters = new Parameters();
  const traces = await startedTraces(query, all, asked, ALL.map((it) => COLUMNS[it]), parameters);
  const counts = newCounts();
  const found = traces === undefined ? [] : await query<{ facet: Facet; values: string | null; counts: string | null }>(`WITH traces AS MATERIALIZED (${traces})
${unionAll(ALL, (it) => `SELECT '${it}' AS facet, to_json(list(value))::VARCHAR AS values, to_json(list(count))::VARCHAR AS counts FROM (${counted(it)})`)}`, parameters);
  for (const row of found) {
    const numbers = JSON.parse(row.counts ?? '[]') as number[];
    for (const [i, value] of (JSON.parse(row.values ?? '[]') as string[]).entries()) counts[row.facet].set(value, numbers[i]);
  }
  return counts;
}

const counted = (facet: Facet) => `SELECT value, count(*) AS count FROM (SELECT ${LISTS.has(COLUMNS[facet]) ? `unnest("${COLUMNS[facet]}")` : `"${COLUMNS[facet]}"`} AS value FROM traces) WHERE value <> '' GROUP BY value`;

function newCounts(): Record<Facet, Map<string, number>> {
  return { names: new Map(), models: new Map(), agents: new Map(), tags: new Map(), environments: new Map(), sessions: new Map(), users: new Map() };
}

function listed(found: readonly (FacetValue & { facet: Facet })[]): TraceFacets {
  const values: TraceFacets = { names: [], models: [], agents: [], tags: [], environments: [], sessions: [], users: [] };
  for (const { facet, value, count } of found) values[facet].push({ value, count });
  return values;
}

function mostFrequent(counts: ReadonlyMap<string, number>, limit: number): FacetValue[] {
  const found: FacetValue[] = [];
  for (const [value, count] of counts) {
    const next = { value, count };
    if (found.length === limit) {
      if (inOrder(next, found.at(-1)!) >= 0) continue;
      found.pop();
    }
    let place = found.length;
    while (place > 0 && inOrder(next, found[place - 1]) < 0) place--;
    found.splice(place, 0, next);
  }
  return found;
}

const inOrder = (a: FacetValue, b: FacetValue) => b.count - a.count || compareCodePoints(a.value, b.value);
