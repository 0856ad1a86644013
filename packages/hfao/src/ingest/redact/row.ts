import type { FlatMap } from '../../model/attribute-value.js';
import type { LogRow } from '../../model/log-entry.js';
import type { MetricPointRow } from '../../model/metric-point.js';
import type { ObservationRow } from '../../model/observation.js';
import type { Counts, Redactor } from './redactor.js';

/*
 * What is cleaned: every text that a sender fills with content. What only says who or where (`session_id`, `user_id`, models, agents, prompts,
 * environments) are identities: they stay, or nothing could be found by them. So do the keys of maps.
 */

/** Redacts a row in place. */
export function redactRow(row: ObservationRow, redactor: Redactor, counts: Counts): void {
  // By their names: a column looked up by a variable costs three times as much.
  row.name = redactor.text(row.name, counts);
  if (row.status_message !== null) row.status_message = redactor.text(row.status_message, counts);
  if (row.input !== null) row.input = redactor.text(row.input, counts);
  if (row.output !== null) row.output = redactor.text(row.output, counts);
  if (row.input_preview !== null) row.input_preview = redactor.text(row.input_preview, counts);
  if (row.output_preview !== null) row.output_preview = redactor.text(row.output_preview, counts);
  if (row.tool_definitions !== null) row.tool_definitions = redactor.text(row.tool_definitions, counts);
  if (row.tool_calls !== null) row.tool_calls = redactor.text(row.tool_calls, counts);
  if (row.documents !== null) row.documents = redactor.text(row.documents, counts);
  if (row.events !== null) row.events = redactor.text(row.events, counts);
  if (row.links !== null) row.links = redactReferences(row.links, redactor, counts);
  if (row.model_parameters !== null) redactMap(row.model_parameters, redactor, counts);
  if (row.metadata !== null) redactMap(row.metadata, redactor, counts);
  if (row.attributes !== null) redactMap(row.attributes, redactor, counts);
  if (row.tags !== null) row.tags = redactList(row.tags, redactor, counts);
}

/** Redacts a log record in place. */
export function redactLog(row: LogRow, redactor: Redactor, counts: Counts): void {
  if (row.body !== null) row.body = redactor.text(row.body, counts);
  if (row.attributes !== null) redactMap(row.attributes, redactor, counts);
}

/** Redacts a data point in place. Its ids are of what it said before, so a point that is sent again keeps them. */
export function redactPoint(row: MetricPointRow, redactor: Redactor, counts: Counts): void {
  if (row.description !== null) row.description = redactor.text(row.description, counts);
  if (row.exemplars !== null) row.exemplars = redactReferences(row.exemplars, redactor, counts);
  if (row.attributes !== null) redactMap(row.attributes, redactor, counts);
}

function redactMap(map: FlatMap, redactor: Redactor, counts: Counts): void {
  for (let i = 1; i < map.length; i += 2) {
    const clean = redactor.value(map[i - 1], map[i], counts);
    if (clean !== map[i]) map[i] = clean;
  }
}

function redactList(list: string[], redactor: Redactor, counts: Counts): string[] {
  const clean = list.map((it) => redactor.text(it, counts));
  return clean.some((it, i) => it !== list[i]) ? clean : list;
}

/** Links and exemplars. Ids are hex and may look like a card's number: they and the numbers stay what they are. */
const KEPT = ['trace_id', 'observation_id', 'time', 'value'];

function redactReferences(list: string, redactor: Redactor, counts: Counts): string {
  if (redactor.text(list, {}) === list) return list;
  return JSON.stringify((JSON.parse(list) as Record<string, unknown>[]).map((reference) => {
    const rest = Object.fromEntries(Object.entries(reference).filter(([name]) => !KEPT.includes(name)));
    return { ...reference, ...JSON.parse(redactor.text(JSON.stringify(rest), counts)) as object };
  }));
}
