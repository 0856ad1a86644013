import type { Micros } from '../../model/time.js';
import { SEARCHED_FIELDS, type SearchedField } from '../search-excerpt.js';
import { certainPart, patternOf, type SearchTerm } from '../search-terms.js';
import type { SearchHit, SearchQuery } from '../store.js';
import { compileFilter } from './compile-filter.js';
import { observationRow } from './observation-row.js';
import type { Query } from './readers.js';
import type { Stretch } from './search-reach.js';
import type { Segment } from './segment.js';
import { integerLiteral, Parameters, timeLiteral } from './sql.js';
import { surroundingsOf } from './surroundings.js';
import { FIELD_TEXT } from './words/row-text.js';

export interface Search { projectId: string; terms: readonly SearchTerm[]; wanted: SearchQuery; all: readonly Segment[] }

/** A hit with the whole text of its fields. */
export interface FoundRow extends Omit<SearchHit, 'field' | 'excerpt' | 'highlights'>, Record<SearchedField, string | null> { name: string }

/** The newest hits of a stretch, in no order, one more than a page holds. */
export async function foundIn(query: Query, stretch: Stretch, search: Search): Promise<FoundRow[]> {
  const parameters = new Parameters();
  return query<FoundRow>(statementOf(stretch, search, parameters), parameters);
}

function statementOf({ segment, from, to, times }: Stretch, search: Search, parameters: Parameters): string {
  const { projectId, wanted } = search;
  const conditions = [`project_id = ${parameters.text(projectId)}`, `start_time >= ${timeLiteral(from)}`, `start_time <= ${timeLiteral(to)}`];
  if (times !== undefined) conditions.push(`list_contains([${times.map(timeLiteral).join(', ')}], start_time)`);
  if (wanted.after !== undefined) conditions.push(`(start_time < ${timeLiteral(wanted.after.start)} OR observation_id > ${parameters.text(wanted.after.observation_id)})`);
  for (const term of search.terms) conditions.push(occurs(term, parameters));
  if (wanted.where !== undefined) conditions.push(whereOf(segment, search, parameters));
  return `
SELECT trace_id, observation_id, type, status, start_time, ${SEARCHED_FIELDS.map((it) => `${FIELD_TEXT[it]} AS ${it}`).join(', ')}
FROM ${segment.database}.observations AS observation WHERE ${conditions.join(' AND ')}
ORDER BY start_time DESC, observation_id LIMIT ${integerLiteral(wanted.limit + 1)}`;
}

const ALL_TEXT = `concat_ws(chr(1), ${SEARCHED_FIELDS.map((it) => FIELD_TEXT[it]).join(', ')})`;

/** To lower a text and look for a part takes a quarter of the time of the pattern, and is nearly always the end of it. One pattern for all fields: it takes a millisecond to compile. */
function occurs(term: SearchTerm, parameters: Parameters): string {
  const matches = `regexp_matches(${ALL_TEXT}, ${parameters.text(patternOf(term))})`;
  const part = certainPart(term);
  if (part === undefined) return matches;
  const bound = parameters.text(part);
  return `((${SEARCHED_FIELDS.map((it) => `contains(lower(${FIELD_TEXT[it]}), ${bound})`).join(' OR ')}) AND ${matches})`;
}

function whereOf(segment: Segment, { all, projectId, wanted }: Search, parameters: Parameters): string {
  const surroundings = surroundingsOf({ window: [segment], all, projectId });
  return `(${compileFilter(wanted.where!, observationRow('observation', surroundings, parameters), parameters)})`;
}

/** Of a search's time range and cursor: the latest and the earliest that a hit can begin. */
export function rangeOf({ from = -Infinity, to = Infinity, after }: SearchQuery): { earliest: Micros; latest: Micros } {
  return { earliest: from, latest: Math.min(to - 1, after?.start ?? Infinity) };
}
