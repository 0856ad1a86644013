import { Double, type Attributes, type Dialect, type DialectSpan } from './dialect.js';
import type { ModelCall, Step, StoryMessage, StoryTrace } from './step.js';

const PROVIDERS: Record<ModelCall['provider'], string> = { anthropic: 'anthropic', openai: 'openai', google: 'gcp.gemini' };

/** The story by the OpenTelemetry GenAI semantic conventions (v1.41; guardrail and handoff as seen in the wild). */
export const genAi: Dialect = {
  scope: { name: 'support-desk.telemetry', version: '0.9.2' },
  write(step, trace): DialectSpan {
    const { name, attributes } = operation(step);
    return { name, attributes: { ...common(step, trace), ...attributes }, events: evaluations(step) };
  },
};

function common(step: Step, trace: StoryTrace): Attributes {
  return {
    'gen_ai.conversation.id': trace.sessionId, 'user.id': trace.userId, 'tag.tags': trace.tags, metadata: JSON.stringify({ ...trace.metadata, ...step.metadata }),
    'gen_ai.agent.name': step.agent, 'error.type': step.error?.type,
  };
}

function operation(step: Step): Pick<DialectSpan, 'name' | 'attributes'> {
  const { name, call, tool, documents, embedding, handoff } = step;
  const plain = { input: text(step.input), output: text(step.output) };
  if (call !== undefined) return { name, attributes: chat(call) };
  if (embedding !== undefined) {
    return { name, attributes: { 'gen_ai.operation.name': 'embeddings', 'gen_ai.provider.name': 'openai', 'gen_ai.request.model': embedding.model, 'gen_ai.usage.input_tokens': embedding.tokens, 'gen_ai.usage.cost': new Double(embedding.costUsd), input: embedding.text } };
  }
  if (documents !== undefined) {
    return { name, attributes: { 'gen_ai.operation.name': 'retrieval', 'gen_ai.data_source.id': 'policy_index', 'gen_ai.retrieval.query.text': text(step.input), 'gen_ai.retrieval.documents': JSON.stringify(documents) } };
  }
  if (tool !== undefined) {
    return { name: `execute_tool ${name}`, attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': tool.name, 'gen_ai.tool.call.id': tool.callId, 'gen_ai.tool.type': 'function', 'gen_ai.tool.call.arguments': JSON.stringify(tool.arguments), 'gen_ai.tool.call.result': text(tool.result) } };
  }
  if (handoff !== undefined) {
    return { name, attributes: { 'gen_ai.operation.name': 'handoff', 'gen_ai.handoff.from_agent': handoff.from, 'gen_ai.handoff.to_agent': handoff.to } };
  }
  if (step.type === 'AGENT') return { name: step.parentSpanId === null ? name : `invoke_agent ${name}`, attributes: { 'gen_ai.operation.name': 'invoke_agent', ...conversation(plain) } };
  if (step.type === 'GUARDRAIL') return { name: `apply_guardrail ${name}`, attributes: { 'gen_ai.operation.name': 'apply_guardrail', 'gen_ai.guardrail.component.name': name, ...plain } };
  if (step.type === 'EVAL') return { name, attributes: { 'openinference.span.kind': 'EVALUATOR', ...plain } };
  return { name, attributes: plain };
}

function conversation({ input, output }: { input: string | undefined; output: string | undefined }): Attributes {
  return {
    'gen_ai.input.messages': input === undefined ? undefined : JSON.stringify([message({ role: 'user', content: input })]),
    'gen_ai.output.messages': output === undefined ? undefined : JSON.stringify([message({ role: 'assistant', content: output })]),
  };
}

function chat(call: ModelCall): DialectSpan['attributes'] {
  const [first, ...rest] = call.messages;
  const instructed = first?.role === 'system';
  const failed = call.finish === 'error';
  return {
    'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': PROVIDERS[call.provider], 'gen_ai.request.model': call.model, 'gen_ai.response.model': failed ? undefined : call.model,
    'gen_ai.request.temperature': new Double(call.temperature), 'gen_ai.request.max_tokens': call.maxTokens,
    'gen_ai.system_instructions': instructed ? JSON.stringify([{ type: 'text', content: first.content }]) : undefined,
    'gen_ai.input.messages': JSON.stringify((instructed ? rest : call.messages).map(message)),
    'gen_ai.tool.definitions': call.tools.length === 0 ? undefined : JSON.stringify(call.tools.map((it) => ({ type: 'function', ...it }))),
    'gen_ai.prompt.name': call.prompt?.name, 'gen_ai.prompt.version': call.prompt?.version,
    ...(failed ? {} : {
      'gen_ai.output.messages': JSON.stringify([{ ...message(call.reply), finish_reason: call.finish }]),
      'gen_ai.response.finish_reasons': [call.finish], 'gen_ai.response.time_to_first_chunk': new Double(call.firstTokenMs / 1000),
      'gen_ai.usage.input_tokens': call.usage.input, 'gen_ai.usage.output_tokens': call.usage.output,
      'gen_ai.usage.cache_read.input_tokens': call.usage.cached, 'gen_ai.usage.reasoning.output_tokens': call.usage.reasoning || undefined,
      'gen_ai.usage.cost': new Double(call.cost.input + call.cost.output),
    }),
  };
}

function message(it: StoryMessage): { role: string; parts: object[] } {
  const parts: object[] = [];
  if (it.role === 'tool') return { role: 'tool', parts: [{ type: 'tool_call_response', id: it.callId, response: structured(it.content) }] };
  if (it.reasoning !== undefined) parts.push({ type: 'reasoning', content: it.reasoning });
  if (it.content !== undefined) parts.push({ type: 'text', content: it.content });
  for (const call of it.calls ?? []) parts.push({ type: 'tool_call', id: call.id, name: call.name, arguments: call.arguments });
  return { role: it.role, parts };
}

/** Judgements as `gen_ai.evaluation.result` events on the judged span. */
function evaluations({ scores = [], endMs }: Step): DialectSpan['events'] {
  return scores.map((it) => ({
    name: 'gen_ai.evaluation.result', atMs: endMs,
    attributes: { 'gen_ai.evaluation.name': it.name, 'gen_ai.evaluation.score.value': it.value, 'gen_ai.evaluation.score.label': it.label, 'gen_ai.evaluation.explanation': it.explanation },
  }));
}

const text = (it: unknown) => (it === undefined || typeof it === 'string' ? it : JSON.stringify(it));

function structured(content: string | undefined): unknown {
  try {
    return JSON.parse(content ?? 'null') as unknown;
  } catch {
    return content;
  }
}
