import { mappingOf, mappingText } from '../../model/field-origin.js';
import { OBSERVATION_COLUMNS, type ObservationRow } from '../../model/observation.js';
import { COST_COLUMNS, TOKEN_COLUMNS } from '../../model/usage.js';
import type { SpanRecord } from '../encode/export-request.js';
import { rowToSpan } from '../encode/row-to-span.js';
import { DIALECTS } from '../normalize/dialects.js';
import type { MappingRules } from '../normalize/mapping-rules.js';
import { normalize } from '../normalize/normalize.js';
import { attributesOf, envelopeOf, sameAttributes } from './remap-attributes.js';
import { hasRules, remappedOrigins, ruledFields, untoldFields } from './remap-origins.js';
import { same } from './same-value.js';

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
  const fresh = withBodiesOf(row, normalized(rowToSpan(row, untold), row, rules));
  return isAsBefore(row, fresh) ? { row, changed: [] } : merged(row, fresh, untold);
}

/** What lies in the body store stands, whatever attributes and rules say: nobody here can look into it, and nothing else points to it. */
function withBodiesOf(row: ObservationRow, fresh: ObservationRow): ObservationRow {
  const sides = (['input', 'output'] as const).filter((it) => row[it] === null && row[`${it}_ref`] !== null);
  if (sides.length === 0) return fresh;
  const [before, origins] = [mappingOf(row), mappingOf(fresh)];
  for (const side of sides) {
    fresh[side] = null;
    if (before[side] === undefined) delete origins[side];
    else origins[side] = before[side];
  }
  fresh.mapping = mappingText(origins);
  return fresh;
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
  const changed = (Object.keys(result) as Column[]).filter((it) => !same(result[it], row[it]));
  result.attributes = attributesOf(row, fresh, untold, changed);
  if (!sameAttributes(result.attributes, row.attributes)) changed.push('attributes');
  result.mapping = remappedOrigins(row, fresh, new Set(changed));
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
  const isNamed = row.mapping === null || mappingOf(row).name !== undefined;
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

function orderOf(dialect: string): number {
  const at = DIALECTS.findIndex((it) => it.name === dialect);
  return at < 0 ? DIALECTS.length : at;
}
