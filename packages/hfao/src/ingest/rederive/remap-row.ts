import type { AttributeValue } from '../../model/attribute-value.js';
import { SUM } from '../../model/field-origin.js';
import { OBSERVATION_COLUMNS, RESOURCE_PREFIX, type ObservationRow } from '../../model/observation.js';
import { COST_COLUMNS, TOKEN_COLUMNS } from '../../model/usage.js';
import type { SpanRecord } from '../encode/export-request.js';
import { rowToSpan } from '../encode/row-to-span.js';
import { DIALECTS } from '../normalize/dialects.js';
import { type MappingRules, RULE_PREFIX } from '../normalize/mapping-rules.js';
import { normalize } from '../normalize/normalize.js';

type Column = keyof ObservationRow;

/** Not what a span says, or settled apart. */
const KEPT = new Set<Column>([
  'project_id', 'trace_id', 'observation_id', 'parent_observation_id', 'event_version', 'ingested_at', 'source', 'start_time', 'end_time', 'duration_ns', 'scope_name', 'scope_version',
  'events', 'links', 'input_ref', 'output_ref', 'input_preview', 'output_preview', 'dialect', 'mapping', 'attributes', 'usage_details', 'cost_source', ...COST_COLUMNS,
]);
const MAPPED = OBSERVATION_COLUMNS.map(([name]) => name).filter((it) => !KEPT.has(it));
const COST = [...COST_COLUMNS, 'cost_source'] as const;
const NO_COST = { input_cost_usd: null, output_cost_usd: null, total_cost_usd: null, cost_source: 'none' } as const;

/** A row mapped again, and the columns that are not what they were. */
export interface Remapped { row: ObservationRow; changed: Column[] }

/**
 * Maps a stored observation again with today's dialects and these rules. What was read from it when it came is told once more by its fields, so only
 * what attributes without a field and rules now say otherwise changes, and nothing is lost: what is displaced becomes an attribute.
 */
export function remapRow(row: ObservationRow, rules: MappingRules | undefined): Remapped {
  // Log records alone make no span.
  if (row.source === 'log') return { row, changed: [] };
  const untold = untoldFields(row);
  const fresh = normalized(rowToSpan(row, untold), row, rules);
  return isAsBefore(row, fresh) ? { row, changed: [] } : merged(row, fresh, untold);
}

function isAsBefore(row: ObservationRow, fresh: ObservationRow): boolean {
  if (!MAPPED.every((it) => same(fresh[it], row[it])) || !sameAttributes(fresh.attributes, row.attributes)) return false;
  return !hasRules(row) && !hasRules(fresh) && COST.every((it) => fresh[it] === (row.cost_source === 'computed' ? NO_COST[it] : row[it]));
}

/**
 * What was told stands, unless a rule gives or gave it; leftover attributes fill what is open. Where a row told by its fields alone differs from the
 * stored one just as it does with all that is left over, the stored value stands too: telling it again may not be exact.
 */
function merged(row: ObservationRow, fresh: ObservationRow, untold: ReadonlySet<string>): Remapped {
  const base = normalized(rowToSpan({ ...row, attributes: envelopeOf(row) }, untold), row, undefined);
  const ruled = new Set([...ruledFields(row), ...ruledFields(fresh)]);
  const isOpen = openFields(row, ruled, untold);
  const result: ObservationRow = { ...row };
  const set = (column: Column) => { result[column] = fresh[column] as never; };
  for (const column of MAPPED) if (ruled.has(column) || (ruled.has('type') && CONCLUDED.has(column) && untold.has(column)) || (isOpen(column) && !same(fresh[column], base[column]))) set(column);
  if (ruled.has('total_cost_usd') || (row.cost_source !== 'reported' && fresh.cost_source === 'reported')) COST.forEach(set);
  if (orderOf(fresh.dialect) < orderOf(row.dialect) && fresh.dialect !== base.dialect) set('dialect');
  settleUsage(row, fresh, result);
  for (const side of ['input', 'output'] as const) {
    if (result[side] !== null && row[side] === null) result[`${side}_ref`] = result[`${side}_preview`] = null;
  }
  const changed = (Object.keys(result) as Column[]).filter((it) => !same(result[it], row[it]));
  result.attributes = attributesOf(row, fresh, untold, changed);
  if (!sameAttributes(result.attributes, row.attributes)) changed.push('attributes');
  result.mapping = mappingOf(row, fresh, new Set(changed));
  if (result.mapping !== row.mapping) changed.push('mapping');
  return { row: result, changed };
}

/** Concluded from the type and the name of a span, where nobody told them. */
const CONCLUDED = new Set<Column>(['agent_name', 'handoff_target_agent_id']);
/** Follow from these. */
const SHAPING = ['type', 'input', 'output', 'tool_name'];
const SHAPED = new Set<Column>(['input', 'output', 'tool_calls', 'tool_call_names', 'finish_reasons', 'agent_name', 'handoff_target_agent_id']);
const STANDARD: Partial<ObservationRow> = { type: 'SPAN', level: 'DEFAULT', status: 'unset' };

/** Which columns may be filled by what is left over: those without a value that was told. */
function openFields(row: ObservationRow, ruled: ReadonlySet<string>, untold: ReadonlySet<string>): (column: Column) => boolean {
  const isShaped = SHAPING.some((it) => ruled.has(it));
  const isNamed = row.mapping === null || originsOf(row).name !== undefined;
  return (column) => row[column] === null || STANDARD[column] === row[column] || (column === 'type' && untold.has('type')) || (column === 'name' && !isNamed) || (isShaped && SHAPED.has(column));
}

function normalized({ span, resource, scope }: SpanRecord, row: ObservationRow, mapping: MappingRules | undefined): ObservationRow {
  return normalize(span, resource, scope, { projectId: row.project_id, receivedAt: row.event_version, scores: [], mapping });
}

/** What is concluded from usage and type follows them where they changed. */
function settleUsage(row: ObservationRow, fresh: ObservationRow, result: ObservationRow): void {
  const hasMoved = TOKEN_COLUMNS.some((it) => it !== 'total_tokens' && result[it] !== row[it]);
  if (hasMoved) {
    result.total_tokens = fresh.total_tokens;
    result.usage_details = [...detailsOf(row, true), ...detailsOf(fresh, false)];
  }
  if (!hasMoved && result.type === row.type && result.cost_source === row.cost_source) return;
  result.usage_counted = fresh.usage_counted;
  result.warnings = fresh.warnings;
}

/** Usage as it was reported when it came, or the buckets. */
function detailsOf({ usage_details: details }: ObservationRow, reported: boolean): string[] {
  return (details ?? []).flatMap((key, i, all) => (i % 2 === 0 && key.startsWith('reported.') === reported ? [key, all[i + 1]] : []));
}

/**
 * An attribute goes where a field that changed has it now; what told a field that a rule took over is one from now on. All others stay as they are.
 */
function attributesOf(row: ObservationRow, fresh: ObservationRow, untold: ReadonlySet<string>, changed: readonly Column[]): ObservationRow['attributes'] {
  const after = new Map(pairsOf(fresh.attributes));
  const own = keysOf(row.attributes);
  const moved = new Set<string>([...changed, ...ruledFields(row), ...ruledFields(fresh)]);
  const origins = originsOf(fresh);
  const givers = [...moved].flatMap((it) => (origins[it] === undefined ? [] : [origins[it]]));
  const told = toldBy({ ...fresh, attributes: null }, NO_FIELDS, moved);
  const isGiver = (key: string) => key.startsWith('hfao.') || told.has(key) || givers.some((it) => (it.endsWith('*') ? key.startsWith(it.slice(0, -1)) : it === key));
  const kept = pairsOf(row.attributes).filter(([key]) => after.has(key) || !(isEnvelope(key) || isGiver(key)));
  const displaced = toldBy(row, untold, moved);
  const added = [...after].filter(([key]) => !own.has(key) && (isEnvelope(key) || displaced.has(key)));
  const all = [...kept, ...added].flat();
  return all.length === 0 ? null : all;
}

/** The attributes by which these fields are told again. */
function toldBy(row: ObservationRow, untold: ReadonlySet<string>, fields: ReadonlySet<string>): Set<string> {
  const keys = (without: ReadonlySet<string>) => {
    const { span, resource } = rowToSpan(row, without);
    return [...span.keys, ...Object.keys(resource.attributes).map((it) => RESOURCE_PREFIX + it)];
  };
  const told = new Set(keys(untold));
  for (const key of keys(new Set([...untold, ...fields]))) told.delete(key);
  if (fields.has('tool_calls')) for (const key of TOOL_KEYS) told.add(key);
  return told;
}

/** What tells of a call that was carried out. */
const TOOL_KEYS = ['gen_ai.tool.name', 'gen_ai.tool.call.id', 'gen_ai.tool.call.arguments', 'gen_ai.tool.call.result'];

const isEnvelope = (key: string) => key.startsWith('otel.');

/** Of what changed, and of what a rule gave or gives, the new origin. */
function mappingOf(row: ObservationRow, fresh: ObservationRow, changed: ReadonlySet<string>): string | null {
  const [before, after] = [originsOf(row), originsOf(fresh)];
  const origins = { ...before };
  for (const field of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (!changed.has(field) && !isRule(before[field]) && !isRule(after[field])) continue;
    if (after[field] === undefined) delete origins[field];
    else origins[field] = after[field];
  }
  if (JSON.stringify(origins) === JSON.stringify(before)) return row.mapping;
  return Object.keys(origins).length === 0 ? null : JSON.stringify(origins);
}

/** The rule that gave each field. */
export function originsOf({ mapping }: Pick<ObservationRow, 'mapping'>): Record<string, string> {
  return mapping === null ? {} : (JSON.parse(mapping) as Record<string, string>);
}

/** What is not told again by its field: what a rule gave is among the attributes, and what nobody told was concluded. */
function untoldFields(row: ObservationRow): ReadonlySet<string> {
  const untold = new Set(ruledFields(row));
  if (row.mapping === null) return untold;
  const origins = originsOf(row);
  for (const field of ['type', 'agent_name', 'handoff_target_agent_id']) if (origins[field] === undefined) untold.add(field);
  if (origins.total_tokens === undefined || origins.total_tokens === SUM) untold.add('total_tokens');
  return untold;
}

function ruledFields(row: ObservationRow): ReadonlySet<string> {
  if (!hasRules(row)) return NO_FIELDS;
  return new Set(Object.entries(originsOf(row)).filter(([, rule]) => isRule(rule)).map(([field]) => field));
}

const NO_FIELDS: ReadonlySet<string> = new Set();

const isRule = (origin: string | undefined) => origin?.startsWith(RULE_PREFIX) === true;
const hasRules = (row: ObservationRow) => row.mapping?.includes(`"${RULE_PREFIX}`) === true;

function envelopeOf({ attributes }: ObservationRow): ObservationRow['attributes'] {
  return attributes === null ? null : attributes.flatMap((key, i) => (i % 2 === 0 && key.startsWith('otel.') ? [key, attributes[i + 1]] : []));
}

function orderOf(dialect: string): number {
  const at = DIALECTS.findIndex((it) => it.name === dialect);
  return at < 0 ? DIALECTS.length : at;
}

function keysOf(attributes: readonly string[] | null): Set<string> {
  return new Set((attributes ?? []).filter((_, i) => i % 2 === 0));
}

function pairsOf(attributes: readonly string[] | null): [string, string][] {
  return (attributes ?? []).flatMap((key, i, all) => (i % 2 === 0 ? [[key, all[i + 1]] as [string, string]] : []));
}

function sameAttributes(a: readonly string[] | null, b: readonly string[] | null): boolean {
  if ((a?.length ?? 0) !== (b?.length ?? 0)) return false;
  const pairs = (flat: readonly string[] | null) => (flat ?? []).flatMap((key, i) => (i % 2 === 0 ? [JSON.stringify([key, flat![i + 1]])] : [])).sort();
  return same(pairs(a), pairs(b));
}

function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item: AttributeValue, i) => item === b[i]);
}
