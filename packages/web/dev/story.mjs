// The story that screenshots and manual tests look at: a support desk whose refund agent trusts an archived policy.
// Each trace is a list of plain spans; the senders turn them into OTLP.
const hex = (rng, n) => Array.from({ length: n }, () => Math.floor(rng() * 16).toString(16)).join('');
export const random = (seed) => () => ((seed = (seed * 1664525 + 1013904223) % 4294967296) / 4294967296);
const text = (content) => [{ type: 'text', content }];
const SYSTEM = `You read one policy document and answer the question for the refund agent.
Give the window in days, the conditions and the clause.

Rules:
${Array.from({ length: 30 }, (_, i) => `${i + 1}. ${['Quote the clause you rely on.', 'Never promise a refund yourself.', 'If two documents disagree, say so.', 'Prefer the newest document.', 'Answer in the language of the customer.'][i % 5]}`).join('\n')}`;

function builder(rng, start, common) {
  const spans = [];
  const trace = hex(rng, 32);
  const add = (parent, type, name, at, dur, more = {}) => {
    const span = { trace, id: hex(rng, 16), parent: parent?.id ?? null, type, name, start: start + at, dur, ...common, ...more };
    spans.push(span);
    return span;
  };
  return { add, spans, trace };
}

export function refund(rng, start, failing, asked = 'Can order 48-20417 be refunded? Delivered 21 September, opened, customer says the hinge is loose.') {
  const common = { session: `sess_${8000 + Math.floor(rng() * 999)}`, user: `u_${20000 + Math.floor(rng() * 400)}`, environment: 'production', tags: failing ? ['refund', 'v15'] : ['refund'], release: '2026.11.3' };
  const { add, spans } = builder(rng, start, common);
  const f = 0.85 + rng() * 0.3;
  const t = (ms) => Math.round(ms * f);
  const root = add(null, 'AGENT', 'refund_request', 0, t(failing ? 38420 : 19800), { agent: 'support-supervisor', input: { messages: [{ role: 'user', parts: text(asked) }] }, output: { messages: [{ role: 'assistant', parts: text(failing ? 'I have asked a colleague to look at your refund. You will hear from us today.' : 'Your refund of 48.20 € is on its way. It arrives within five days.') }] } });
  if (failing) Object.assign(root, { error: 'refund not created: 422 outside refund window' });
  add(root, 'GUARDRAIL', 'pii_screen', t(20), t(160), { output: { redacted: 2, kinds: ['email', 'phone'] }, input: asked });
  const load = add(root, 'SPAN', 'load_context', t(190), t(920));
  for (const [i, n] of ['session.get', 'customer.get', 'orders.recent'].entries()) add(load, 'TOOL', n, t(200 + i * 300), t(240), { input: { customer: 'c_77120' }, output: { ok: true, rows: i + 1 } });
  add(root, 'GENERATION', 'route_request', t(1130), t(1840), { model: 'claude-sonnet-4-5', provider: 'anthropic', usage: [1790, 0, 218], ttft: t(640), input: { messages: [{ role: 'system', parts: text('You are the supervisor of a support desk. Choose the agent.') }, { role: 'user', parts: text(asked) }] }, output: { messages: [{ role: 'assistant', parts: text('order-agent, then policy-agent, then refund-agent.'), finish_reason: 'stop' }] } });
  add(root, 'HANDOFF', '→ order-agent', t(2990), 0, { target: 'order-agent' });
  const order = add(root, 'AGENT', 'order-agent', t(3000), t(4930), { agent: 'order-agent' });
  add(order, 'TOOL', 'orders.lookup', t(3050), t(800), { agent: 'order-agent', input: { order: '48-20417' }, output: { order: '48-20417', delivered: '2026-09-21', total: 48.2, currency: 'EUR', items: [{ sku: 'LAMP-2', qty: 1, state: 'opened' }] } });
  add(order, 'GENERATION', 'summarise_order', t(3900), t(3900), { agent: 'order-agent', model: 'gpt-4.1-mini', provider: 'openai', usage: [2210, 1024, 180], ttft: t(420), input: { messages: [{ role: 'user', parts: text('Summarise this order for the policy agent.') }] }, output: { messages: [{ role: 'assistant', parts: text('Delivered 21 September 2026, opened, 48.20 €, one lamp.'), finish_reason: 'stop' }] } });
  add(root, 'HANDOFF', '→ policy-agent', t(7940), 0, { target: 'policy-agent' });
  const policy = add(root, 'AGENT', 'policy-agent', t(7950), t(8220), { agent: 'policy-agent', input: { messages: [{ role: 'user', parts: text(asked) }] } });
  add(policy, 'EMBEDDING', 'embed_query', t(7970), t(110), { model: 'text-embedding-3-small', provider: 'openai', usage: [41, 0, null], input: asked });
  add(policy, 'RETRIEVAL', 'policy_index.search', t(8100), t(380), { agent: 'policy-agent', input: 'refund window loose hinge', documents: [{ id: 'refunds-2023', content: 'Refunds are accepted within 60 days of delivery (archived).', score: 0.81 }, { id: 'refunds-2026', content: 'Refunds are accepted within 30 days of delivery.', score: 0.79 }, { id: 'shipping-2026', content: 'We ship within two days.', score: 0.41 }] });
  add(policy, 'GENERATION', 'rank_passages', t(8500), t(1940), { model: 'gpt-4.1-mini', provider: 'openai', usage: [6120, 2048, 190], ttft: t(430), agent: 'policy-agent', input: { messages: [{ role: 'user', parts: text('Rank these three passages.') }] }, output: { messages: [{ role: 'assistant', parts: text('1. refunds-2023\n2. refunds-2026\n3. shipping-2026') }] } });
  const call = { id: 'toolu_01Pol', name: 'policies.get', arguments: { id: failing ? 'refunds-2023' : 'refunds-2026', section: 'window' } };
  const document = failing
    ? { id: 'refunds-2023', status: 'archived', valid_until: '2025-12-31', window_days: 60, superseded_by: 'refunds-2026', clauses: ['4.1', '4.2', '4.3', '4.4', '5.1', '5.2', '6.0'] }
    : { id: 'refunds-2026', status: 'valid', window_days: 90, clauses: ['4.1', '4.2'] };
  add(policy, 'TOOL', 'policies.get', t(10460), t(220), { agent: 'policy-agent', callId: call.id, input: call.arguments, output: document });
  add(policy, 'GENERATION', 'read_policy', t(10700), t(4360), {
    agent: 'policy-agent', model: 'claude-sonnet-4-5', provider: 'anthropic', usage: [9170, 6144, 312], reasoning: 188, ttft: t(1130), params: { temperature: 0.2, max_tokens: 1024 }, prompt: ['policy-reader', '15'],
    input: { messages: [{ role: 'system', parts: text(SYSTEM) }, { role: 'user', parts: text(asked) }, { role: 'assistant', parts: [{ type: 'tool_call', ...call }] }, { role: 'tool', parts: [{ type: 'tool_call_response', id: call.id, response: document }] }] },
    output: { messages: [{ role: 'assistant', finish_reason: 'stop', parts: [{ type: 'reasoning', content: `The document says ${failing ? 60 : 90} days from delivery. 21 September plus ${failing ? '60 days is 20 November' : '90 days is 20 December'}, so the order is inside the window. A loose hinge counts as a defect, clause 4.2.` }, ...text(`Yes. Refunds are accepted within ${failing ? 60 : 90} days of delivery (${document.id}, clause 4.2). The order qualifies, full amount, no return fee.`)] }] },
  });
  add(policy, 'EVAL', 'grounding_check', t(15080), t(1070), { output: { score: failing ? 0.64 : 0.97 } });
  add(root, 'HANDOFF', '→ refund-agent', t(16180), 0, { target: 'refund-agent' });
  const agent = add(root, 'AGENT', 'refund-agent', t(16200), t(failing ? 18050 : 2900), { agent: 'refund-agent', ...(failing ? { error: 'retry budget exhausted' } : {}) });
  const create = { id: 'toolu_02Ref', name: 'refunds.create', arguments: { order: '48-20417', amount: 48.2, currency: 'EUR', reason: 'defect', window_days: document.window_days } };
  add(agent, 'GENERATION', 'decide_refund', t(16220), t(failing ? 3110 : 1400), { agent: 'refund-agent', model: 'claude-sonnet-4-5', provider: 'anthropic', usage: [6890, 4096, 230], ttft: t(930), input: { messages: [{ role: 'system', parts: text('You carry out refunds. Call refunds.create once the policy allows it.') }, { role: 'user', parts: text(`The order qualifies (${document.id}, ${document.window_days} days).`) }] }, output: { messages: [{ role: 'assistant', finish_reason: 'tool_calls', parts: [...text('The policy allows it, I create the refund.'), { type: 'tool_call', ...create }] }] } });
  const failure = (at, n) => add(agent, 'TOOL', 'refunds.create', t(at), t(740), { agent: 'refund-agent', callId: n === 0 ? create.id : undefined, input: create.arguments, output: failing ? { status: 422, code: 'outside_refund_window', window_days: 30, delivered: '2026-09-21' } : { status: 201, refund: 're_9921' }, ...(failing ? { error: '422 outside refund window: 30 days since delivery have passed', exception: ['RefundRefused', '422 outside refund window: 30 days since delivery have passed', 'RefundRefused: 422 outside refund window: 30 days since delivery have passed\n    at RefundsClient.create (/app/src/refunds/client.ts:88:13)\n    at async createRefund (/app/src/tools/refunds.ts:41:18)\n    at async runTool (/app/node_modules/@acme/agent/dist/tools.js:112:20)\n    at async refundAgent (/app/src/agents/refund.ts:57:16)'] } : {}) });
  failure(failing ? 19360 : 17700, 0);
  if (failing) {
    for (let i = 0; i < 4; i++) {
      const retry = add(agent, 'SPAN', 'retry_refund', t(20120 + i * 2870), t(2800), { error: '422 outside refund window', metadata: { attempt: i + 2 } });
      add(retry, 'GENERATION', 'decide_refund', t(20140 + i * 2870), t(1900), { agent: 'refund-agent', model: 'claude-sonnet-4-5', provider: 'anthropic', usage: [7110 + i * 200, 4096, 210], ttft: t(700), input: { messages: [{ role: 'user', parts: text('The call failed with 422. Try again.') }] }, output: { messages: [{ role: 'assistant', finish_reason: 'tool_calls', parts: [{ type: 'tool_call', ...create, id: `toolu_r${i}` }] }] } });
      const it = failure(22060 + i * 2870, i + 1);
      it.parent = retry.id;
      it.callId = `toolu_r${i}`;
    }
    add(agent, 'EVENT', 'retry_budget_exhausted', t(31620), 0);
    add(agent, 'GENERATION', 'give_up_note', t(31700), t(2500), { agent: 'refund-agent', model: 'claude-sonnet-4-5', provider: 'anthropic', usage: [8510, 4096, 234], ttft: t(750), input: { messages: [{ role: 'user', parts: text('Explain to the supervisor why the refund failed.') }] }, output: { messages: [{ role: 'assistant', parts: text('The refund service refuses the order five times with 422. I give up and hand it to a person.') }] } });
  }
  const tail = failing ? 34300 : 19150;
  add(root, 'GENERATION', 'compose_reply', t(tail), t(failing ? 2600 : 400), { agent: 'support-supervisor', model: 'claude-sonnet-4-5', provider: 'anthropic', usage: [5720, 3072, 183], ttft: t(200), input: { messages: [{ role: 'user', parts: text(asked) }] }, output: root.output });
  if (failing) {
    add(root, 'GUARDRAIL', 'claims_check', t(36930), t(340), { level: 'WARNING', statusMessage: 'unbacked promise', output: { backed: false, claim: 'You will hear from us today.' } });
    add(root, 'TOOL', 'tickets.update', t(37310), t(280), { input: { ticket: 8812, state: 'waiting' }, output: { ok: true } });
    add(root, 'EVAL', 'task_success', t(37750), t(610), { output: { score: 0 } });
  }
  add(root, 'EVENT', 'conversation_closed', t(failing ? 38400 : 19780), 0);
  return spans;
}

export function order(rng, start, failing) {
  const asked = ['Where is my parcel, it said Tuesday', 'Order 48-20501 shows no tracking', 'Please change the address before it ships'][Math.floor(rng() * 3)];
  const { add, spans } = builder(rng, start, { session: `sess_${7000 + Math.floor(rng() * 999)}`, user: `u_${20000 + Math.floor(rng() * 400)}`, environment: 'production', tags: ['order'] });
  const root = add(null, 'AGENT', 'order_status', 0, 5200 + rng() * 2000, { agent: 'order-agent', input: asked, output: failing ? undefined : 'It left our warehouse this morning and arrives on Thursday.', ...(failing ? { error: 'customer c_77120 has no orders' } : {}) });
  add(root, 'TOOL', 'orders.lookup', 300, 700, { agent: 'order-agent', input: { customer: 'c_77120' }, output: failing ? { error: 'not_found' } : { found: 1 }, ...(failing ? { error: 'customer c_77120 has no orders' } : {}) });
  if (!failing) add(root, 'TOOL', 'tracking.get', 1100, 900, { input: { order: '48-20501' }, output: { state: 'in transit' } });
  add(root, 'GENERATION', 'compose_reply', 2100, 2900, { agent: 'order-agent', model: 'gpt-4.1-mini', provider: 'openai', usage: [3900, 1024, 240], ttft: 400, input: { messages: [{ role: 'user', parts: text(asked) }] }, output: { messages: [{ role: 'assistant', parts: text('It left our warehouse this morning and arrives on Thursday.'), finish_reason: 'stop' }] } });
  return spans;
}

export function report(rng, start, failing) {
  const { add, spans } = builder(rng, start, { environment: 'staging', tags: ['report', 'weekly'], session: undefined, user: undefined });
  const root = add(null, 'SPAN', 'weekly_report', 0, 68000 + rng() * 5000, { input: 'Summarise week 46 for the EU queue', ...(failing ? { error: 'output cut at max_tokens, JSON does not parse' } : { output: { sections: 4 } }) });
  for (let i = 0; i < 6; i++) add(root, 'RETRIEVAL', 'tickets.search', 1000 + i * 4000, 2600, { input: `week 46 page ${i + 1}`, documents: [{ id: `t_${i}`, content: 'Ticket text', score: 0.7 }] });
  add(root, 'GENERATION', 'write_summary', 26000, 41000, { agent: 'report-agent', model: 'claude-sonnet-4-5', provider: 'anthropic', usage: [114000, 60000, 4096], ttft: 2100, input: { messages: [{ role: 'user', parts: text('Write the weekly report as JSON.') }] }, output: { messages: [{ role: 'assistant', finish_reason: failing ? 'length' : 'stop', parts: text('{"week": 46, "queue": "EU", "summary": "Refund questions doubled') }] }, ...(failing ? { error: 'output cut at max_tokens, JSON does not parse' } : {}) });
  return spans;
}

/** 10,000 spans: a crawl that loops over pages. */
export function crawl(rng, start, size = 10_000) {
  const { add, spans } = builder(rng, start, { environment: 'production', tags: ['crawl', 'nightly'] });
  const root = add(null, 'AGENT', 'nightly_crawl', 0, size * 30, { agent: 'crawler', input: 'Index the help centre' });
  for (let page = 0; spans.length < size; page++) {
    const node = add(root, 'SPAN', `page_${page}`, page * 180, 170, { agent: 'crawler' });
    for (let i = 0; i < 5 && spans.length < size; i++) add(node, ['TOOL', 'RETRIEVAL', 'EMBEDDING', 'GENERATION', 'TOOL'][i], ['fetch', 'links', 'embed', 'classify', 'store'][i], page * 180 + i * 32, 30, { agent: 'crawler', model: i === 3 ? 'gpt-4.1-mini' : undefined, provider: i === 3 ? 'openai' : undefined, usage: i === 3 ? [320, 0, 12] : undefined, input: { page }, ...(page % 211 === 210 && i === 0 ? { error: 'timeout after 30 s' } : {}) });
  }
  return spans;
}

/** Hundreds of traces over the last day; from 80 minutes ago refunds fail. */
export function* story(now, count = 420) {
  const rng = random(42);
  const times = Array.from({ length: count }, (_, i) => now - 90_000 - (i < 140 ? rng() * 2.4 * 3600_000 : rng() * 23.5 * 3600_000)).sort((a, b) => a - b);
  for (const at of times) {
    const hot = now - at < 80 * 60_000;
    const kind = rng();
    if (kind < 0.55) yield refund(rng, at, hot ? rng() < 0.3 : rng() < 0.01, ['Can order 48-20417 be refunded? Delivered 21 September, opened, customer says the hinge is loose.', 'I want my money back for 48-19922', 'Refund the second item only, please', 'Returned it three weeks ago, no refund yet', 'Duplicate charge on 48-20388'][Math.floor(rng() * 5)]);
    else if (kind < 0.92) yield order(rng, at, rng() < 0.015);
    else yield report(rng, at, rng() < 0.1);
  }
  yield crawl(rng, now - 400_000);
  yield refund(rng, now - 60_000, true);
}
