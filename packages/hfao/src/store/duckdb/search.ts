import type { SearchHit, SearchPage, SearchQuery } from '../store.js';
import { wordsOf } from '../trace-summary.js';
import type { Query } from './readers.js';
import type { Segment } from './segment.js';
import { integerLiteral, Parameters, timeLiteral } from './sql.js';

const EXCERPT_LENGTH = 240;
/** How much of an excerpt stands before the word. */
const LEAD = 60;

/** Where to look, in the order in which an excerpt is taken. Of an offloaded payload its preview is searched. */
const FIELDS = { name: 'name', input: 'coalesce(input, input_preview)', output: 'coalesce(output, output_preview)', status_message: 'status_message' } as const;
const FIELD_NAMES = Object.keys(FIELDS) as (keyof typeof FIELDS)[];

/** Reads segment after segment, newest first, and stops when no older one can hold a newer hit. */
export async function searchObservations(query: Query, segments: readonly Segment[], projectId: string, wanted: SearchQuery): Promise<SearchPage> {
  const { from = -Infinity, to = Infinity, after, limit } = wanted;
  const latest = Math.min(to - 1, after?.start ?? Infinity);
  const candidates = segments.filter((it) => it.from <= latest && it.to >= from).sort((a, b) => b.to - a.to);
  let hits: SearchHit[] = [];
  for (const segment of candidates) {
    if (hits.length > limit && segment.to < hits[limit].start_time) break;
    const parameters = new Parameters();
    const found = await query<SearchHit>(searchSegment(segment, projectId, wanted, parameters), parameters);
    hits = [...hits, ...found].sort(newestFirst).slice(0, limit + 1);
  }
  const page = hits.slice(0, limit);
  const last = page.at(-1);
  return { hits: page, ...(hits.length > limit && last !== undefined ? { next: { start: last.start_time, observation_id: last.observation_id } } : {}) };
}

function searchSegment(segment: Segment, projectId: string, { text, from, to, after, limit }: SearchQuery, parameters: Parameters): string {
  const words = wordsOf(text).map((it) => `lower(${parameters.text(it)})`);
  const conditions = [`project_id = ${parameters.text(projectId)}`];
  if (from !== undefined) conditions.push(`start_time >= ${timeLiteral(from)}`);
  if (to !== undefined) conditions.push(`start_time < ${timeLiteral(to)}`);
  if (after !== undefined) {
    const start = timeLiteral(after.start);
    conditions.push(`start_time <= ${start}`, `(start_time < ${start} OR observation_id > ${parameters.text(after.observation_id)})`);
  }
  for (const word of words) conditions.push(`(${FIELD_NAMES.map((it) => `contains(lower(${FIELDS[it]}), ${word})`).join(' OR ')})`);
  return `
SELECT trace_id, observation_id, name, type, status, start_time, field,
  substr(CASE field ${FIELD_NAMES.map((it) => `WHEN '${it}' THEN ${FIELDS[it]}`).join(' ')} END, greatest(1, place - ${LEAD})::BIGINT, ${EXCERPT_LENGTH}) AS excerpt
FROM (
  SELECT *, CASE ${FIELD_NAMES.map((it) => `WHEN ${it}_place IS NOT NULL THEN '${it}'`).join(' ')} ELSE 'name' END AS field,
    coalesce(${FIELD_NAMES.map((it) => `${it}_place`).join(', ')}, 1) AS place
  FROM (
    SELECT *, ${FIELD_NAMES.map((it) => `${firstPlace(it, words)} AS ${it}_place`).join(', ')}
    FROM (
      SELECT trace_id, observation_id, name, type, status, start_time, input, output, input_preview, output_preview, status_message
      FROM ${segment.database}.observations WHERE ${conditions.join(' AND ')}
      ORDER BY start_time DESC, observation_id LIMIT ${integerLiteral(limit + 1)}
    )
  )
)`;
}

/** Where in the field the first of the words stands, counted in characters from 1; null when none does. lower() keeps the count. */
function firstPlace(field: keyof typeof FIELDS, words: readonly string[]): string {
  return words.length === 0 ? 'NULL::BIGINT' : `least(${words.map((it) => `nullif(instr(lower(${FIELDS[field]}), ${it}), 0)`).join(', ')})`;
}

function newestFirst(a: SearchHit, b: SearchHit): number {
  if (a.start_time !== b.start_time) return b.start_time - a.start_time;
  return a.observation_id < b.observation_id ? -1 : a.observation_id > b.observation_id ? 1 : 0;
}
