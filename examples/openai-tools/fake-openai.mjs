// A stand-in for the OpenAI chat completions API on loopback, so that the example runs without a key.
// It answers questions about orders: look the order up, look the return window up, then say what follows.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

/** @returns {Promise<{ baseURL: string, close(): void }>} */
export async function startFakeOpenAI() {
  const server = createServer((request, response) => void answer(request, response));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const close = () => (server.closeAllConnections(), server.close());
  return { baseURL: `http://127.0.0.1:${server.address().port}/v1`, close };
}

async function answer(request, response) {
  try {
    if (request.method !== 'POST' || request.url !== '/v1/chat/completions') return refuse(response, 404, `no ${request.method} ${request.url} here`);
    const body = JSON.parse(await textOf(request));
    if (!Array.isArray(body.messages) || typeof body.model !== 'string') return refuse(response, 400, 'model and messages are required');
    const completion = complete(body);
    if (body.stream) stream(response, completion, body.stream_options?.include_usage === true);
    else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(completion));
  } catch (error) {
    refuse(response, 400, String(error));
  }
}

function complete({ model, messages, tools }) {
  const message = nextMessage(messages, new Set((tools ?? []).map((it) => it.function?.name)));
  const prompt = tokens(JSON.stringify([messages, tools]));
  const completion = tokens(JSON.stringify(message));
  return {
    id: `chatcmpl-${randomUUID()}`, object: 'chat.completion', created: Math.floor(Date.now() / 1000), model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: message.tool_calls ? 'tool_calls' : 'stop' }],
    usage: {
      prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion,
      // A repeated beginning is cached by blocks, as the real service does it.
      prompt_tokens_details: { cached_tokens: Math.floor(tokens(JSON.stringify([messages.slice(0, -2), tools])) / 64) * 64, audio_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0, accepted_prediction_tokens: 0, rejected_prediction_tokens: 0 },
    },
  };
}

/** What the "model" says next: it reads the tool results that are there and asks for the next one. */
function nextMessage(messages, tools) {
  const results = new Map();
  for (const { tool_calls } of messages.filter((it) => it.role === 'assistant')) {
    for (const call of tool_calls ?? []) results.set(call.function.name, parsed(messages.find((it) => it.tool_call_id === call.id)?.content));
  }
  const question = String(messages.findLast((it) => it.role === 'user')?.content ?? '');
  const orderId = /\b\d{2}-\d{5}\b/.exec(question)?.[0];
  const order = results.get('find_order');
  const window = results.get('return_window');
  if (orderId && tools.has('find_order') && order === undefined) return call('find_order', { order_id: orderId });
  if (order && tools.has('return_window') && window === undefined) return call('return_window', { country: order.country, category: order.category });
  if (!order || !window) return say(`You asked: "${question.slice(0, 200)}". Name an order and I look it up.`);
  const left = window.days - order.delivered_days_ago;
  return say(left >= 0
    ? `Yes. Order ${orderId} (${order.item}) can be returned for ${left} more days; ${window.policy} gives you ${window.days}.`
    : `No. The ${window.days} days that ${window.policy} gives for order ${orderId} ended ${-left} days ago.`);
}

const call = (name, args) => ({
  role: 'assistant', content: null, refusal: null,
  tool_calls: [{ id: `call_${randomUUID().replaceAll('-', '').slice(0, 24)}`, type: 'function', function: { name, arguments: JSON.stringify(args) } }],
});
const say = (content) => ({ role: 'assistant', content, refusal: null });

/** The same completion as server-sent chunks, a few words at a time. */
function stream(response, { usage, choices: [{ message, finish_reason }], ...rest }, includeUsage) {
  const send = (choices, extra) => response.write(`data: ${JSON.stringify({ ...rest, object: 'chat.completion.chunk', choices, ...extra })}\n\n`);
  const delta = (it, finish = null) => send([{ index: 0, delta: it, finish_reason: finish }]);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  delta({ role: 'assistant', content: message.content === null ? null : '' });
  for (const [index, it] of (message.tool_calls ?? []).entries()) delta({ tool_calls: [{ index, ...it }] });
  for (const words of message.content?.match(/(?:\S+\s*){1,4}/g) ?? []) delta({ content: words });
  delta({}, finish_reason);
  if (includeUsage) send([], { usage });
  response.end('data: [DONE]\n\n');
}

function refuse(response, status, message) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error: { message, type: 'invalid_request_error', code: null, param: null } }));
}

async function textOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text) {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

const tokens = (text) => Math.ceil(text.length / 4);
