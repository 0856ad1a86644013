import { Double, type Attributes, type Dialect, type DialectSpan } from './dialect.js';
import type { ModelCall, Step, StoryMessage, StoryScore, StoryTrace } from './step.js';

const KINDS: Record<Step['type'], string> = {
  AGENT: 'AGENT', GENERATION: 'LLM', TOOL: 'TOOL', RETRIEVAL: 'RETRIEVER', EMBEDDING: 'EMBEDDING', EVAL: 'EVALUATOR', GUARDRAIL: 'GUARDRAIL',
  HANDOFF: 'TOOL', SPAN: 'CHAIN', EVENT: 'CHAIN',
};

/** The story by the OpenInference semantic conventions (Arize-ai/openinference, spec/semantic_conventions.md). */
export const openInference: Dialect = {
  scope: { name: 'openinference.instrumentation.support_desk', version: '1.4.0' },
  write(step, trace): DialectSpan {
    return { name: step.name, attributes: { ...common(step, trace), ...specific(step) }, events: firstToken(step) };
  },
};

function common(step: Step, trace: StoryTrace): Attributes {
  return {
    'openinference.span.kind': KINDS[step.type],
    'session.id': trace.sessionId, 'user.id': trace.userId, 'tag.tags': trace.tags, metadata: JSON.stringify({ ...trace.metadata, ...step.metadata }),
    ...(step.agent === undefined ? {} : { 'agent.name': step.agent }),
    ...value('input', step.input), ...value('output', step.output),
  };
}

function specific(step: Step): DialectSpan['attributes'] {
  return { ...llm(step.call), ...tool(step), ...retrieved(step), ...embedded(step), ...handedOver(step), ...scored(step.scores ?? [], step.parentSpanId === null) };
}

function llm(call: ModelCall | undefined): DialectSpan['attributes'] {
  if (call === undefined) return {};
  const { usage, cost, prompt } = call;
  const failed = call.finish === 'error';
  return {
    'llm.model_name': call.model, 'llm.provider': call.provider, 'llm.system': call.provider === 'google' ? 'vertexai' : call.provider,
    'llm.invocation_parameters': JSON.stringify({ temperature: call.temperature, max_tokens: call.maxTokens }),
    ...call.messages.reduce<Attributes>((all, it, index) => Object.assign(all, message(`llm.input_messages.${index}.message`, it)), {}),
    ...(failed ? {} : message('llm.output_messages.0.message', call.reply)),
    'llm.finish_reason': failed ? undefined : call.finish,
    ...call.tools.reduce<Attributes>((all, it, index) => Object.assign(all, { [`llm.tools.${index}.tool.json_schema`]: JSON.stringify({ type: 'function', function: it }) }), {}),
    ...(failed ? {} : {
      'llm.token_count.prompt': usage.input, 'llm.token_count.completion': usage.output, 'llm.token_count.total': usage.input + usage.output,
      'llm.token_count.prompt_details.cache_read': usage.cached, 'llm.token_count.completion_details.reasoning': usage.reasoning || undefined,
      'llm.cost.prompt': new Double(cost.input), 'llm.cost.completion': new Double(cost.output), 'llm.cost.total': new Double(cost.input + cost.output),
    }),
    ...(prompt === undefined ? {} : { 'prompt.id': prompt.name, 'llm.prompt_template.version': prompt.version, 'hfao.prompt.label': prompt.label }),
  };
}

function message(prefix: string, it: StoryMessage): Attributes {
  const attributes: Attributes = { [`${prefix}.role`]: it.role, [`${prefix}.tool_call_id`]: it.callId };
  if (it.reasoning === undefined) attributes[`${prefix}.content`] = it.content;
  else for (const [index, [type, text]] of ([['reasoning', it.reasoning], ['text', it.content]] as const).entries()) {
    Object.assign(attributes, { [`${prefix}.contents.${index}.message_content.type`]: type, [`${prefix}.contents.${index}.message_content.text`]: text });
  }
  for (const [index, call] of (it.calls ?? []).entries()) {
    const at = `${prefix}.tool_calls.${index}.tool_call`;
    Object.assign(attributes, { [`${at}.id`]: call.id, [`${at}.function.name`]: call.name, [`${at}.function.arguments`]: JSON.stringify(call.arguments) });
  }
  return attributes;
}

function tool({ tool: it }: Step): Attributes {
  if (it === undefined) return {};
  return { 'tool.name': it.name, 'tool_call.id': it.callId, ...value('input', it.arguments), ...value('output', it.result) };
}

function retrieved({ documents = [] }: Step): DialectSpan['attributes'] {
  return documents.reduce<DialectSpan['attributes']>((all, it, index) => {
    const at = `retrieval.documents.${index}.document`;
    return Object.assign(all, { [`${at}.id`]: it.id, [`${at}.score`]: new Double(it.score), [`${at}.content`]: it.content, [`${at}.metadata`]: JSON.stringify(it.metadata) });
  }, {});
}

function embedded({ embedding: it }: Step): DialectSpan['attributes'] {
  if (it === undefined) return {};
  return {
    'embedding.model_name': it.model, 'embedding.embeddings.0.embedding.text': it.text, ...value('input', it.text),
    'llm.token_count.prompt': it.tokens, 'llm.token_count.total': it.tokens, 'llm.cost.total': new Double(it.costUsd),
  };
}

/** A handoff is a tool span of this name, from and to in input and output, as the OpenAI Agents instrumentation writes it. */
function handedOver({ handoff }: Step): Attributes {
  return handoff === undefined ? {} : { ...value('input', handoff.from), ...value('output', handoff.to) };
}

/** A judgement on the span; on the root it is one of the whole trace. */
function scored(scores: readonly StoryScore[], isRoot: boolean): DialectSpan['attributes'] {
  return scores.reduce<DialectSpan['attributes']>((all, it, index) => {
    const at = `${isRoot ? 'trace.' : ''}evaluations.${index}.evaluation`;
    return Object.assign(all, { [`${at}.name`]: it.name, [`${at}.score`]: new Double(it.value), [`${at}.label`]: it.label, [`${at}.explanation`]: it.explanation, [`${at}.annotator_kind`]: 'LLM' });
  }, {});
}

function firstToken({ call, startMs }: Step): DialectSpan['events'] {
  return call === undefined || call.finish === 'error' ? [] : [{ name: 'First Token Stream Event', atMs: startMs + call.firstTokenMs, attributes: {} }];
}

function value(side: 'input' | 'output', it: unknown): Attributes {
  if (it === undefined) return {};
  return typeof it === 'string' ? { [`${side}.value`]: it, [`${side}.mime_type`]: 'text/plain' } : { [`${side}.value`]: JSON.stringify(it), [`${side}.mime_type`]: 'application/json' };
}
