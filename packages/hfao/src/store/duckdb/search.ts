import type { Micros } from '../../model/time.js';
import { excerptsFor } from '../search-excerpt.js';
import { searchTerms } from '../search-terms.js';
import type { SearchHit, SearchPage, SearchQuery } from '../store.js';
import type { Query } from './readers.js';
import { searchReaches, type Reach } from './search-reach.js';
import { foundIn, type FoundRow, type Search } from './search-statement.js';
import type { Segment } from './segment.js';

const BUDGET_MS = 3_000;

/**
 * Reads back from the newest: always the stretch that can hold the newest hit, until no other can hold a newer one than the page has, or time is up.
 * An index of words names the rows to look at; where a segment has none (the active one, or one that was just sealed) its text is read.
 */
export async function searchObservations(query: Query, segments: readonly Segment[], projectId: string, wanted: SearchQuery): Promise<SearchPage> {
  const terms = searchTerms(wanted.text);
  const search: Search = { projectId, terms, wanted, all: segments };
  const { limit, budgetMs = BUDGET_MS } = wanted;
  const reaches = searchReaches(segments, search);
  const startMs = performance.now();
  const begin = latestOf(reaches)?.latest;
  let hits: FoundRow[] = [];
  for (;;) {
    const reach = latestOf(reaches);
    if (reach === undefined || (hits.length > limit && hits[limit].start_time > reach.latest)) break;
    if (reach.latest !== begin && performance.now() - startMs >= budgetMs) return partialPage(hits.filter((it) => it.start_time > reach.latest), reach.latest, search);
    const stretch = reach.next(limit + 1 - hits.length);
    if (stretch !== undefined) hits = [...hits, ...await foundIn(query, stretch, search)].sort(newestFirst).slice(0, limit + 1);
  }
  return pageOf(hits, search);
}

function latestOf(reaches: readonly Reach[]): Reach | undefined {
  let latest: Reach | undefined;
  for (const reach of reaches) if (reach.latest !== -Infinity && (latest === undefined || reach.latest > latest.latest)) latest = reach;
  return latest;
}

function pageOf(hits: readonly FoundRow[], { terms, wanted: { limit, textLength } }: Search): SearchPage {
  const page = hits.slice(0, limit);
  const last = page.at(-1);
  const next = hits.length > limit && last !== undefined ? { next: { start: last.start_time, observation_id: last.observation_id } } : {};
  return { hits: hitsOf(page, terms, textLength), ...next };
}

/** Everything later than `latest` was looked at. */
function partialPage(hits: readonly FoundRow[], latest: Micros, search: Search): SearchPage {
  const page = pageOf(hits, search);
  return page.next === undefined ? { ...page, searchedUntil: latest + 1, next: { start: latest, observation_id: '' } } : page;
}

function hitsOf(rows: readonly FoundRow[], terms: Search['terms'], textLength: number | undefined): SearchHit[] {
  const excerptOf = excerptsFor(terms, textLength);
  return rows.map((row) => {
    const { trace_id, observation_id, name, type, status, start_time } = row;
    return { trace_id, observation_id, name, type, status, start_time, ...excerptOf(row) };
  });
}

function newestFirst(a: FoundRow, b: FoundRow): number {
  if (a.start_time !== b.start_time) return b.start_time - a.start_time;
  return a.observation_id < b.observation_id ? -1 : a.observation_id > b.observation_id ? 1 : 0;
}
