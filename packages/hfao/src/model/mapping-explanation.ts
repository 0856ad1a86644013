import { z } from 'zod';
import { mappingOf } from './field-origin.js';
import { OBSERVATION_COLUMNS, type ObservationRow } from './observation.js';

/** Where each field of one observation came from. */
export const MappingExplanation = z.object({
  dialect: z.string(),
  source: z.string().describe('span, log or merged: what told of the observation'),
  fields: z.array(z.object({
    field: z.string(),
    value: z.string().describe('its beginning'),
    rule: z.string().nullable().describe('the attribute, event or list that gave it, `rule:NAME` for a mapping rule of the project, `log …` where log records did; null: it follows from other fields'),
  })),
  leftover: z.array(z.object({
    prefix: z.string(),
    attributes: z.array(z.object({ key: z.string(), value: z.string() })),
  })).describe('attributes without a field, by the beginning of their keys'),
  warnings: z.array(z.object({ code: z.string(), meaning: z.string() })),
});
export type MappingExplanation = z.infer<typeof MappingExplanation>;

const MOST_CHARACTERS = 200;

/** Given with every observation, by no attribute. */
const UNMAPPED = new Set<string>([
  'project_id', 'trace_id', 'observation_id', 'parent_observation_id', 'event_version', 'ingested_at', 'start_time', 'end_time', 'duration_ns', 'dialect', 'source', 'mapping', 'warnings', 'attributes', 'events', 'links',
]);

const MEANINGS: Record<string, string> = {
  usage_sum_mismatch: 'The reported token counts cannot all be true: a part is more than the whole. They are stored as they came; usage_details has every reported figure.',
  usage_repeated: 'The usage repeats that of model calls that were recorded by themselves, so it never counts in totals.',
  time_repaired: 'The start or the end was missing or impossible; another time stands in its place, and the times as they came are in otel.start_time_unix_nano and otel.end_time_unix_nano.',
  data_dropped: 'The sender dropped attributes, events or links before sending, most often because of its own limits.',
};

export function mappingExplanation(row: ObservationRow): MappingExplanation {
  const origins = mappingOf(row);
  const fields = OBSERVATION_COLUMNS.flatMap(([name]) => {
    const value = row[name];
    return UNMAPPED.has(name) || value === null ? [] : [{ field: name, value: beginning(value), rule: origins[name] ?? null }];
  });
  // What a rule gives is not always a column: the name of a tool is part of its call.
  const others = Object.entries(origins).filter(([name]) => !(name in row) && !name.includes('.')).map(([field, rule]) => ({ field, value: '', rule }));
  return {
    dialect: row.dialect, source: row.source, fields: [...fields, ...others], leftover: leftoverOf(row),
    warnings: (row.warnings ?? []).map((code) => ({ code, meaning: MEANINGS[code] ?? `The observation is marked "${code}".` })),
  };
}

function leftoverOf({ attributes }: ObservationRow): MappingExplanation['leftover'] {
  const groups = new Map<string, { key: string; value: string }[]>();
  for (let i = 0; i < (attributes?.length ?? 0); i += 2) {
    const [key, value] = [attributes![i], attributes![i + 1]];
    const prefix = prefixOf(key);
    const group = groups.get(prefix);
    const shown = { key, value: beginning(value) };
    if (group === undefined) groups.set(prefix, [shown]);
    else group.push(shown);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([prefix, found]) => ({ prefix, attributes: found.sort((a, b) => (a.key < b.key ? -1 : 1)) }));
}

/** `gen_ai.`, `resource.`; empty for a bare name. */
function prefixOf(key: string): string {
  return key.includes('.') ? key.slice(0, key.indexOf('.') + 1) : '';
}

function beginning(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS - 1)}…`;
}
