import type { ClickHouseClient } from '@clickhouse/client';
import { encodeAttribute } from '../../model/attribute-value.js';
import type { BodyId } from '../../model/body-ref.js';
import { NOTHING_FORGOTTEN, type ForgetCounts, type ForgetSubject } from '../../model/forgetting.js';
import { isoTime } from '../../model/time.js';
import { traceOfSpan } from '../batch-traces.js';
import type { Deletion } from '../known-deletions.js';
import { USER_ATTRIBUTES } from '../user-attributes.js';
import { bodiesIn } from './body-refs.js';
import type { Inserts } from './inserts.js';
import type { Mutations } from './mutations.js';
import { standingScores } from './observation-row.js';
import { readRows } from './read-rows.js';
import { Parameters, timeLiteral } from './sql.js';
import { knownTraces } from './stored-spans.js';
import { wholeDeltas } from './whole-deltas.js';

/** So many ids stand in one statement. */
const TRACES_AT_ONCE = 10_000;

export interface Forgetting { client: ClickHouseClient; mutations: Mutations }

/** A part of a deletion: what it takes of some traces, or of all where it takes the whole project; the first also what goes without a trace. */
export interface Part { deletion: Deletion; /** Undefined: of all. */ traces: readonly string[] | undefined; isFirst: boolean }

export function partsOf(deletion: Deletion): Part[] {
  if (deletion.subject.kind === 'project') return [{ deletion, traces: undefined, isFirst: true }];
  const parts: Part[] = [];
  for (let i = 0; i === 0 || i < deletion.traces.length; i += TRACES_AT_ONCE) parts.push({ deletion, traces: deletion.traces.slice(i, i + TRACES_AT_ONCE), isFirst: i === 0 });
  return parts;
}

/** The traces that a deletion is about; none where it is about the whole project. */
export async function tracesOf(client: ClickHouseClient, projectId: string, subject: ForgetSubject): Promise<string[]> {
  if (subject.kind === 'trace') return [subject.trace_id];
  if (subject.kind === 'project') return [];
  const parameters = new Parameters();
  const isSubject = `project_id = ${parameters.text(projectId)} AND ${subject.kind === 'session' ? `session_id = ${parameters.text(subject.session_id)}` : `user_id = ${parameters.text(subject.user_id)}`}`;
  // Without FINAL first, which would read all of the project.
  const found = await readRows<{ trace_id: string }>(client, `
SELECT DISTINCT trace_id FROM observations FINAL WHERE ${isSubject} AND trace_id IN (SELECT trace_id FROM observations WHERE ${isSubject})`, parameters);
  return found.map((it) => it.trace_id);
}

/** `tables`: where some of it is. */
export interface Survey { counts: ForgetCounts; tables: string[]; bodies: BodyId[] }

/** What a deletion will take. */
export async function survey(client: ClickHouseClient, deletion: Deletion): Promise<Survey> {
  const counts: ForgetCounts = { ...NOTHING_FORGOTTEN };
  const bodies = new Set<BodyId>();
  for (const part of partsOf(deletion)) {
    for (const table of COUNTED_TABLES) {
      const [found] = await select<{ rows: number; traces: number }>(client, part, table, `count() AS rows, ${table === 'observations' ? 'uniqExact(trace_id)' : '0'} AS traces`);
      counts[table] += found?.rows ?? 0;
      counts.traces += found?.traces ?? 0;
    }
    for (const it of await bodiesOf(client, part)) bodies.add(it);
  }
  return { counts: { ...counts, bodies: bodies.size }, tables: COUNTED_TABLES.filter((it) => counts[it] > 0), bodies: [...bodies] };
}

/** The bodies to which the rows of the traces point. */
export async function bodiesOf(client: ClickHouseClient, { deletion, traces }: Part): Promise<BodyId[]> {
  return traces?.length === 0 ? [] : bodiesIn(client, (parameters) => within(deletion, traces, parameters));
}

/** Takes a part out of every read; safe to repeat. While nothing is written. */
export async function hide({ client, mutations }: Forgetting, inserts: Inserts, part: Part): Promise<void> {
  const { deletion, traces } = part;
  const table = async (name: string, condition: (parameters: Parameters) => string | undefined, write: (condition: string, parameters: Parameters) => Promise<void> = (it, parameters) => mutations.hide(name, it, parameters)) => {
    const parameters = new Parameters();
    const found = condition(parameters);
    if (found === undefined || (await readRows(client, `SELECT 1 FROM ${name} WHERE ${found} LIMIT 1`, parameters)).length === 0) return;
    await write(found, parameters);
  };
  if (traces?.length !== 0) {
    const covered = await coveredVersions(client, part);
    await table('observations', (it) => `${within(deletion, traces, it)} AND (ingested_at <= ${timeLiteral(deletion.at)}${covered.length === 0 ? '' : ` OR ${VERSION} IN ${it.texts(covered)}`})`);
    const staying = await stayingSpans(client, part);
    await table('observation_costs', (it) => `${within(deletion, traces, it)}${staying.length === 0 ? '' : ` AND concat(trace_id, ' ', observation_id) NOT IN ${it.texts(staying.map((span) => `${span.trace_id} ${span.observation_id}`))}`}`);
    const renewed = await renewDeltas(client, inserts, deletion, [...new Set(staying.map((it) => it.trace_id))]);
    await table('trace_deltas', (it) => `${within(deletion, traces, it)}${renewed.length === 0 ? '' : ` AND ${GENERATION} NOT IN ${it.texts(renewed)}`}`);
  }
  const scores = await select<{ score_id: string }>(client, part, 'scores', 'score_id');
  if (scores.length > 0) await table('scores', (it) => `project_id = ${it.text(deletion.project_id)} AND score_id IN ${it.texts(scores.map((score) => score.score_id))}`);
  await table('logs', (it) => conditionOf('logs', part, it));
  await table('metric_points', (it) => conditionOf('metric_points', part, it));
  // Data points outlive a trace; what they quote of it does not.
  if (traces !== undefined && traces.length > 0) {
    await table('metric_points', (it) => `project_id = ${it.text(deletion.project_id)} AND exemplars IS NOT NULL AND hasAny(extractAll(assumeNotNull(exemplars), '[0-9a-f]{32}'), ${it.texts(traces)})`,
      (condition, it) => mutations.update('metric_points', 'exemplars = NULL', condition, it));
  }
}

const COUNTED_TABLES = ['observations', 'scores', 'logs', 'metric_points'] as const;
type CountedTable = (typeof COUNTED_TABLES)[number];

function within({ project_id }: Pick<Deletion, 'project_id'>, traces: readonly string[] | undefined, parameters: Parameters): string {
  const project = `project_id = ${parameters.text(project_id)}`;
  return traces === undefined ? project : `${project} AND trace_id IN ${parameters.texts(traces)}`;
}

/** Which live rows of a table go; undefined when it has none. */
function conditionOf(table: CountedTable, { deletion, traces, isFirst }: Part, parameters: Parameters): string | undefined {
  const { project_id, subject, at, kept } = deletion;
  const project = `project_id = ${parameters.text(project_id)}`;
  if (table === 'scores' && subject.kind === 'age') return traces?.length === 0 ? undefined : within(deletion, traces, parameters);
  const received = table === 'scores' ? `"timestamp" <= ${parameters.text(isoTime(at))}` : `ingested_at <= ${timeLiteral(at)}`;
  if (subject.kind === 'project') return `${project} AND ${received}`;
  if (subject.kind === 'age' && (table === 'logs' || table === 'metric_points')) {
    const isKept = table === 'logs' && kept.length > 0 ? ` AND (trace_id IS NULL OR trace_id NOT IN ${parameters.texts(kept)})` : '';
    return isFirst ? `${project} AND ${received} AND time < ${timeLiteral(subject.before)}${isKept}` : undefined;
  }
  const parts: string[] = [];
  if (table !== 'metric_points' && traces !== undefined && traces.length > 0) parts.push(`trace_id IN ${parameters.texts(traces)}`);
  if (subject.kind === 'session' && table !== 'observations' && isFirst) parts.push(`session_id = ${parameters.text(subject.session_id)}`);
  if (subject.kind === 'user' && table === 'metric_points' && isFirst) parts.push(`user_id = ${parameters.text(subject.user_id)}`);
  if (subject.kind === 'user' && table === 'logs' && isFirst) {
    const user = parameters.text(encodeAttribute(subject.user_id));
    parts.push(...USER_ATTRIBUTES.map((it) => `attributes['${it}'] = ${user}`));
  }
  return parts.length === 0 ? undefined : `${project} AND ${received} AND ifNull(${parts.join(' OR ')}, false)`;
}

async function select<Row>(client: ClickHouseClient, part: Part, table: CountedTable, what: string): Promise<Row[]> {
  const parameters = new Parameters();
  const condition = conditionOf(table, part, parameters);
  if (condition === undefined) return [];
  const live = table === 'scores' ? `(${standingScores({ projectId: part.deletion.project_id }, parameters)})` : `${table} FINAL`;
  return readRows<Row>(client, `SELECT ${what} FROM ${live} WHERE ${condition}`, parameters);
}

const VERSION = "concat(trace_id, ' ', observation_id, ' ', toString(row_version))";
const GENERATION = "concat(trace_id, ' ', toString(generation))";

/** Versions that another has replaced and that were received later than it: they would come to light where only that one goes. */
async function coveredVersions(client: ClickHouseClient, { deletion, traces }: Part): Promise<string[]> {
  const parameters = new Parameters();
  const theirs = within(deletion, traces, parameters);
  const late = `ingested_at > ${timeLiteral(deletion.at)}`;
  const found = await readRows<{ version: string }>(client, `
SELECT ${VERSION} AS version FROM observations WHERE ${theirs} AND ${late} AND (trace_id, observation_id, row_version) NOT IN (
  SELECT trace_id, observation_id, max(row_version) FROM observations WHERE ${theirs} AND (trace_id, observation_id) IN (SELECT trace_id, observation_id FROM observations WHERE ${theirs} AND ${late}) GROUP BY trace_id, observation_id)`, parameters);
  return found.map((it) => it.version);
}

/** Spans of the traces that are still stored: they came later. */
async function stayingSpans(client: ClickHouseClient, { deletion, traces }: Part): Promise<{ trace_id: string; observation_id: string }[]> {
  const parameters = new Parameters();
  return readRows(client, `SELECT trace_id, observation_id FROM observations FINAL WHERE ${within(deletion, traces, parameters)}`, parameters);
}

/** Traces of which something stays are summed up anew. @returns what is not to be hidden of them, as {@link GENERATION} */
async function renewDeltas(client: ClickHouseClient, inserts: Inserts, { project_id, deletion_id }: Deletion, traceIds: readonly string[]): Promise<string[]> {
  const known = await knownTraces(client, traceIds.map((trace_id) => ({ project_id, trace_id })));
  const reaches = traceIds.flatMap((trace_id) => {
    const found = known.get(traceOfSpan({ project_id, trace_id }));
    return found === undefined ? [] : [{ project_id, trace_id, from: found.from, to: found.to }];
  });
  const deltas = (await wholeDeltas(client, reaches, () => {})).map((it) => Object.assign(it, { delta_id: 0, generation: known.get(traceOfSpan(it))!.generation + 1 }));
  await inserts.insert('trace_deltas', deltas, deletion_id);
  return deltas.map((it) => `${it.trace_id} ${it.generation}`);
}
