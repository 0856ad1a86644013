import { OBSERVATION_COLUMNS, type ObservationRow } from '../../model/observation.js';
import type { Score } from '../../model/score.js';
import type { Micros } from '../../model/time.js';
import type { TraceCursor } from '../store.js';
import type { TraceDelta } from '../trace-delta.js';
import { DELTA_COLUMN_NAMES, foldedDeltas } from './fold-deltas.js';
import type { Query } from './readers.js';
import { SCORE_COLUMNS } from './schema.js';
import { holding, type Segment } from './segment.js';
import { integerLiteral, Parameters, timeLiteral, unionAll } from './sql.js';

/** The whole delta of a trace, if there is one: all its deltas of all segments, folded. They are looked for first by their times, and then read between these. */
export async function wholeDelta(query: Query, segments: readonly Segment[], projectId: string, traceId: string): Promise<TraceDelta | undefined> {
  return deltaWithin(query, await boundsOf(query, segments, projectId, traceId), projectId, traceId);
}

async function deltaWithin(query: Query, bounds: readonly Bounds[], projectId: string, traceId: string): Promise<TraceDelta | undefined> {
  if (bounds.length === 0) return undefined;
  const parameters = new Parameters();
  const condition = ofTrace(projectId, traceId, parameters);
  const deltas = unionAll(bounds, ({ segment, from, to }) => `SELECT ${DELTA_COLUMN_NAMES} FROM ${segment.database}.trace_deltas WHERE ${condition} AND start_time BETWEEN ${timeLiteral(from)} AND ${timeLiteral(to)}`);
  const isWhole = bounds.length === 1 && bounds[0].deltas === 1;
  const [found] = await query<TraceDelta>(isWhole ? deltas : foldedDeltas(deltas), parameters);
  return found;
}

/**
 * One whole delta for each of some traces that begin at known times, by trace id. Where a segment has but one delta of each, it is read between these times and nothing is folded:
 * a list's newest page then costs what its few rows cost.
 */
export async function tracesOfPage(query: Query, segments: readonly Segment[], projectId: string, page: readonly TraceCursor[]): Promise<Map<string, TraceDelta>> {
  const alone = new Map<Segment, TraceCursor[]>();
  const several: TraceCursor[] = [];
  for (const it of page) {
    const [holder, ...others] = holding(segments, projectId, [it.trace_id]).filter((segment) => segment.to >= it.start);
    if (holder === undefined || others.length > 0 || !holder.isFolded) several.push(it);
    else alone.set(holder, [...(alone.get(holder) ?? []), it]);
  }
  const traces = await foldedSince(query, segments, projectId, several.map((it) => it.trace_id), Math.min(...several.map((it) => it.start)));
  if (alone.size === 0) return traces;
  const parameters = new Parameters();
  const project = `project_id = ${parameters.text(projectId)}`;
  const whole = await query<TraceDelta>(unionAll([...alone], ([{ database }, its]) => `SELECT ${DELTA_COLUMN_NAMES} FROM ${database}.trace_deltas WHERE rowid IN (
  SELECT rowid FROM ${database}.trace_deltas
  WHERE ${project} AND start_time BETWEEN ${timeLiteral(Math.min(...its.map(({ start }) => start)))} AND ${timeLiteral(Math.max(...its.map(({ start }) => start)))}
    AND trace_id IN (SELECT unnest(${parameters.texts(its.map((it) => it.trace_id))})))`), parameters);
  for (const it of whole) traces.set(it.trace_id, it);
  return traces;
}

/** @param since no delta of them begins before */
async function foldedSince(query: Query, segments: readonly Segment[], projectId: string, traceIds: readonly string[], since = -Infinity): Promise<Map<string, TraceDelta>> {
  const found = holding(segments, projectId, traceIds);
  if (found.length === 0) return new Map();
  const parameters = new Parameters();
  const conditions = [`project_id = ${parameters.text(projectId)}`, `trace_id IN (SELECT unnest(${parameters.texts(traceIds)}))`];
  if (Number.isFinite(since)) conditions.push(`start_time >= ${timeLiteral(since)}`);
  const deltas = unionAll(found, (it) => `SELECT ${DELTA_COLUMN_NAMES} FROM ${it.database}.trace_deltas WHERE ${conditions.join(' AND ')}`);
  const traces = await query<TraceDelta>(foldedDeltas(deltas), parameters);
  return new Map(traces.map((it) => [it.trace_id, it]));
}

/** Scores of these traces by trace id, oldest first. Of a score that was written again, the last version: it may be of another trace, where it then is and nowhere else. */
export async function scoresOf(query: Query, segments: readonly Segment[], projectId: string, traceIds: readonly string[]): Promise<Map<string, Score[]>> {
  const found = holding(segments, projectId, traceIds).filter((it) => it.mayHaveScores);
  if (found.length === 0) return new Map();
  const parameters = new Parameters();
  const condition = `project_id = ${parameters.text(projectId)} AND trace_id IN (SELECT unnest(${parameters.texts(traceIds)}))`;
  const columns = SCORE_COLUMNS.map(([name]) => `"${name}"`).join(', ');
  const scores = await query<Score & { segment: number }>(`
SELECT * FROM (
${unionAll(found, (it) => `SELECT ${columns}, ${it.number} AS segment FROM ${it.database}.scores WHERE ${condition}`)}
) ORDER BY segment`, parameters);
  const lastOf = await lastVersions(query, segments, projectId, scores);
  const standing = scores.filter((it) => it.segment >= (lastOf.get(it.score_id) ?? 0));
  const latest = [...new Map(standing.map(({ segment: _segment, ...score }): [string, Score] => [score.score_id, score])).values()].sort((a, b) => compareText(a.timestamp, b.timestamp) || compareText(a.score_id, b.score_id));
  const byTrace = new Map<string, Score[]>(traceIds.map((it) => [it, []]));
  for (const score of latest) byTrace.get(score.trace_id)?.push(score);
  return byTrace;
}

/** By id, the number of the last segment that has a version, of those scores of which a segment later than theirs may have one: hardly ever any. */
async function lastVersions(query: Query, segments: readonly Segment[], projectId: string, scores: readonly (Score & { segment: number })[]): Promise<Map<string, number>> {
  const later = segments.filter((it) => it.mayHaveScores && scores.some((score) => it.number > score.segment && it.mayHaveScore(score)));
  if (later.length === 0) return new Map();
  const parameters = new Parameters();
  const condition = `project_id = ${parameters.text(projectId)} AND score_id IN (SELECT unnest(${parameters.texts(scores.map((it) => it.score_id))}))`;
  const rows = await query<{ score_id: string; last: number }>(`
SELECT score_id, max(segment) AS last FROM (
${unionAll(later, (it) => `SELECT score_id, ${it.number} AS segment FROM ${it.database}.scores WHERE ${condition}`)}
) GROUP BY score_id`, parameters);
  return new Map(rows.map((it) => [it.score_id, it.last]));
}

/** What `payloads: false` leaves out. */
const BIG_KINDS = new Set<string>(['payload', 'json', 'map']);

interface WantedObservations { projectId: string; traceId: string; observationId?: string; payloads: boolean; limit: number }

/** Observations of one trace, or one of them, by start time. Each segment is read between the times that its deltas name: literals let it skip row groups. */
export async function observationsOf(query: Query, segments: readonly Segment[], wanted: WantedObservations): Promise<ObservationRow[]> {
  return observationsWithin(query, await boundsOf(query, segments, wanted.projectId, wanted.traceId), wanted);
}

/** A trace's whole delta, its scores and its observations, as {@link wholeDelta}, {@link scoresOf} and {@link observationsOf} give them; where it is, is looked up once. */
export async function wholeTrace(query: Query, segments: readonly Segment[], wanted: WantedObservations): Promise<{ delta: TraceDelta; scores: Score[]; observations: ObservationRow[] } | undefined> {
  const { projectId, traceId } = wanted;
  const bounds = await boundsOf(query, segments, projectId, traceId);
  const delta = await deltaWithin(query, bounds, projectId, traceId);
  if (delta === undefined) return undefined;
  const observations = await observationsWithin(query, bounds, wanted);
  return { delta, scores: (await scoresOf(query, segments, projectId, [traceId])).get(traceId) ?? [], observations };
}

async function observationsWithin(query: Query, bounds: readonly Bounds[], { projectId, traceId, observationId, payloads, limit }: WantedObservations): Promise<ObservationRow[]> {
  if (bounds.length === 0) return [];
  const parameters = new Parameters();
  const conditions = [`project_id = ${parameters.text(projectId)}`, `trace_id = ${parameters.text(traceId)}`];
  if (observationId !== undefined) conditions.push(`observation_id = ${parameters.text(observationId)}`);
  const columns = OBSERVATION_COLUMNS.map(([name, kind]) => (!payloads && BIG_KINDS.has(kind) ? `NULL AS "${name}"` : `"${name}"`)).join(', ');
  return query<ObservationRow>(`${unionAll(bounds, ({ segment, from, to }) =>
    `SELECT ${columns} FROM ${segment.database}.observations WHERE ${conditions.join(' AND ')} AND start_time BETWEEN ${timeLiteral(from)} AND ${timeLiteral(to)}`)}
ORDER BY start_time, observation_id, event_version DESC LIMIT ${integerLiteral(limit)}`, parameters);
}

/** Of one trace in one segment: how many deltas, and between which times its observations begin, and so its deltas. */
interface Bounds { segment: Segment; deltas: number; from: Micros; to: Micros }

async function boundsOf(query: Query, segments: readonly Segment[], projectId: string, traceId: string): Promise<Bounds[]> {
  const candidates = holding(segments, projectId, [traceId]);
  if (candidates.length === 0) return [];
  const parameters = new Parameters();
  const condition = ofTrace(projectId, traceId, parameters);
  const bounds = await query<{ number: number; deltas: number; from: Micros | null; to: Micros }>(unionAll(candidates, (it) =>
    `SELECT ${it.number} AS number, count(*) AS deltas, min(start_time) AS "from", max(last_start_time) AS "to" FROM ${it.database}.trace_deltas WHERE ${condition}`), parameters);
  return bounds.flatMap(({ number, deltas, from, to }) => (from === null ? [] : [{ segment: candidates.find((it) => it.number === number)!, deltas, from, to }]));
}

const ofTrace = (projectId: string, traceId: string, parameters: Parameters) => `project_id = ${parameters.text(projectId)} AND trace_id = ${parameters.text(traceId)}`;

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
