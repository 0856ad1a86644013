import type { ObservationRow } from '../../model/observation.js';
import { excerpts, masked } from './masked.js';
import type { Redactor } from './redactor.js';
import type { Counts } from './replace.js';

/** One place where something would be replaced. Never the value itself. */
export interface DryRunExample { trace_id: string; observation_id: string; field: string; kind: string; excerpt: string }

/** The columns that redactRow cleans. */
const TEXTS = ['name', 'status_message', 'input', 'output', 'input_preview', 'output_preview', 'tool_definitions', 'tool_calls', 'documents', 'events', 'links'] as const;
const MAPS = ['model_parameters', 'metadata', 'attributes'] as const;

/** What would be replaced in a row; nothing changes. `examples` is filled up to `most`. */
export function tryOnRow(row: ObservationRow, redactor: Redactor, examples: DryRunExample[], most: number): Counts {
  const counts: Counts = {};
  const note = (field: string, text: string, key?: string) => {
    if (examples.length >= most) return;
    const room = most - examples.length;
    const { trace_id, observation_id } = row;
    for (const it of [...examplesIn(text, redactor, key)].slice(0, room)) examples.push({ trace_id, observation_id, field, ...it });
  };
  const look = (field: string, text: string | null) => { if (text !== null && redactor.text(text, counts) !== text) note(field, text); };
  for (const column of TEXTS) look(column, row[column]);
  for (const tag of row.tags ?? []) look('tags', tag);
  for (const column of MAPS) {
    const map = row[column] ?? [];
    for (let i = 1; i < map.length; i += 2) if (redactor.value(map[i - 1], map[i], counts) !== map[i]) note(`${column}.${map[i - 1]}`, map[i], map[i - 1]);
  }
  return counts;
}

function* examplesIn(text: string, redactor: Redactor, key?: string): Generator<{ kind: string; excerpt: string }> {
  const hits = redactor.hits(text);
  // What only its key gives away is all of the value.
  if (hits.length === 0 && key !== undefined) yield { kind: 'bearer', excerpt: masked(text) };
  else yield* excerpts(text, hits);
}
