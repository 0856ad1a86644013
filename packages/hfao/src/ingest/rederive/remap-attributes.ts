import { mappingOf } from '../../model/field-origin.js';
import { RESOURCE_PREFIX, type ObservationRow } from '../../model/observation.js';
import { rowToSpan } from '../encode/row-to-span.js';
import { NO_FIELDS, ruledFields } from './remap-origins.js';
import { same } from './same-value.js';

/**
 * An attribute goes where a field that changed has it now; what told a field that a rule took over is one from now on. All others stay as they are.
 */
export function attributesOf(row: ObservationRow, fresh: ObservationRow, untold: ReadonlySet<string>, changed: readonly string[]): ObservationRow['attributes'] {
  const after = new Map(pairsOf(fresh.attributes));
  const own = keysOf(row.attributes);
  const moved = new Set<string>([...changed, ...ruledFields(row), ...ruledFields(fresh)]);
  const origins = mappingOf(fresh);
  const givers = [...moved].flatMap((it) => (origins[it] === undefined ? [] : [origins[it]]));
  const told = toldBy({ ...fresh, attributes: null }, NO_FIELDS, moved);
  const isGiver = (key: string) => told.has(key) || givers.some((it) => (it.endsWith('*') ? key.startsWith(it.slice(0, -1)) : it === key));
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

/** What tells of the envelope of a span. */
export function envelopeOf({ attributes }: ObservationRow): ObservationRow['attributes'] {
  return attributes === null ? null : attributes.flatMap((key, i) => (i % 2 === 0 && key.startsWith('otel.') ? [key, attributes[i + 1]] : []));
}

function keysOf(attributes: readonly string[] | null): Set<string> {
  return new Set((attributes ?? []).filter((_, i) => i % 2 === 0));
}

function pairsOf(attributes: readonly string[] | null): [string, string][] {
  return (attributes ?? []).flatMap((key, i, all) => (i % 2 === 0 ? [[key, all[i + 1]] as [string, string]] : []));
}

/** In whatever order. */
export function sameAttributes(a: readonly string[] | null, b: readonly string[] | null): boolean {
  if ((a?.length ?? 0) !== (b?.length ?? 0)) return false;
  const pairs = (flat: readonly string[] | null) => (flat ?? []).flatMap((key, i) => (i % 2 === 0 ? [JSON.stringify([key, flat![i + 1]])] : [])).sort();
  return same(pairs(a), pairs(b));
}
