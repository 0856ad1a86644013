import type { FlatMap } from './attribute-value.js';
import { Fills, joinedMapping, mappingOf, mappingText, SUM, type Mapping } from './field-origin.js';
import { joinedConversation, largerText, unionOfCalls, unionOfEvents, unionOfMaps, unionOfTexts } from './join-values.js';
import { OBSERVATION_TYPES, type CostSource, type Level, type ObservationRow, type ObservationType, type Status } from './observation.js';
import { carriesUsage, COST_COLUMNS, USAGE_COLUMNS } from './usage.js';

/*
 * Log records about a span may come before it, after it, in pieces and again. Each field of the one observation they make remembers whether a
 * log gave it: `mapping` says so (`log record`, or `log record RULE`), for an entry of a map under `attributes.KEY`. So the span's word stands wherever it
 * has one, whatever came first; what only logs say is joined without regard to order (join-values.ts).
 */

type Field = keyof ObservationRow;

/** Fields that hold one value or none. */
const SIMPLE = [
  'session_id', 'user_id', 'environment', 'release', 'service_name', 'scope_name', 'scope_version', 'time_to_first_token_ms', 'model', 'provider', 'finish_reasons',
  'input_tokens', 'output_tokens', 'cache_read_tokens', 'cache_creation_tokens', 'reasoning_tokens',
  'tool_definitions', 'tool_calls', 'tool_call_names', 'agent_id', 'agent_name', 'handoff_target_agent_id', 'documents',
  'prompt_name', 'prompt_version', 'prompt_label', 'tags', 'links',
] as const satisfies readonly Field[];
const MAPS = ['model_parameters', 'usage_details', 'metadata', 'attributes'] as const satisfies readonly Field[];
const SIDES = ['input', 'output'] as const;

/** From what says least to what says most. */
const TYPE_RANKS: readonly ObservationType[] = ['EVENT', 'SPAN', ...OBSERVATION_TYPES.filter((it) => it !== 'EVENT' && it !== 'SPAN')];
const LEVEL_RANKS: readonly Level[] = ['DEBUG', 'DEFAULT', 'WARNING', 'ERROR'];
const STATUS_RANKS: readonly Status[] = ['unset', 'ok', 'error'];
const COST_RANKS: readonly CostSource[] = ['none', 'computed', 'reported'];

/**
 * What two rows of one observation say together. Of two versions of a span the higher `event_version` counts, of equal ones `b`.
 * A row with source `log` only fills what a span leaves open; a span keeps of an earlier row what only logs had said.
 * Whatever the order and the number of times that one version of a span and any log rows come in, the result is the same.
 */
export function mergeObservations(a: ObservationRow, b: ObservationRow): ObservationRow {
  if (a.source === 'log' && b.source === 'log') return joinLogs(a, b);
  if (a.source === 'log') return fill(b, a, mappingOf(a));
  if (b.source === 'log') return fill(a, b, mappingOf(b));
  const [newer, older] = b.event_version >= a.event_version ? [b, a] : [a, b];
  return older.source === 'merged' ? fill(newer, logPart(older), mappingOf(older)) : newer;
}

/** Whether merging can do more than choose the newer of two: for most rows it cannot, and costs nothing. */
export function mayMerge(a: Pick<ObservationRow, 'source'>, b: Pick<ObservationRow, 'source'>): boolean {
  return a.source !== 'span' || b.source !== 'span';
}

/** A row that log records told, in the form in which {@link mergeObservations} leaves it: saying the same again changes nothing. */
export function asLogRow(row: ObservationRow): ObservationRow {
  const mapping = mappingOf(row);
  if (isSum(row)) mapping.total_tokens = SUM;
  const log = { ...row, mapping: mappingText(mapping) };
  return joinLogs(log, log);
}

function joinLogs(a: ObservationRow, b: ObservationRow): ObservationRow {
  const joined = { ...a, source: 'log' as const };
  for (const field of SIMPLE) set(joined, field, joinedValue(field, a[field], b[field]));
  for (const side of SIDES) joinPayload(joined, b, side);
  for (const field of MAPS) set(joined, field, joinedMap(a[field], b[field], largerText));
  joinCost(joined, b);
  joinRest(joined, b);
  joined.name = largerText(a.name, b.name);
  joined.dialect = largerText(a.dialect, b.dialect);
  joined.parent_observation_id = joinedValue('parent_observation_id', a.parent_observation_id, b.parent_observation_id) as string | null;
  joined.type = higher(TYPE_RANKS, a.type, b.type);
  joined.level = higher(LEVEL_RANKS, a.level, b.level);
  joined.status = higher(STATUS_RANKS, a.status, b.status);
  set(joined, 'status_message', joinedValue('status_message', a.status_message, b.status_message));
  joined.event_version = Math.max(a.event_version, b.event_version);
  joined.ingested_at = Math.max(a.ingested_at, b.ingested_at);
  joined.start_time = Math.min(a.start_time, b.start_time);
  joined.end_time = Math.max(a.end_time, b.end_time);
  joined.duration_ns = Math.max(a.duration_ns, b.duration_ns, (joined.end_time - joined.start_time) * 1000);
  const mapping = joinedMapping(mappingOf(a), mappingOf(b));
  joinTotals(joined, mapping, saidTotal(a), saidTotal(b));
  joined.usage_counted = isCall(joined.type) && carriesUsage(joined);
  joined.mapping = mappingText(mapping);
  return joined;
}

/** What a span (or a row that has one in it) leaves open, as the log row says. */
function fill(span: ObservationRow, log: ObservationRow, rules: Mapping): ObservationRow {
  const row = { ...span, source: 'merged' as const };
  const mapping = mappingOf(span);
  const given = new Fills(mapping, rules);
  for (const field of SIMPLE) {
    if (given.opens(field, row[field] === null, log[field] !== null)) set(row, field, joinedValue(field, row[field], log[field]));
  }
  for (const side of SIDES) if (given.opens(side, !hasPayload(row, side), hasPayload(log, side))) joinPayload(row, log, side);
  for (const field of MAPS) set(row, field, filledMap(given, field, row[field], log[field]));
  const costs = COST_RANKS.indexOf(row.cost_source) < COST_RANKS.indexOf(log.cost_source);
  if (given.opens('cost_source', costs, log.cost_source !== 'none')) joinCost(row, log);
  if (given.opens('type', row.type === 'SPAN', TYPE_RANKS.indexOf(log.type) > 1)) row.type = higher(TYPE_RANKS, row.type, log.type);
  if (given.opens('level', row.level === 'DEFAULT', LEVEL_RANKS.indexOf(log.level) > 1)) row.level = higher(LEVEL_RANKS, row.level, log.level);
  if (given.opens('status', row.status === 'unset', log.status === 'error')) row.status = 'error';
  if (row.status !== 'ok' && given.opens('status_message', row.status_message === null, log.status_message !== null)) {
    row.status_message = joinedValue('status_message', row.status_message, log.status_message) as string | null;
  }
  joinRest(row, log);
  const total = span.source === 'span' && isSum(span) ? null : saidTotal(span);
  const logTotal = given.opens('total_tokens', total === null, saidTotal(log) !== null) ? saidTotal(log) : null;
  joinTotals(row, mapping, total, logTotal);
  const isOwnUsage = USAGE_COLUMNS.some((it) => row[it] !== null && mapping[it] !== SUM && !given.isLogs(COST_FIELDS.has(it) ? 'cost_source' : it));
  row.usage_counted = isOwnUsage && !given.isLogs('type') ? span.usage_counted : isCall(row.type) && carriesUsage(row);
  row.mapping = mappingText(mapping);
  return row;
}

function filledMap(given: Fills, field: (typeof MAPS)[number], span: FlatMap | null, log: FlatMap | null): FlatMap | null {
  if (!given.opensAny(field, keysOf(span), keysOf(log))) return span;
  return joinedMap(span, log, (a, b, key) => (given.isLogs(`${field}.${key}`) ? largerText(a, b) : a));
}

/** What of a merged row only logs had said, as the log row that would have said it. */
function logPart(merged: ObservationRow): ObservationRow {
  const given = new Fills(mappingOf(merged), {});
  const row: ObservationRow = { ...merged, source: 'log' };
  for (const field of [...SIMPLE, 'total_tokens'] as const) if (!given.isLogs(field)) set(row, field, null);
  for (const side of SIDES) if (!given.isLogs(side)) clearPayload(row, side);
  for (const field of MAPS) set(row, field, logEntries(merged[field], (key) => given.isLogs(`${field}.${key}`)));
  if (!given.isLogs('cost_source')) Object.assign(row, { cost_source: 'none', input_cost_usd: null, output_cost_usd: null, total_cost_usd: null });
  if (!given.isLogs('type')) row.type = 'EVENT';
  if (!given.isLogs('level')) row.level = 'DEFAULT';
  if (!given.isLogs('status')) row.status = 'unset';
  if (!given.isLogs('status_message')) row.status_message = null;
  return row;
}

function joinedValue(field: Field, a: unknown, b: unknown): unknown {
  if (a === null || b === null || a === b) return a ?? b;
  if (typeof a === 'number') return Math.max(a, b as number);
  if (Array.isArray(a)) return unionOfTexts(a as string[], b as string[]);
  return field === 'tool_calls' ? unionOfCalls(a as string, b as string) : largerText(a as string, b as string);
}

function joinedMap(a: FlatMap | null, b: FlatMap | null, decide: (a: string, b: string, key: string) => string): FlatMap | null {
  return a === null || b === null ? a ?? b : unionOfMaps(a, b, decide);
}

/** Two conversations in one; of anything else, an offloaded one before all, the larger. */
function joinPayload(into: ObservationRow, other: ObservationRow, side: (typeof SIDES)[number]): void {
  const [a, b] = [into[side], other[side]];
  const conversation = a !== null && b !== null ? joinedConversation(a, b) : undefined;
  if (conversation !== undefined) {
    into[side] = conversation;
    return;
  }
  const weight = (it: ObservationRow) => `${it[`${side}_ref`] ?? ''}\n${it[side] ?? ''}`;
  if ((into[`${side}_ref`] !== null) !== (other[`${side}_ref`] !== null) ? into[`${side}_ref`] !== null : largerText(weight(into), weight(other)) === weight(into)) return;
  for (const field of [side, `${side}_ref`, `${side}_preview`] as const) into[field] = other[field];
}

function joinCost(into: ObservationRow, other: ObservationRow): void {
  const [a, b] = [COST_RANKS.indexOf(into.cost_source), COST_RANKS.indexOf(other.cost_source)];
  if (a > b || (a === b && !isDearer(other, into))) return;
  into.cost_source = other.cost_source;
  for (const column of COST_COLUMNS) into[column] = other[column];
}

function isDearer(a: ObservationRow, b: ObservationRow): boolean {
  const column = COST_COLUMNS.findLast((it) => a[it] !== b[it]);
  return column !== undefined && (a[column] ?? -1) > (b[column] ?? -1);
}

/** What both always add to. */
function joinRest(into: ObservationRow, other: ObservationRow): void {
  into.events = into.events === null || other.events === null ? into.events ?? other.events : unionOfEvents(into.events, other.events);
  into.warnings = joinedValue('warnings', into.warnings, other.warnings) as string[] | null;
}

/** The total that was reported; where none was, the sum of what there is now. */
function joinTotals(row: ObservationRow, mapping: Mapping, a: number | null, b: number | null): void {
  const { input_tokens: input, output_tokens: output } = row;
  if (mapping.total_tokens === SUM) delete mapping.total_tokens;
  row.total_tokens = a === null || b === null ? a ?? b : Math.max(a, b);
  if (row.total_tokens !== null || (input === null && output === null)) return;
  row.total_tokens = (input ?? 0) + (output ?? 0);
  mapping.total_tokens = SUM;
}

function saidTotal(row: ObservationRow): number | null {
  return mappingOf(row).total_tokens === SUM ? null : row.total_tokens;
}

function isSum({ input_tokens: input, output_tokens: output, total_tokens: total }: ObservationRow): boolean {
  return total !== null && total === (input ?? 0) + (output ?? 0);
}

const COST_FIELDS = new Set<string>(COST_COLUMNS);
const isCall = (type: ObservationType) => type === 'GENERATION' || type === 'EMBEDDING';
const hasPayload = (row: ObservationRow, side: (typeof SIDES)[number]) => row[side] !== null || row[`${side}_ref`] !== null || row[`${side}_preview`] !== null;

function clearPayload(row: ObservationRow, side: (typeof SIDES)[number]): void {
  row[side] = row[`${side}_ref`] = row[`${side}_preview`] = null;
}

function higher<T>(ranks: readonly T[], a: T, b: T): T {
  return ranks.indexOf(a) >= ranks.indexOf(b) ? a : b;
}

function keysOf(map: FlatMap | null): Set<string> {
  return new Set(map?.filter((_, i) => i % 2 === 0));
}

function logEntries(map: FlatMap | null, isLogs: (key: string) => boolean): FlatMap | null {
  const entries = map?.filter((_, i) => isLogs(map[i - (i % 2)])) ?? [];
  return entries.length === 0 ? null : entries;
}

function set(row: ObservationRow, field: Field, value: unknown): void {
  (row as unknown as Record<string, unknown>)[field] = value;
}
