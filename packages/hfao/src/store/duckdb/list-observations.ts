import { OBSERVATION_COLUMNS, type ObservationRow } from '../../model/observation.js';
import type { ObservationCursor, ObservationPage, ObservationQuery } from '../store.js';
import { compileFilter } from './compile-filter.js';
import { observationRow } from './observation-row.js';
import type { Query } from './readers.js';
import type { Segment } from './segment.js';
import { integerLiteral, Parameters, timeLiteral, unionAll } from './sql.js';
import { surroundingsOf } from './surroundings.js';
import { BUDGET_MS, walkBack } from './walk.js';
import { whereItCanBe } from './where-it-can-be.js';

/** Where an observation stands in the list, and in which place of which segment it is. */
interface Place extends ObservationCursor { segment: number; place: number }

/** Walks the segments from the newest: first only where the page's observations are, then what is shown of them. */
export async function listObservations(query: Query, all: readonly Segment[], projectId: string, wanted: ObservationQuery): Promise<ObservationPage> {
  const { from = -Infinity, to = Infinity, after, limit } = wanted;
  const latest = Math.min(to - 1, after?.start ?? Infinity);
  const { entries, searchedUntil } = await walkBack<Place>({
    segments: all.filter((it) => it.projects.has(projectId) && it.from <= latest && it.to >= from).map((segment) => ({ segment, latest: Math.min(latest, segment.to) })),
    count: limit + 1, timeOf: (it) => it.start, keyOf: (it) => it.trace_id + it.observation_id, inOrder: inListOrder, budgetMs: wanted.where && BUDGET_MS,
    look: (window) => passing(query, { window, all, projectId }, wanted),
  });
  const page = entries.slice(0, limit);
  return { observations: await rowsAt(query, all, page), ...endOf(entries, limit, searchedUntil) };
}

function endOf(entries: readonly Place[], limit: number, searchedUntil: number | undefined): Pick<ObservationPage, 'next' | 'searchedUntil'> {
  if (entries.length > limit) {
    const { start, trace_id, observation_id } = entries[limit - 1];
    return { next: { start, trace_id, observation_id } };
  }
  return searchedUntil === undefined ? {} : { next: { start: searchedUntil - 1, trace_id: '', observation_id: '' }, searchedUntil };
}

async function passing(query: Query, extent: { window: readonly Segment[]; all: readonly Segment[]; projectId: string }, { from, to, after, where, limit }: ObservationQuery): Promise<Place[]> {
  const possible = where === undefined ? extent.window.map((segment) => ({ segment, narrower: '' })) : whereItCanBe(extent.window, extent.projectId, where);
  if (possible.length === 0) return [];
  const parameters = new Parameters();
  const conditions = [`project_id = ${parameters.text(extent.projectId)}`];
  if (from !== undefined) conditions.push(`start_time >= ${timeLiteral(from)}`);
  if (to !== undefined) conditions.push(`start_time < ${timeLiteral(to)}`);
  if (after !== undefined) {
    const start = timeLiteral(after.start);
    const trace = parameters.text(after.trace_id);
    conditions.push(`start_time <= ${start}`, `(start_time < ${start} OR trace_id > ${trace} OR (trace_id = ${trace} AND observation_id > ${parameters.text(after.observation_id)}))`);
  }
  if (where !== undefined) conditions.push(compileFilter(where, observationRow('listed', surroundingsOf(extent), parameters), parameters));
  return query<Place>(`${unionAll(possible, ({ segment: { database, number }, narrower }) =>
    `SELECT start_time AS start, trace_id, observation_id, ${number} AS segment, rowid AS place FROM ${database}.observations AS listed WHERE ${conditions.join(' AND ')}${narrower}`)}
ORDER BY start DESC, trace_id, observation_id LIMIT ${integerLiteral(limit + 1)}`, parameters);
}

/** What a list leaves out. */
const BIG_KINDS = new Set<string>(['payload', 'json', 'map']);
const SHOWN = OBSERVATION_COLUMNS.map(([name, kind]) => (BIG_KINDS.has(kind) ? `NULL AS "${name}"` : `"${name}"`)).join(', ');

/** By a join on the places, which skips what lies between them; a list of literals would not. */
async function rowsAt(query: Query, all: readonly Segment[], page: readonly Place[]): Promise<ObservationRow[]> {
  const holders = all.filter((it) => page.some(({ segment }) => segment === it.number));
  if (holders.length === 0) return [];
  const rows = await query<ObservationRow>(`${unionAll(holders, ({ database, number }) =>
    `SELECT ${SHOWN} FROM ${database}.observations WHERE rowid IN (SELECT unnest([${page.filter((it) => it.segment === number).map((it) => integerLiteral(it.place)).join(', ')}]))`)}
ORDER BY start_time DESC, trace_id, observation_id`);
  return rows;
}

function inListOrder(a: Place, b: Place): number {
  if (a.start !== b.start) return b.start - a.start;
  return compareText(a.trace_id, b.trace_id) || compareText(a.observation_id, b.observation_id);
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
