import { encodeAttribute, type AttributeValue, type FlatMap } from '../../model/attribute-value.js';
import type { Evidence } from './evidence.js';
import { FIELD } from './field.js';
import { hasWideNumber, isRecord, jsonText, looksStructured, parseJson } from './json.js';
import { remembering } from './remember.js';

/** What a request holds beside its parameters: each has a column of its own. */
const NOT_PARAMETERS = new Set(['model', 'messages', 'tools']);

/** A map column, and the JSON object that most of it came from. */
export interface MapField { map: FlatMap | null; source: Record<string, unknown> | undefined }

/** The parameters of a model call, by name. */
export function modelParameters(evidence: Evidence): MapField {
  const source = recordOf(evidence.get(FIELD.invocation_parameters) as AttributeValue | undefined);
  const map = flatMap(source, (name, value) => value !== null && !NOT_PARAMETERS.has(name));
  return { map: withEntries(evidence, FIELD.model_parameters, map ?? []), source: map && source };
}

/** Drops the request from what is left over, unless it holds something that is in no column. */
export function settleRequest(evidence: Evidence, request: Record<string, unknown> | undefined, model: string | null, toolDefinitions: string | null): void {
  if (request === undefined || 'messages' in request) return;
  if (request.model !== undefined && request.model !== model) return;
  if (request.tools !== undefined && jsonText(request.tools) !== toolDefinitions) return;
  takeJson(evidence, FIELD.invocation_parameters);
}

/** What the sender said about the span beyond any convention: `metadata` as JSON, `metadata.*` flattened. */
export function metadataField(evidence: Evidence): FlatMap | null {
  const map = metadataOf(evidence.get(FIELD.metadata) as AttributeValue | undefined);
  if (map !== undefined) takeJson(evidence, FIELD.metadata);
  return withEntries(evidence, FIELD.metadata, map ?? []);
}

/** Metadata is a JSON object or structured data; what is neither stays an attribute. */
export function metadataOf(value: AttributeValue | undefined): FlatMap | undefined {
  return flatMap(recordOf(value), () => true);
}

/** An object, structured or as JSON. */
function recordOf(value: AttributeValue | undefined): Record<string, unknown> | undefined {
  const record = typeof value === 'string' ? parsedRecord(value) : value;
  return isRecord(record) ? record : undefined;
}

const parsedRecord = remembering((text) => (looksStructured(text) ? parseJson(text) : undefined));

/** Undefined for what is nested too deeply to be written again: it is not taken apart. */
function flatMap(record: Record<string, unknown> | undefined, wanted: (name: string, value: unknown) => boolean): FlatMap | undefined {
  if (record === undefined) return undefined;
  const flat: FlatMap = [];
  try {
    for (const key in record) if (wanted(key, record[key])) flat.push(key, encodeAttribute(record[key] as AttributeValue));
  } catch {
    return undefined;
  }
  return flat;
}

/** JSON with numbers that a double cannot hold is in the field only about: the text stays. */
function takeJson(evidence: Evidence, field: number): void {
  const raw = evidence.raw(field);
  if (typeof raw !== 'string' || !hasWideNumber(raw)) evidence.take(field);
}

/** Adds the entries that came one attribute each. The first to name an entry keeps it; the same value again is no news. */
function withEntries(evidence: Evidence, field: number, map: FlatMap): FlatMap | null {
  let known: Map<string, string> | undefined;
  evidence.eachEntry(field, (name, value) => {
    known ??= entriesOf(map);
    const text = encodeAttribute(value);
    const before = known.get(name);
    if (before !== undefined) return before === text;
    known.set(name, text);
    map.push(name, text);
    return true;
  });
  return map.length === 0 ? null : map;
}

function entriesOf(map: FlatMap): Map<string, string> {
  const entries = new Map<string, string>();
  for (let i = 0; i < map.length; i += 2) entries.set(map[i], map[i + 1]);
  return entries;
}
