import type { ColumnKind, ObservationRow, Status } from '../model/observation.js';
import type { Micros } from '../model/time.js';
import { carriesUsage, COST_COLUMNS, TOKEN_COLUMNS, USAGE_COLUMNS, USAGE_REPEATED, type Usage } from '../model/usage.js';
import { countedCalls, writeCall } from './counted-calls.js';
import { payloadPreview } from './payload-preview.js';

/**
 * How a column of two deltas of one trace becomes one. `head`: taken together from the delta with the better head (a root before
 * others, then the earliest, then the smallest id); `error`: likewise from the earliest failed observation with a message; `union`: sorted, without doubles;
 * `usage`: the sum over deltas with counted usage, and only where there is none the largest of what containers report.
 */
export type Fold = 'key' | 'min' | 'max' | 'sum' | 'union' | 'head' | 'error' | 'usage';

/** What a trace has one of: its head's, or else the smallest that any of its observations has. */
export const CONTEXT_COLUMNS = ['session_id', 'user_id', 'environment', 'release', 'service_name'] as const;
/** Of these, what traces are put together by. */
export const GROUP_KEYS = ['session_id', 'user_id'] as const satisfies readonly (typeof CONTEXT_COLUMNS)[number][];
export type GroupKey = (typeof GROUP_KEYS)[number];

/**
 * The columns of a trace delta: what one batch adds to the summary of one trace. Deltas of a trace fold, in any order and any grouping,
 * into the same row, which says all that a list needs; so a list never reads spans and a write never reads at all.
 */
export const DELTA_COLUMNS: readonly (readonly [name: keyof TraceDelta, kind: ColumnKind, fold: Fold])[] = [
  ['project_id', 'text', 'key'], ['trace_id', 'text', 'key'],
  ['start_time', 'micros', 'min'], ['last_start_time', 'micros', 'max'], ['end_time', 'micros', 'max'],
  ['observation_count', 'int', 'sum'], ['error_count', 'int', 'sum'],
  ['is_root', 'bool', 'head'], ['head_start_time', 'micros', 'head'], ['head_id', 'text', 'head'],
  ['name', 'text', 'head'], ['status', 'text', 'head'], ['input_preview', 'text', 'head'], ['output_preview', 'text', 'head'],
  ...CONTEXT_COLUMNS.map((name) => [name, 'text', 'head'] as const),
  ...CONTEXT_COLUMNS.map((name) => [`any_${name}`, 'text', 'min'] as const),
  ['error_start_time', 'micros', 'error'], ['error_id', 'text', 'error'], ['error_message', 'text', 'error'],
  ['models', 'list', 'union'], ['agents', 'list', 'union'], ['tags', 'list', 'union'],
  ['counted', 'int', 'sum'], ['calls', 'list', 'union'],
  ...TOKEN_COLUMNS.map((name) => [name, 'int', 'usage'] as const), ...COST_COLUMNS.map((name) => [name, 'float', 'usage'] as const),
];

type Context = { [K in (typeof CONTEXT_COLUMNS)[number]]: string | null };
type AnyContext = { [K in (typeof CONTEXT_COLUMNS)[number] as `any_${K}`]: string | null };

/**
 * `counted`: how many observations carry usage that counts. Where none does, the usage is the largest of what containers report.
 * `calls`: the model calls that count (counted-calls.ts), of which some may have a twin in another delta.
 */
export interface TraceDelta extends Usage, Context, AnyContext {
  project_id: string; trace_id: string;
  start_time: Micros; last_start_time: Micros; end_time: Micros;
  observation_count: number; error_count: number;
  is_root: boolean; head_start_time: Micros; head_id: string;
  name: string; status: Status; input_preview: string | null; output_preview: string | null;
  error_start_time: Micros | null; error_id: string | null; error_message: string | null;
  models: string[] | null; agents: string[] | null; tags: string[] | null;
  counted: number;
  calls: string[] | null;
}

/** The columns that {@link traceDelta} looks at, but for the payloads of the head. */
export const DELTA_SOURCES = [
  'project_id', 'trace_id', 'observation_id', 'parent_observation_id', 'source', 'type', 'name', 'status', 'status_message', 'start_time', 'end_time',
  'model', 'agent_name', 'tags', 'usage_counted', 'warnings', ...CONTEXT_COLUMNS, ...USAGE_COLUMNS,
] as const satisfies readonly (keyof ObservationRow)[];

/** What these observations, at least one and all of one trace, add to its summary. */
export function traceDelta(rows: readonly ObservationRow[]): TraceDelta {
  let head = rows[0];
  let failed: ObservationRow | undefined;
  const models = new Set<string>();
  const agents = new Set<string>();
  const tags = new Set<string>();
  const delta = emptyDelta(head);
  const { calls, twins } = countedCalls(rows);
  if (calls.length > 0) delta.calls = calls.map((it) => writeCall(it, twins.has(it))).sort();
  for (const row of rows) {
    if (isBetterHead(row, head)) head = row;
    if (row.start_time < delta.start_time) delta.start_time = row.start_time;
    if (row.start_time > delta.last_start_time) delta.last_start_time = row.start_time;
    if (row.end_time > delta.end_time) delta.end_time = row.end_time;
    if (row.status === 'error') {
      delta.error_count++;
      if (row.status_message && (failed === undefined || isEarlier(row, failed))) failed = row;
    }
    if (row.model !== null) models.add(row.model);
    if (row.agent_name !== null) agents.add(row.agent_name);
    if (row.tags !== null) for (let i = 0; i < row.tags.length; i++) tags.add(row.tags[i]);
    if (!twins.has(row)) addUsage(delta, row);
    addContext(delta, row);
  }
  delta.models = sorted(models);
  delta.agents = sorted(agents);
  delta.tags = sorted(tags);
  delta.observation_count = rows.length;
  setHead(delta, head);
  if (failed !== undefined) {
    delta.error_start_time = failed.start_time;
    delta.error_id = failed.observation_id;
    delta.error_message = failed.status_message;
  }
  return delta;
}

const emptyDelta = (row: ObservationRow): TraceDelta => ({
  project_id: row.project_id, trace_id: row.trace_id,
  start_time: row.start_time, last_start_time: row.start_time, end_time: row.end_time,
  observation_count: 0, error_count: 0,
  is_root: false, head_start_time: 0, head_id: '', name: '', status: 'unset', input_preview: null, output_preview: null,
  session_id: null, user_id: null, environment: null, release: null, service_name: null,
  any_session_id: null, any_user_id: null, any_environment: null, any_release: null, any_service_name: null,
  error_start_time: null, error_id: null, error_message: null,
  models: null, agents: null, tags: null,
  counted: 0,
  calls: null,
  input_tokens: null, output_tokens: null, cache_read_tokens: null, cache_creation_tokens: null, reasoning_tokens: null, total_tokens: null,
  input_cost_usd: null, output_cost_usd: null, total_cost_usd: null,
});

function isBetterHead(row: ObservationRow, head: ObservationRow): boolean {
  const isFirst = isRoot(row);
  if (isFirst !== isRoot(head)) return isFirst;
  return isEarlier(row, head);
}

/** A log record knows no parent of the step that it is about; only of a whole run that logs tell it says that there is none. */
function isRoot(row: ObservationRow): boolean {
  return row.parent_observation_id === null && (row.source !== 'log' || row.type === 'AGENT');
}

function isEarlier(row: ObservationRow, than: ObservationRow): boolean {
  return row.start_time < than.start_time || (row.start_time === than.start_time && row.observation_id < than.observation_id);
}

function setHead(delta: TraceDelta, head: ObservationRow): void {
  delta.is_root = isRoot(head);
  delta.head_start_time = head.start_time;
  delta.head_id = head.observation_id;
  delta.name = head.name;
  delta.status = head.status;
  delta.input_preview = payloadPreview(head, 'input');
  delta.output_preview = payloadPreview(head, 'output');
  for (const column of CONTEXT_COLUMNS) delta[column] = head[column];
}

function addContext(delta: TraceDelta, row: ObservationRow): void {
  delta.any_session_id = smaller(delta.any_session_id, row.session_id);
  delta.any_user_id = smaller(delta.any_user_id, row.user_id);
  delta.any_environment = smaller(delta.any_environment, row.environment);
  delta.any_release = smaller(delta.any_release, row.release);
  delta.any_service_name = smaller(delta.any_service_name, row.service_name);
}

/** The first counted usage puts aside what containers said before, and what they say afterwards is not heard. */
function addUsage(delta: TraceDelta, row: ObservationRow): void {
  if (!carriesUsage(row) || (!row.usage_counted && (delta.counted > 0 || row.warnings?.includes(USAGE_REPEATED)))) return;
  if (row.usage_counted && delta.counted++ === 0) for (const column of USAGE_COLUMNS) delta[column] = null;
  for (const column of USAGE_COLUMNS) {
    const value = row[column];
    if (value === null) continue;
    const before = delta[column];
    if (row.usage_counted) delta[column] = Math.min((before ?? 0) + value, Number.MAX_SAFE_INTEGER);
    else if (before === null || value > before) delta[column] = value;
  }
}

function smaller(a: string | null, b: string | null): string | null {
  if (b === null || a === b) return a;
  return a === null || b < a ? b : a;
}

const sorted = (values: Set<string>): string[] | null => (values.size === 0 ? null : [...values].sort());
