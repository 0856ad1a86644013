import { encodeAttribute, type AttributeValue, type FlatMap } from '../../model/attribute-value.js';
import type { Message } from '../../model/message.js';
import { RESOURCE_PREFIX, type Level, type ObservationRow, type ObservationType, type Source, type Status } from '../../model/observation.js';
import type { Score } from '../../model/score.js';
import { isoTime, type Micros } from '../../model/time.js';
import type { DecodedEvent, DecodedLink, InstrumentationScope, Resource, Span } from '../decode/span.js';
import { agentsOf } from './agents.js';
import { finishReasonsIn, toolCallsIn } from './conversation.js';
import { DIALECTS } from './dialects.js';
import { isEnvelopeKey, pushEnvelope, pushRawStatus, pushRawTimes, pushScopeAttributes } from './envelope.js';
import type { Judgement } from './evaluation.js';
import { Evidence } from './evidence.js';
import { FIELD, type Field } from './field.js';
import { jsonText } from './json.js';
import { metadataField, modelParameters, settleRequest } from './map-fields.js';
import type { MappingRules, RuleOutcome } from './mapping-rules.js';
import { inputOf, outputOf } from './payload.js';
import { resourceFacts, type ResourceFacts } from './resource-facts.js';
import { Rulebook } from './rulebook.js';
import { scoresOf } from './scores.js';
import { typeOf } from './span-type.js';
import { timesOf } from './times.js';
import { toolDefinitionsOf, toolRunOf } from './tools.js';
import { usageOf } from './usage.js';

export interface NormalizeContext {
  projectId: string;
  receivedAt: Micros;
  /** Judgements found on spans are pushed here. */
  scores: Score[];
  /** The project's own rules; none costs nothing. */
  mapping?: MappingRules;
  /** What the row is made of: a span unless said. */
  source?: Source;
}

const evidence = new Evidence(new Rulebook(DIALECTS));

/**
 * Makes of one decoded span the row that is stored. Never throws for a decodable span; whatever has no column of its own stays in `attributes`.
 * Synchronous and free of effects but for the scores pushed to the context.
 */
export function normalize(span: Span, resource: Resource, scope: InstrumentationScope, context: NormalizeContext): ObservationRow {
  evidence.read(span, scope);
  context.mapping?.apply(evidence, span, resource, scope);
  const facts = resourceFacts(resource, evidence.rulebook);
  const times = timesOf(span, context.receivedAt);
  const type = typeOf(evidence);
  const { status, message } = statusOf(span);

  const model = evidence.takeText(FIELD.model);
  const parameters = modelParameters(evidence);
  const toolDefinitions = toolDefinitionsOf(evidence, parameters.source);
  settleRequest(evidence, parameters.source, model, toolDefinitions);
  const content = contentOf(type, span.name, status === 'error' ? (message ?? 'error') : null);
  const agents = agentsOf(evidence, type, model, content.toolArguments);
  const usage = usageOf(evidence, type);

  const row: ObservationRow = {
    project_id: context.projectId,
    trace_id: span.traceId,
    observation_id: span.spanId,
    parent_observation_id: span.parentId === '' ? null : span.parentId,
    event_version: context.receivedAt,
    ingested_at: context.receivedAt,
    session_id: evidence.takeText(FIELD.session_id),
    user_id: evidence.takeText(FIELD.user_id),
    environment: evidence.takeText(FIELD.environment),
    release: evidence.takeText(FIELD.release),
    service_name: evidence.takeText(FIELD.service_name),
    scope_name: scope.name === '' ? null : scope.name,
    scope_version: scope.version === '' ? null : scope.version,
    dialect: evidence.rulebook.dialectName(evidence.marks),
    source: context.source ?? 'span',
    mapping: null,
    warnings: null,
    name: evidence.takeText(FIELD.name) ?? span.name,
    type,
    level: levelOf(status),
    status,
    status_message: message,
    start_time: times.start,
    end_time: times.end,
    duration_ns: times.durationNs,
    time_to_first_token_ms: evidence.takeNumber(FIELD.time_to_first_token_ms),
    input: content.input,
    output: content.output,
    input_ref: null,
    output_ref: null,
    input_preview: null,
    output_preview: null,
    model,
    provider: evidence.takeText(FIELD.provider),
    model_parameters: parameters.map,
    finish_reasons: (evidence.take(FIELD.finish_reasons) as string[] | undefined) ?? (content.messages === null ? null : (finishReasonsIn(content.messages) ?? null)),
    input_tokens: usage.input_tokens,
    output_tokens: usage.output_tokens,
    cache_read_tokens: usage.cache_read_tokens,
    cache_creation_tokens: usage.cache_creation_tokens,
    reasoning_tokens: usage.reasoning_tokens,
    total_tokens: usage.total_tokens,
    usage_counted: usage.usage_counted,
    usage_details: usage.usage_details,
    input_cost_usd: usage.input_cost_usd,
    output_cost_usd: usage.output_cost_usd,
    total_cost_usd: usage.total_cost_usd,
    cost_source: usage.cost_source,
    tool_definitions: toolDefinitions,
    tool_calls: content.toolCalls,
    tool_call_names: content.toolCallNames,
    agent_id: agents.agent_id,
    agent_name: agents.agent_name,
    handoff_target_agent_id: agents.handoff_target_agent_id,
    documents: documentsOf(),
    prompt_name: evidence.takeText(FIELD.prompt_name),
    prompt_version: evidence.takeText(FIELD.prompt_version),
    prompt_label: evidence.takeText(FIELD.prompt_label),
    metadata: metadataField(evidence),
    tags: (evidence.take(FIELD.tags) as string[] | undefined) ?? null,
    attributes: null,
    events: span.events === null ? null : eventsText(span.events),
    links: span.links === null ? null : linksText(span.links),
  };
  settleMimeTypes(row);
  const attributes: FlatMap = [];
  inherit(row, facts, attributes);
  pushAttributes(attributes, row, span, resource, scope, facts);
  if (times.repaired) pushRawTimes(attributes, span);
  if (attributes.length > 0) row.attributes = attributes;

  row.mapping = evidence.mapping();
  row.warnings = warningsOf(usage.warnings, times.repaired, span);

  const judgements = evidence.get(FIELD.scores) as Judgement[] | undefined;
  if (judgements !== undefined) context.scores.push(...scoresOf(judgements, span, row));
  return row;
}

/** Which rule gave which field of the span that was normalised last, and which attributes no rule had a use for. */
export function explainLast(): { origins: { field: Field; key: string; rule: string }[]; leftover: string[] } {
  const leftover: string[] = [];
  evidence.eachLeftover((key) => leftover.push(key));
  return { origins: evidence.origins(), leftover };
}

/** What each of these rules gives of the span that was normalised last. */
export function outcomesOfLast(rules: MappingRules, { span, resource, scope }: { span: Span; resource: Resource; scope: InstrumentationScope }): { name: string; outcome: RuleOutcome }[] {
  return rules.outcomes(evidence, span, resource, scope);
}

/** Stable codes of what is odd: `usage_repeated` and `usage_sum_mismatch`, `time_repaired` (see `otel.start_time_unix_nano` among the attributes), `data_dropped` by the sender. */
function warningsOf(usage: readonly string[] | null, isTimeRepaired: boolean, span: Span): string[] | null {
  const isDropped = span.droppedAttributes > 0 || span.droppedEvents > 0 || span.droppedLinks > 0;
  if (usage === null && !isTimeRepaired && !isDropped) return null;
  return [...(usage ?? []), ...(isTimeRepaired ? ['time_repaired'] : []), ...(isDropped ? ['data_dropped'] : [])];
}

/** An error type or an exception fails a span even where its status was left unset. */
function statusOf(span: Span): { status: Status; message: string | null } {
  const errorType = evidence.get(FIELD.error_type) as string | undefined;
  const failed = span.status === 2 || errorType !== undefined || evidence.get(FIELD.level) === 'ERROR';
  const status = failed ? 'error' : span.status === 1 ? 'ok' : 'unset';
  if (span.statusMessage !== '') return { status, message: span.statusMessage };
  return { status, message: evidence.takeText(FIELD.status_message) ?? (failed ? (errorType ?? null) : null) };
}

function levelOf(status: Status): Level {
  return status === 'error' ? 'ERROR' : ((evidence.take(FIELD.level) as Level | undefined) ?? 'DEFAULT');
}

interface Content {
  input: string | null;
  output: string | null;
  /** The messages of the output, where it is a conversation. */
  messages: readonly Message[] | null;
  toolCalls: string | null;
  toolCallNames: string[] | null;
  /** Of the call that a tool's span carried out. */
  toolArguments: unknown;
}

function contentOf(type: ObservationType, name: string, error: string | null): Content {
  if (type === 'TOOL' || (type === 'HANDOFF' && evidence.get(FIELD.tool_name) !== undefined)) {
    const run = toolRunOf(evidence, name, error);
    return { input: run.input, output: run.output, messages: null, toolCalls: run.callText, toolCallNames: [run.name], toolArguments: run.arguments };
  }
  const input = inputOf(evidence);
  const { text: output, messages } = outputOf(evidence);
  const calls = messages === null ? [] : toolCallsIn(messages);
  const names = calls.map((call) => call.name).filter((it) => typeof it === 'string' && it !== '') as string[];
  return {
    input: input.text, output, messages,
    toolCalls: calls.length === 0 ? null : (jsonText(calls) ?? null),
    toolCallNames: names.length === 0 ? null : [...new Set(names)],
    toolArguments: undefined,
  };
}

function documentsOf(): string | null {
  const documents = evidence.take(FIELD.documents);
  if (documents === undefined) return null;
  const text = jsonText(documents);
  if (text === undefined) evidence.keep(FIELD.documents);
  return text ?? null;
}

/** A MIME type that only says what the payload shows is no news. */
function settleMimeTypes(row: ObservationRow): void {
  settleMimeType(FIELD.input_mime_type, 'input.value', FIELD.input, row.input);
  settleMimeType(FIELD.output_mime_type, 'output.value', FIELD.output, row.output);
}

function settleMimeType(mimeType: number, key: string, field: number, payload: string | null): void {
  const said = evidence.get(mimeType);
  if (said === undefined || payload === null || evidence.keyOf(field) !== key || evidence.raw(field) !== payload) return;
  const shown = payload.startsWith('{') || payload.startsWith('[') ? 'application/json' : 'text/plain';
  if (said === shown) evidence.take(mimeType);
}

/** What the resource says for all its spans, where the span says nothing itself. A value that the span overrides stays an attribute. */
function inherit(row: ObservationRow, { claimed }: ResourceFacts, attributes: FlatMap): void {
  for (const { field, key, rank, value, raw } of claimed) {
    // A trace's own version is its release only where the resource names none.
    const isBetter = field === 'release' && row.release !== null && evidence.isWorseThan(FIELD.release, rank);
    if (isBetter) evidence.keep(FIELD.release);
    if (row[field] === null || isBetter) row[field] = value as never;
    else if (row[field] !== value) attributes.push(RESOURCE_PREFIX + key, raw);
  }
}

function pushAttributes(into: FlatMap, row: ObservationRow, span: Span, resource: Resource, scope: InstrumentationScope, facts: ResourceFacts): void {
  evidence.eachLeftover((key: string, value: AttributeValue) => {
    into.push(isEnvelopeKey(key) ? `span.${key}` : key, encodeAttribute(value));
  });
  for (const item of facts.rest) into.push(item);
  pushScopeAttributes(into, scope);
  pushEnvelope(into, span, resource, scope);
  if (row.name !== span.name) into.push('otel.span.name', encodeAttribute(span.name));
  if (row.status === 'error' && span.status !== 2) pushRawStatus(into, span);
}

function eventsText(events: readonly DecodedEvent[]): string | null {
  return jsonText(events.map(({ time, name, attributes, droppedAttributes }) => ({
    time: isoTime(time), name, attributes, ...(droppedAttributes ? { dropped_attributes_count: droppedAttributes } : {}),
  }))) ?? null;
}

function linksText(links: readonly DecodedLink[]): string | null {
  return jsonText(links.map(({ traceId, spanId, attributes, traceState, flags, droppedAttributes }) => ({
    trace_id: traceId, observation_id: spanId, attributes,
    ...(traceState ? { trace_state: traceState } : {}), ...(flags ? { flags } : {}), ...(droppedAttributes ? { dropped_attributes_count: droppedAttributes } : {}),
  }))) ?? null;
}
