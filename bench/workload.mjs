// Spans as agents send them: traces of 20 spans (an agent, model calls, tools, retrievals, chains), half in OpenInference, half in OTel GenAI terms,
// as OTLP bodies made by OpenTelemetry's own serializers. Prose has a Zipf-like vocabulary, so that it compresses like prose. Seeded: every run sends the same.
import { resourceFromAttributes } from '@opentelemetry/resources';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';

const SPANS_OF_A_TRACE = 20;
const SYLLABLES = 'ka lo mi ter con ver pre ing est al ra ti on su ple der man er un re ly st or di en ca po ne fu ge'.split(' ');

let random = randomFrom(12345);

/** Another seed, other ids: for several processes that send to one server. */
export function setSeed(seed) {
  random = randomFrom(seed);
}

/**
 * Request bodies, uncompressed.
 * @param {number} bytesPerSpan about, on average
 * @returns {Buffer[]} `count` of them
 */
export function bodies(bytesPerSpan, spansPerBody, count, { json = false } = {}) {
  const serializer = json ? JsonTraceSerializer : ProtobufTraceSerializer;
  const made = [];
  let pool = [];
  while (made.length < count) {
    while (pool.length < spansPerBody) pool = pool.concat(trace(bytesPerSpan, 1_750_000_000_000 + random.below(1e9)));
    made.push(Buffer.from(serializer.serializeRequest(pool.slice(0, spansPerBody))));
    pool = pool.slice(spansPerBody);
  }
  return made;
}

/** One trace as the SDK's finished spans. */
function trace(bytesPerSpan, startMs) {
  const size = (bytesPerSpan - 710) / 730; // scales the texts so that the mean lands near the target
  const openInference = random.below(2) === 0;
  const dialect = openInference ? openInferenceSpans : genAiSpans;
  const builder = traceBuilder(startMs);
  const common = dialect.common();
  const question = random.prose(120 * size);
  const root = builder.span('agent.run', null, { ...common, ...dialect.agent(question, random.prose(500 * size)) }, 2600);

  const history = [{ role: 'system', content: random.prose(300).slice(0, Math.max(40, 150 * size)) }, { role: 'user', content: question }];
  for (let turn = 0; turn < 7; turn++) {
    const answer = random.prose(220 * size);
    const messages = [history[0], ...history.slice(1).slice(-(1 + random.below(5)))];
    const call = builder.span(dialect.callName, root, { ...common, ...dialect.call(messages, answer, turn % 2 === 1) }, 400 + random.below(900));
    history.push({ role: 'assistant', content: answer }, { role: 'tool', content: random.prose(200 * size) });
    if (turn % 3 < 2) {
      const args = JSON.stringify({ q: random.prose(80 * size) });
      const result = JSON.stringify({ rows: [random.prose(200 * size), random.prose(300 * size)] });
      builder.span('search_orders', call, { ...common, ...dialect.tool(args, result) }, 50 + random.below(200), random.next() < 0.03);
    } else {
      const documents = Array.from({ length: 4 }, () => ({ id: `doc-${random.below(10_000)}`, score: random.next(), content: random.prose(400 * size) }));
      builder.span('VectorStoreRetriever', call, { ...common, ...openInferenceSpans.retrieval(question, documents) }, 80 + random.below(200));
    }
  }
  while (builder.spans.length < SPANS_OF_A_TRACE) {
    const step = { 'input.value': JSON.stringify({ input: question, step: builder.spans.length }), 'output.value': JSON.stringify({ output: random.prose(300 * size) }) };
    builder.span('RunnableSequence', root, { ...common, 'openinference.span.kind': 'CHAIN', ...step }, 10 + random.below(50));
  }
  return builder.spans;
}

const openInferenceSpans = {
  callName: 'ChatOpenAI',
  common: () => ({
    'session.id': `sess-${random.below(5000)}`, 'user.id': `user-${random.below(2000)}`, 'tag.tags': ['beta', 'support'],
    metadata: JSON.stringify({ tier: 'gold', region: 'eu', run: random.below(1e6) }),
  }),
  agent: (question, answer) => ({ 'openinference.span.kind': 'AGENT', 'input.value': question, 'output.value': answer, 'input.mime_type': 'text/plain' }),
  call(messages, answer, asksForTool) {
    const [prompt, completion] = [200 + random.below(3000), 20 + random.below(600)];
    const attributes = {
      'openinference.span.kind': 'LLM', 'llm.model_name': 'gpt-4o-mini', 'llm.provider': 'openai', 'llm.invocation_parameters': '{"temperature":0.2,"max_tokens":1024}',
      'llm.token_count.prompt': prompt, 'llm.token_count.completion': completion, 'llm.token_count.total': prompt + completion,
      'llm.token_count.prompt_details.cache_read': 128, 'output.mime_type': 'application/json',
      'llm.output_messages.0.message.role': 'assistant', 'llm.output_messages.0.message.content': answer,
    };
    messages.forEach(({ role, content }, i) => {
      attributes[`llm.input_messages.${i}.message.role`] = role;
      attributes[`llm.input_messages.${i}.message.content`] = content;
    });
    if (asksForTool) {
      const call = 'llm.output_messages.0.message.tool_calls.0.tool_call';
      attributes[`${call}.id`] = `call_${random.hex(24)}`;
      attributes[`${call}.function.name`] = 'search_orders';
      attributes[`${call}.function.arguments`] = JSON.stringify({ q: random.prose(40) });
    }
    return attributes;
  },
  tool: (args, result) => ({ 'openinference.span.kind': 'TOOL', 'tool.name': 'search_orders', 'input.value': args, 'output.value': result }),
  retrieval(question, documents) {
    const attributes = { 'openinference.span.kind': 'RETRIEVER', 'input.value': question };
    documents.forEach((document, i) => {
      for (const [key, value] of Object.entries(document)) attributes[`retrieval.documents.${i}.document.${key}`] = value;
    });
    return attributes;
  },
};

const genAiSpans = {
  callName: 'chat gpt-4o-mini',
  common: () => ({ 'gen_ai.conversation.id': `sess-${random.below(5000)}`, 'user.id': `user-${random.below(2000)}`, 'tag.tags': ['beta', 'support'] }),
  agent: (question, answer) => ({
    'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'support',
    'gen_ai.input.messages': messagesJson([{ role: 'user', content: question }]), 'gen_ai.output.messages': messagesJson([{ role: 'assistant', content: answer }], 'stop'),
  }),
  call: (messages, answer) => ({
    'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'openai', 'gen_ai.request.model': 'gpt-4o-mini', 'gen_ai.response.model': 'gpt-4o-mini-2024-07-18',
    'gen_ai.response.id': `chatcmpl-${random.hex(24)}`, 'gen_ai.request.temperature': 0.2, 'gen_ai.request.max_tokens': 1024,
    'gen_ai.usage.input_tokens': 200 + random.below(3000), 'gen_ai.usage.output_tokens': 20 + random.below(600), 'gen_ai.usage.cache_read.input_tokens': 128,
    'gen_ai.response.finish_reasons': ['stop'], 'server.address': 'api.openai.com',
    'gen_ai.input.messages': messagesJson(messages), 'gen_ai.output.messages': messagesJson([{ role: 'assistant', content: answer }], 'stop'),
  }),
  tool: (args, result) => ({
    'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'search_orders', 'gen_ai.tool.call.id': `call_${random.hex(24)}`,
    'gen_ai.tool.call.arguments': args, 'gen_ai.tool.call.result': result,
  }),
};

function messagesJson(messages, finishReason) {
  return JSON.stringify(messages.map(({ role, content }) => ({ role, parts: [{ type: 'text', content }], ...(finishReason && { finish_reason: finishReason }) })));
}

const resource = resourceFromAttributes({
  'service.name': 'support-agent', 'service.version': '1.4.2', 'deployment.environment.name': 'production', 'telemetry.sdk.language': 'python',
  'telemetry.sdk.name': 'opentelemetry', 'telemetry.sdk.version': '1.31.0', 'host.name': 'pod-7f9', 'process.pid': 4242,
});
const instrumentationScope = { name: 'openinference.instrumentation.langchain', version: '0.1.29' };

function traceBuilder(startMs) {
  const traceId = random.hex(32);
  const spans = [];
  return {
    spans,
    span(name, parentSpanId, attributes, durationMs, failed = false) {
      const spanId = random.hex(16);
      const start = startMs + spans.length * 130;
      const exception = { 'exception.type': 'TimeoutError', 'exception.message': 'upstream did not answer', 'exception.stacktrace': failed ? random.prose(600) : '' };
      spans.push({
        name, kind: 0, spanContext: () => ({ traceId, spanId, traceFlags: 1 }), parentSpanContext: parentSpanId ? { traceId, spanId: parentSpanId, traceFlags: 1 } : undefined,
        startTime: hrTime(start), endTime: hrTime(start + durationMs), duration: hrTime(durationMs), ended: true,
        status: failed ? { code: 2, message: 'Timeout: upstream did not answer' } : { code: 1 }, attributes, links: [],
        events: failed ? [{ name: 'exception', time: hrTime(start + durationMs), attributes: exception }] : [],
        resource, instrumentationScope, droppedAttributesCount: 0, droppedEventsCount: 0, droppedLinksCount: 0,
      });
      return spanId;
    },
  };
}

function hrTime(ms) {
  return [Math.floor(ms / 1000), Math.round((ms % 1000) * 1e6)];
}

/** A linear congruential generator, and what texts and ids need of it. */
function randomFrom(seed) {
  let state = seed;
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 4294967296;
  const below = (n) => Math.floor(next() * n);
  const words = Array.from({ length: 4000 }, () => Array.from({ length: 1 + below(4) }, () => SYLLABLES[below(SYLLABLES.length)]).join(''));
  const word = () => words[Math.floor(next() ** 3 * words.length)];
  const hex = (digits) => Array.from({ length: digits }, () => '0123456789abcdef'[below(16)]).join('');
  /** With punctuation, a number and now and then an address. */
  function prose(length) {
    let text = '';
    while (text.length < length) {
      const dice = next();
      if (dice < 0.004) text += `mail ${word()}@${word()}.com `;
      else if (dice < 0.03) text += `${below(100_000)} `;
      else if (dice < 0.1) text += `${word()}. `;
      else if (dice < 0.115) text += `"${word()}"\n`;
      else text += `${word()} `;
    }
    return text.slice(0, length);
  }
  return { next, below, hex, prose };
}
