import type { AttributeValue } from '../../model/attribute-value.js';
import { isTooDeep } from '../../model/json-depth.js';
import type { Evidence } from './evidence.js';
import { FIELD } from './field.js';
import { isRecord, jsonText, looksStructured, parseJson, structured } from './json.js';
import { unquoted } from './json-leaf.js';
import { remembering } from './remember.js';
import { writeJson } from './write-json.js';
import { payloadText, ToldMessages, toolPayload, type Inner } from './payload.js';

/** Longer arguments or results stand in `input` and `output` alone, from where they can be moved to the body store. */
const MAX_INLINE_CHARACTERS = 65_536;

export interface ToolRun {
  input: string | null;
  output: string | null;
  name: string;
  /** As the request had them. */
  arguments: unknown;
  /** The one entry of `tool_calls`. */
  callText: string;
}

/** What a span that carried out a tool call says: its arguments are the input, its result the output. */
export function toolRunOf(evidence: Evidence, spanName: string, error: string | null): ToolRun {
  const args = firstPayload(evidence, [FIELD.tool_arguments, FIELD.input, FIELD.tool_message]);
  const result = firstPayload(evidence, [FIELD.tool_result, FIELD.output, FIELD.tool_choice]);
  const name = toolName(evidence, spanName);
  let callText = `[{"id":${writeJson(evidence.takeText(FIELD.tool_call_id))},"name":${writeJson(name)}`;
  if (args.text !== null && args.text.length <= MAX_INLINE_CHARACTERS) callText += `,"arguments":${structuredText(args)}`;
  if (result.text !== null && result.text.length <= MAX_INLINE_CHARACTERS) callText += `,"result":${structuredText(result)}`;
  if (error !== null) callText += `,"error":${writeJson(error)}`;
  return { input: args.text, output: result.text, name, arguments: args.value, callText: `${callText}}]` };
}

/** As JSON: text that is JSON itself as it is, without taking it apart and writing it again. */
function structuredText({ value, text }: { value: unknown; text: string | null }): string {
  if (typeof value !== 'string') return text!;
  const parsed = structured(value);
  if (parsed === value) return writeJson(value);
  return looksStructured(value) && typeof parsed === 'object' ? value : (jsonText(parsed) ?? writeJson(value));
}

/** `gen_ai.tool.definitions`, else the tools of the request, as a JSON list. */
export function toolDefinitionsOf(evidence: Evidence, request: Record<string, unknown> | undefined): string | null {
  const told = evidence.get(FIELD.tool_definitions);
  if (told === undefined) return Array.isArray(request?.tools) && request.tools.length > 0 ? (jsonText(request.tools) ?? null) : null;
  const list = typeof told === 'string' ? definitionList(told) : listText(told);
  if (list !== null) evidence.take(FIELD.tool_definitions);
  return list;
}

const definitionList = remembering((text) => {
  const value = looksStructured(text) ? parseJson(text) : undefined;
  return text.startsWith('[') && Array.isArray(value) && value.every(isRecord) && !isTooDeep(text) ? text : listText(value);
});

/** Some emitters write each definition as a JSON string of its own. */
function listText(value: unknown): string | null {
  return Array.isArray(value) ? (jsonText(value.map(definition)) ?? null) : null;
}

/** Of some tools only the name is told. */
function definition(item: unknown): unknown {
  const read = structured(item);
  return typeof read === 'string' ? { name: read } : read;
}

/** The first of the fields that has a value, which is not a conversation told by events. */
function firstPayload(evidence: Evidence, fields: readonly number[]): { value: unknown; text: string | null } {
  for (const field of fields) {
    const value = evidence.get(field);
    if (value === undefined || (value instanceof ToldMessages && value.raw === undefined)) continue;
    const { value: inner, partial } = value instanceof ToldMessages ? toolPayload(value) : ({ value } as Inner);
    const told = unquoted(inner as AttributeValue);
    const text = payloadText(told);
    if (text === null) continue;
    evidence.take(field);
    if (partial) evidence.keep(field);
    // The same text under another name is no second payload.
    for (const other of fields) evidence.conclude(other, told);
    return { value: told, text };
  }
  return { value: undefined, text: null };
}

const NAME_PREFIXES = ['execute_tool ', 'running tool: ', 'tools/call '];

function toolName(evidence: Evidence, spanName: string): string {
  const told = evidence.takeText(FIELD.tool_name);
  if (told !== null) return told;
  const prefix = NAME_PREFIXES.find((it) => spanName.startsWith(it));
  return prefix === undefined ? spanName : spanName.slice(prefix.length);
}

/** The agent that a transfer tool was asked to hand over to. */
export function transferTarget(args: unknown): string | undefined {
  const record = structured(args);
  if (!isRecord(record)) return undefined;
  const target = (record as Record<string, AttributeValue>).agent_name ?? record.agent ?? record.to_agent;
  return typeof target === 'string' && target !== '' ? target : undefined;
}
