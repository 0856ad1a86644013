import type { FlatMap } from '../../model/attribute-value.js';
import type { LogRow } from '../../model/log-entry.js';
import type { MetricPointRow } from '../../model/metric-point.js';
import type { ObservationRow } from '../../model/observation.js';
import type { Score } from '../../model/score.js';
import type { Redactor } from './redactor.js';
import type { Counts } from './replace.js';

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
  if (row.tool_definitions !== null) row.tool_definitions = redactor.repeated(row.tool_definitions, counts);
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

/** Redacts what a judge or a person wrote about something, in place. */
export function redactScore(score: Score, redactor: Redactor, counts: Counts): void {
  if (score.comment !== null) score.comment = redactor.text(score.comment, counts);
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
  const clean = redactor.text(list, counts);
  if (clean === list) return list;
  const before = JSON.parse(list) as Record<string, unknown>[];
  return JSON.stringify((JSON.parse(clean) as object[]).map((it, i) => ({ ...it, ...Object.fromEntries(KEPT.filter((name) => name in before[i]).map((name) => [name, before[i][name]])) })));
}
