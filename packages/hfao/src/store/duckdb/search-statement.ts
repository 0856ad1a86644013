import type { Micros } from '../../model/time.js';
import { SEARCHED_FIELDS, type SearchedField } from '../search-excerpt.js';
import { certainPart, patternOf, type SearchTerm } from '../search-terms.js';
import type { SearchHit, SearchQuery } from '../store.js';
import { compileFilter } from './compile-filter.js';
import { observationRow } from './observation-row.js';
import type { Query } from './readers.js';
import type { Stretch } from './search-reach.js';
import type { Segment } from './segment.js';
import { integerLiteral, Parameters, timeLiteral, unionAll } from './sql.js';
import { surroundingsOf } from './surroundings.js';
import { FIELD_TEXT } from './words/row-text.js';

export interface Search { projectId: string; terms: readonly SearchTerm[]; wanted: SearchQuery; all: readonly Segment[] }

/** A hit with the whole text of its fields. */
export interface FoundRow extends Omit<SearchHit, 'field' | 'excerpt' | 'highlights'>, Record<SearchedField, string | null> { name: string }

/** The newest hits of a stretch, in no order, one more than a page holds. */
export async function foundIn(query: Query, stretch: Stretch, search: Search): Promise<FoundRow[]> {
  if (stretch.times === undefined) return found(query, search, (parameters) => rowsBetween(stretch, search, parameters));
  const places = await placesOf(query, stretch, search);
  return places.length === 0 ? [] : found(query, search, (parameters) => rowsAt(places, stretch, search, parameters));
}

/** @param rows a SELECT of those to look at */
async function found(query: Query, { terms, wanted }: Search, rows: (parameters: Parameters) => string): Promise<FoundRow[]> {
  const parameters = new Parameters();
  const looked = rows(parameters);
  const conditions = terms.map((term) => occurs(term, parameters));
  return query<FoundRow>(`
SELECT trace_id, observation_id, type, status, start_time, ${SEARCHED_FIELDS.map((it) => `${FIELD_TEXT[it]} AS ${it}`).join(', ')}
FROM (${looked}) AS looked ${conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`}
ORDER BY start_time DESC, observation_id LIMIT ${integerLiteral(wanted.limit + 1)}`, parameters);
}

const COLUMNS = 'trace_id, observation_id, type, status, start_time, name, input, output, input_preview, output_preview, status_message';

function rowsBetween(stretch: Stretch, search: Search, parameters: Parameters): string {
  return `SELECT ${COLUMNS} FROM ${stretch.segment.database}.observations AS observation WHERE ${[...within(stretch, search, parameters), ...whereOf(stretch.segment, search, parameters)].join(' AND ')}`;
}

/** Where in the file the rows are, in the snapshot of this read. */
async function placesOf(query: Query, stretch: Stretch, search: Search): Promise<number[]> {
  const parameters = new Parameters();
  const conditions = [...within(stretch, search, parameters), `list_contains([${(stretch.times ?? []).map(timeLiteral).join(', ')}], start_time)`];
  const rows = await query<{ place: number }>(`SELECT rowid AS place FROM ${stretch.segment.database}.observations WHERE ${conditions.join(' AND ')} ORDER BY place`, parameters);
  return rows.map((it) => it.place);
}

/** Rows of one vector are read together. Sought by place, a vector of payloads costs half of what it does when all before it must be passed over; many are passed through in one go. */
const VECTOR_ROWS = 2048;
const MAX_SOUGHT = 8;

/** As a table of its own, so that what is then asked of the rows is planned once and not for every stretch of them. */
function rowsAt(places: readonly number[], { segment }: Stretch, search: Search, parameters: Parameters): string {
  const wanted = whereOf(segment, search, parameters);
  const vectors = byVector(places);
  return `WITH places AS MATERIALIZED (${unionAll(vectors.length > MAX_SOUGHT ? [places] : vectors, (some) => {
    const all = some.length === some[some.length - 1] - some[0] + 1;
    const conditions = [`rowid >= ${some[0]} AND rowid <= ${some[some.length - 1]}`, ...(all ? [] : [`list_contains([${some.map((it) => `${it}::BIGINT`).join(', ')}], rowid)`]), ...wanted];
    return `SELECT ${COLUMNS} FROM ${segment.database}.observations AS observation WHERE ${conditions.join(' AND ')}`;
  })}) SELECT * FROM places`;
}

function byVector(places: readonly number[]): number[][] {
  const vectors: number[][] = [];
  for (const place of places) {
    const last = vectors.at(-1);
    if (last !== undefined && Math.floor(last[0] / VECTOR_ROWS) === Math.floor(place / VECTOR_ROWS)) last.push(place);
    else vectors.push([place]);
  }
  return vectors;
}

function within({ from, to }: Stretch, { projectId, wanted: { after } }: Search, parameters: Parameters): string[] {
  const conditions = [`project_id = ${parameters.text(projectId)}`, `start_time >= ${timeLiteral(from)}`, `start_time <= ${timeLiteral(to)}`];
  if (after !== undefined) conditions.push(`(start_time < ${timeLiteral(after.start)} OR observation_id > ${parameters.text(after.observation_id)})`);
  return conditions;
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

function whereOf(segment: Segment, { all, projectId, wanted: { where } }: Search, parameters: Parameters): string[] {
  if (where === undefined) return [];
  const surroundings = surroundingsOf({ window: [segment], all, projectId });
  return [`(${compileFilter(where, observationRow('observation', surroundings, parameters), parameters)})`];
}

/** Of a search's time range and cursor: the latest and the earliest that a hit can begin. */
export function rangeOf({ from = -Infinity, to = Infinity, after }: SearchQuery): { earliest: Micros; latest: Micros } {
  return { earliest: from, latest: Math.min(to - 1, after?.start ?? Infinity) };
}
