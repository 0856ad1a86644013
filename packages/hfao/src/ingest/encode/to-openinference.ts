import { isDeepStrictEqual } from 'node:util';
import { OBSERVATION_COLUMNS, toObservation, type ObservationRow } from '../../model/observation.js';
import { normalize } from '../normalize/normalize.js';
import type { SpanRecord } from './export-request.js';
import { fieldAttributes } from './field-attributes.js';
import { openInferenceAttributes } from './openinference-attributes.js';
import { rowToSpan } from './row-to-span.js';

/** What is about the way here, or follows from the rest. */
const NOT_COMPARED = new Set(['dialect', 'mapping', 'warnings', 'usage_details', 'source', 'attributes', 'input_ref', 'output_ref', 'input_preview', 'output_preview']);
/** What a tool's call consists of. */
const CALL_FIELDS = ['tool_name', 'input', 'output'];
const COLUMNS = OBSERVATION_COLUMNS.map(([name]) => name);

/**
 * A stored observation as a span in OpenInference's terms. What they cannot say (a part of a message that they do not have, a handoff)
 * is said in OTel GenAI's beside them: normalised again it is the same observation.
 */
export function rowToOpenInference(row: ObservationRow): SpanRecord {
  const record = rowToSpan(row, new Set(), openInferenceAttributes);
  const { span, resource, scope } = record;
  const again = normalize(span, resource, scope, { projectId: row.project_id, receivedAt: row.event_version, scores: [] });
  const [wanted, shown] = [toObservation(row), toObservation(again)];
  const unsaid = new Set<string>(COLUMNS.filter((name) => !NOT_COMPARED.has(name) && !isDeepStrictEqual(shown[name], wanted[name])));
  if (unsaid.size === 0) return record;
  if (unsaid.has('tool_calls')) for (const name of CALL_FIELDS) unsaid.add(name);
  const said = new Set<string>([...COLUMNS, 'tool_name'].filter((name) => !unsaid.has(name)));
  return rowToSpan(row, new Set(), (it, name, without) => [
    ...(unsaid.has('type') ? [['hfao.type', row.type] as const] : []), ...fieldAttributes(it, name, said), ...openInferenceAttributes(it, name, without),
  ]);
}
