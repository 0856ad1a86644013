import { excerptsFor, SEARCHED_FIELDS, type SearchedField } from '../search-excerpt.js';
import { certainPart, patternOf, searchTerms, type SearchTerm } from '../search-terms.js';
import type { SearchCursor, SearchHit, SearchPage, SearchQuery } from '../store.js';
import { compileFilter } from './compile-filter.js';
import { inWindow } from './list-observations.js';
import { liveAt, PLACE, placeOf, type Place } from './live-observations.js';
import { observationRow } from './observation-row.js';
import type { Query } from './readers.js';
import { integerLiteral, Parameters, timeLiteral } from './sql.js';
import { walkBack, type Range } from './windows.js';
import { standsAlone } from './word-index.js';

const BUDGET_MS = 3_000;

interface Search { projectId: string; terms: readonly SearchTerm[]; wanted: SearchQuery }

/** Window after window from the newest: the places of what has every term, then its texts, of which excerpts are cut. */
export async function searchObservations(query: Query, projectId: string, wanted: SearchQuery): Promise<SearchPage> {
  const { from, to, after, limit, budgetMs = BUDGET_MS } = wanted;
  const search = { projectId, terms: searchTerms(wanted.text), wanted };
  const range = { from, to: after === undefined ? to : Math.min(to ?? Infinity, after.start + 1) };
  const { entries, searchedUntil } = await walkBack<SearchHit>(query, {
    projectId, table: 'observations', range, count: limit + 1, look: (within, count) => hitsWithin(query, search, within, count),
  }, budgetMs);
  return { hits: entries.slice(0, limit), ...endOf(entries, limit, searchedUntil) };
}

function endOf(entries: readonly SearchHit[], limit: number, searchedUntil: number | undefined): Pick<SearchPage, 'next' | 'searchedUntil'> {
  if (entries.length > limit) {
    const { start_time, observation_id } = entries[limit - 1];
    return { next: { start: start_time, observation_id } };
  }
  return searchedUntil === undefined ? {} : { next: { start: searchedUntil - 1, observation_id: '' }, searchedUntil };
}

/** Versions that were replaced leave too few: it goes on behind them. */
async function hitsWithin(query: Query, search: Search, within: Range, count: number): Promise<SearchHit[]> {
  const excerptOf = excerptsFor(search.terms, search.wanted.textLength);
  const hits: SearchHit[] = [];
  let { after } = search.wanted;
  for (;;) {
    const limit = count - hits.length;
    const places = await nextPlaces(query, search, { within, after, limit });
    if (places.length === 0) return hits;
    const rows = await liveAt(query, search.projectId, places, READ);
    for (const place of places) {
      const row = rows.get(placeOf(place));
      if (row === undefined) continue;
      const { trace_id, observation_id, name, type, status, start_time } = row;
      hits.push({ trace_id, observation_id, name, type, status, start_time, ...excerptOf({ ...row, input: row.input ?? row.input_preview, output: row.output ?? row.output_preview }) });
    }
    if (places.length < limit || hits.length === count) return hits;
    after = places[places.length - 1];
  }
}

const READ = ['trace_id', 'observation_id', 'name', 'type', 'status', 'start_time', 'input', 'output', 'input_preview', 'output_preview', 'status_message'] as const;

function nextPlaces(query: Query, { projectId, terms, wanted }: Search, { within, after, limit }: { within: Range; after: SearchCursor | undefined; limit: number }): Promise<Place[]> {
  const parameters = new Parameters();
  const conditions = inWindow(projectId, within, parameters);
  const traces = `trace_id IN (SELECT trace_id FROM observations WHERE ${conditions.join(' AND ')})`;
  if (after !== undefined) conditions.push(`start_time <= ${timeLiteral(after.start)} AND (start_time < ${timeLiteral(after.start)} OR observation_id > ${parameters.text(after.observation_id)})`);
  for (const term of terms) conditions.push(occurs(term, parameters), ...standsAlone(term, parameters));
  if (wanted.where !== undefined) conditions.push(compileFilter(wanted.where, observationRow('listed', { projectId, traces }, parameters), parameters));
  return query<Place>(`
SELECT ${PLACE} FROM observations AS listed WHERE NOT is_deleted AND ${conditions.join(' AND ')}
ORDER BY start_time DESC, observation_id, trace_id, version DESC LIMIT ${integerLiteral(limit)}`, parameters);
}

const TEXTS: Record<SearchedField, string> = { name: 'name', input: 'ifNull(input, input_preview)', output: 'ifNull(output, output_preview)', status_message: 'status_message' };
const textOf = (field: SearchedField) => `ifNull(${TEXTS[field]}, '')`;

/** To look for a part without case is nearly always the end of it, and takes much less than the pattern. */
function occurs(term: SearchTerm, parameters: Parameters): string {
  const pattern = parameters.text(patternOf(term));
  const part = certainPart(term);
  const bound = part === undefined ? undefined : parameters.text(part);
  return `(${SEARCHED_FIELDS.map((it) => `${bound === undefined ? '' : `positionCaseInsensitive(${textOf(it)}, ${bound}) > 0 AND `}match(${textOf(it)}, ${pattern})`).join(' OR ')})`;
}
