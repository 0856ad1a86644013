import { ARCHIVED_POLICY, CURRENT_POLICY, policyPassages, policyRecord, type Customer, type Order, type Policy } from './cast.js';
import { POLICY_READER, REFUND_DECIDER, REPLY_WRITER, ROUTER, type ManagedPrompt } from './prompts.js';
import { generation, type Script } from './script.js';
import type { Step, StoryMessage } from './step.js';

export interface RefundCase {
  customer: Customer;
  order: Order;
  question: string;
  reader: keyof typeof POLICY_READER;
  /** What the policy agent does with the archived document. */
  trusts: 'archived' | 'current';
  /** A fault of its own: the amount is sent as text, and the refund service refuses the schema. */
  badSchema: boolean;
}

/** A customer wants money back: the supervisor asks order, policy and refund agent in turn. */
export function refundRequest(script: Script, it: RefundCase): void {
  const fails = it.trusts === 'archived' || it.badSchema;
  script.around('AGENT', 'support-supervisor', () => {
    openConversation(script, it.question);
    generation(script, 'route_request', 1_840, {
      model: 'claude-sonnet-4-5', prompt: ROUTER, tokens: [1_850, 1_024, 120],
      messages: [system(ROUTER), user(it.question)],
      reply: { role: 'assistant', content: '{"plan": ["order-agent", "policy-agent", "refund-agent"], "reason": "A refund needs the order, the rule and then the money."}' },
    });
    handOver(script, 'support-supervisor', 'order-agent');
    orderAgent(script, it.order);
    handOver(script, 'support-supervisor', 'policy-agent');
    const answer = policyAgent(script, it);
    handOver(script, 'support-supervisor', 'refund-agent');
    const outcome = refundAgent(script, it, answer);
    const reply = composeReply(script, it, outcome);
    closeConversation(script, reply, fails);
    return {
      input: it.question, output: reply,
      scores: [{ name: 'success', value: fails ? 0 : 1, label: fails ? 'fail' : 'pass', explanation: fails ? 'The customer was promised a refund that was never made.' : 'The customer has a true answer.' }],
      ...(fails ? { error: { type: 'RefundFailed', message: it.badSchema ? 'refunds.create 400 amount_cents must be an integer' : 'refunds.create 422 outside refund window' } } : {}),
    };
  });
}

export function openConversation(script: Script, question: string): void {
  const redacted = script.random.pick([0, 0, 1, 2]);
  script.leaf('GUARDRAIL', 'pii_screen', 160, { input: question, output: { passed: true, redacted }, metadata: { redacted } });
  script.around('SPAN', 'load_context', () => {
    script.leaf('TOOL', 'sessions.get', 180, toolCall(script, 'sessions.get', { limit: 20 }, { messages: script.random.pick([0, 2, 4, 6]) }));
    script.leaf('TOOL', 'customers.get', 240, toolCall(script, 'customers.get', { by: 'session' }, { tier: script.random.pick(['standard', 'standard', 'plus']), open_tickets: 1 }));
  });
}

export function orderAgent(script: Script, order: Order): Step {
  return script.around('AGENT', 'order-agent', () => {
    const call = { id: script.id('call_'), name: 'orders.lookup', arguments: { order_id: order.id } };
    generation(script, 'pick_tools', 1_250, {
      model: 'gpt-4.1-mini', tokens: [1_120, 512, 48], tools: ORDER_TOOLS,
      messages: [{ role: 'system', content: 'You are the order agent. Use your tools, then report facts only.' }, user(`Report on order ${order.id}.`)],
      reply: { role: 'assistant', calls: [call] },
    });
    const record = { order_id: order.id, customer_id: order.customerId, item: order.item, price_eur: order.priceEur, delivered_days_ago: order.deliveredDaysAgo, state: 'delivered', carrier: order.carrier };
    script.leaf('TOOL', 'orders.lookup', 320, { ...toolCall(script, 'orders.lookup', { order_id: order.id }, record, call.id) });
    const report = `Order ${order.id}: ${order.item}, ${order.priceEur} EUR, delivered ${order.deliveredDaysAgo} days ago by ${order.carrier}. The customer says ${order.defect}.`;
    generation(script, 'report_order', 1_900, {
      model: 'gpt-4.1-mini', tokens: [1_410, 1_024, 92],
      messages: [user(`Report on order ${order.id}.`), { role: 'assistant', calls: [call] }, { role: 'tool', callId: call.id, content: JSON.stringify(record) }],
      reply: { role: 'assistant', content: report },
    });
    return { input: { order_id: order.id }, output: report };
  });
}

/** Finds the policy and reads it. The whole story turns on whether it believes the archived document. */
function policyAgent(script: Script, it: RefundCase): string {
  const { order } = it;
  const question = `Can order ${order.id} be refunded? Delivered ${order.deliveredDaysAgo} days ago, opened, customer says ${order.defect}.`;
  let answer = '';
  script.around('AGENT', 'policy-agent', () => {
    script.leaf('EMBEDDING', 'embed_query', 110, { embedding: { model: 'text-embedding-3-small', text: question, tokens: 41, costUsd: 41 * 0.02 / 1e6 } });
    const passages = policyPassages(script.random);
    script.leaf('RETRIEVAL', 'policy_index.search', 380, { input: question, documents: passages });
    generation(script, 'rank_passages', 1_940, {
      model: 'gpt-4.1-mini', tokens: [6_250, 2_048, 60],
      messages: [{ role: 'system', content: 'Put the passages in order of use for the question. Answer with ids.' }, user(`${question}\n\n${passages.map((passage) => `[${passage.id}] ${passage.content}`).join('\n')}`)],
      reply: { role: 'assistant', content: JSON.stringify(passages.slice(0, 3).map((passage) => passage.id)) },
    });
    answer = readPolicy(script, it, question);
    return { input: question, output: answer };
  });
  return answer;
}

function readPolicy(script: Script, it: RefundCase, question: string): string {
  const prompt = POLICY_READER[it.reader];
  const archived = fetchPolicy(script, ARCHIVED_POLICY);
  const asked: StoryMessage[] = [system(prompt), user(question), ...archived];
  const { order } = it;
  if (it.trusts === 'archived') {
    const answer = `Yes. Refunds are accepted within 60 days of delivery (refunds-2023, clause 4.2). The order was delivered ${order.deliveredDaysAgo} days ago, so it qualifies: full amount, no return fee.`;
    reading(script, prompt, asked, { role: 'assistant', reasoning: `The document says 60 days from delivery. ${order.deliveredDaysAgo} days is inside the window. That ${order.defect} counts as a defect, clause 4.2.`, content: answer }, 0.64);
    return answer;
  }
  const second = { id: script.id('call_'), name: 'policies.get', arguments: { id: CURRENT_POLICY.id, section: 'window' } };
  reading(script, prompt, asked, { role: 'assistant', content: 'This document is archived and superseded by refunds-2026. I read that one before I answer.', calls: [second] });
  const current = fetchPolicy(script, CURRENT_POLICY, second.id);
  const answer = `No refund: the window is 30 days (refunds-2026, clause 4.1), the order was delivered ${order.deliveredDaysAgo} days ago. A defect is repaired or replaced at no cost (clause 4.2).`;
  reading(script, prompt, [...asked, ...current], { role: 'assistant', reasoning: 'refunds-2026 is active. 30 days are over; clause 4.2 offers repair.', content: answer }, 0.93);
  return answer;
}

/** The tool step, and the messages that tell the model of it. */
function fetchPolicy(script: Script, policy: Policy, callId = script.id('call_')): StoryMessage[] {
  const record = policyRecord(policy);
  const args = { id: policy.id, section: 'window' };
  script.leaf('TOOL', 'policies.get', 220, toolCall(script, 'policies.get', args, record, callId));
  return [{ role: 'assistant', calls: [{ id: callId, name: 'policies.get', arguments: args }] }, { role: 'tool', callId, content: JSON.stringify(record) }];
}

function reading(script: Script, prompt: ManagedPrompt, messages: StoryMessage[], reply: StoryMessage, grounded?: number): void {
  const temperature = prompt.version === 'v15' ? 0.7 : 0.2;
  const step = generation(script, 'read_policy', reply.calls === undefined ? 4_200 : 3_100, {
    model: 'claude-sonnet-4-5', prompt, messages, reply, temperature, tokens: [9_170, 6_144, reply.calls === undefined ? 312 : 96, reply.reasoning === undefined ? undefined : 188],
  });
  if (grounded === undefined) return;
  const value = Number((grounded + script.random.between(-0.04, 0.04)).toFixed(2));
  const score = { name: 'groundedness', value, label: value < 0.7 ? 'weak' : 'grounded', explanation: value < 0.7 ? 'The answer follows the document, but leaves out that its status is archived.' : 'Each claim is in the cited clause.' };
  step.scores = [score];
  script.leaf('EVAL', 'grounding_check', 1_050, { input: { answer: reply.content }, output: score, scores: [] });
}

type Outcome = 'refund refused' | 'declined';

/** Decides and moves the money; what the refund service refuses it tries four times more. */
function refundAgent(script: Script, it: RefundCase, policyAnswer: string): Outcome {
  const { order } = it;
  let outcome: Outcome = 'declined';
  script.around('AGENT', 'refund-agent', () => {
    const window = it.trusts === 'archived' ? 60 : 30;
    const args = { order_id: order.id, amount_cents: it.badSchema ? String(order.priceEur * 100) : order.priceEur * 100, window_days: window };
    const call = { id: script.id('call_'), name: 'refunds.create', arguments: args };
    const asked: StoryMessage[] = [system(REFUND_DECIDER), user(`Policy answer: ${policyAnswer}\nOrder ${order.id}, ${order.priceEur} EUR.`)];
    const refused = it.trusts === 'archived' || it.badSchema;
    generation(script, 'decide_refund', 3_110, {
      model: 'claude-sonnet-4-5', prompt: REFUND_DECIDER, tools: REFUND_TOOLS, tokens: [6_900, 4_096, 210], messages: asked,
      reply: refused ? { role: 'assistant', calls: [call] } : { role: 'assistant', content: 'No refund. Offer repair or replacement, clause 4.2 of refunds-2026.' },
    });
    if (!refused) return { input: policyAnswer, output: { decision: 'decline', offer: 'repair' } };
    outcome = 'refund refused';
    const error = it.badSchema
      ? { type: 'RefundsApiError', message: '400 amount_cents must be an integer' }
      : { type: 'RefundsApiError', message: `422 outside refund window: delivered ${order.deliveredDaysAgo} days ago, window is 30 days` };
    script.leaf('TOOL', 'refunds.create', 740, { ...toolCall(script, 'refunds.create', args, undefined, call.id), error });
    const tries = 4;
    for (let attempt = 2; attempt <= tries + 1; attempt++) retryRefund(script, attempt, asked, args, error);
    const exhausted = { name: 'retry_budget_exhausted', atMs: script.atMs, attributes: { tool: 'refunds.create', attempts: tries + 1 } };
    generation(script, 'give_up_note', 2_500, {
      model: 'claude-sonnet-4-5', tokens: [8_500, 6_144, 190], messages: [...asked, { role: 'assistant', calls: [call] }, { role: 'tool', callId: call.id, content: error.message }],
      reply: { role: 'assistant', content: 'The refund service is not reachable at the moment. I have asked for the refund by hand.' },
    });
    return { input: policyAnswer, error: { type: 'RetryBudgetExhausted', message: `refunds.create failed ${tries + 1} times: ${error.message}` }, events: [exhausted] };
  });
  return outcome;
}

function retryRefund(script: Script, attempt: number, asked: StoryMessage[], args: object, error: NonNullable<Step['error']>): void {
  script.around('SPAN', 'retry_refund', () => {
    script.pause(400 * attempt);
    const call = { id: script.id('call_'), name: 'refunds.create', arguments: args };
    generation(script, 'plan_retry', 1_150, {
      model: 'gpt-4.1-mini', tokens: [2_300, 1_024, 70], tools: REFUND_TOOLS, messages: [...asked, user(`Attempt ${attempt}. The last one failed.`)], reply: { role: 'assistant', calls: [call] },
    });
    script.leaf('TOOL', 'refunds.create', 720, { ...toolCall(script, 'refunds.create', args, undefined, call.id), error });
    return { metadata: { attempt } };
  });
}

function composeReply(script: Script, it: RefundCase, outcome: Outcome): string {
  const { order, customer } = it;
  const reply = outcome === 'declined'
    ? `Hello ${customer.name.split(' ')[0]}, the 30 days for a refund of order ${order.id} are over, but since ${order.defect} we repair or replace the ${order.item} at no cost. Shall I send you a label?`
    : `Hello ${customer.name.split(' ')[0]}, your refund of ${order.priceEur} EUR for order ${order.id} is on its way and should arrive within ten days.`;
  generation(script, 'compose_reply', 2_600, {
    model: 'claude-sonnet-4-5', prompt: REPLY_WRITER, tokens: [5_700, 4_096, 170],
    messages: [system(REPLY_WRITER), user(`Customer (${customer.language}): ${it.question}\nNotes: ${outcome}`)], reply: { role: 'assistant', content: reply },
  });
  return reply;
}

/** The last checks, the same in every conversation. */
export function closeConversation(script: Script, reply: string, failed: boolean, unbacked = failed): void {
  script.leaf('GUARDRAIL', 'claims_check', 340, { input: reply, output: unbacked ? { passed: false, reason: 'promise without a tool result' } : { passed: true } });
  script.leaf('TOOL', 'tickets.update', 280, toolCall(script, 'tickets.update', { state: failed ? 'waiting' : 'answered' }, { updated: true }));
  script.leaf('SPAN', 'persist_session', 120);
  script.leaf('EVAL', 'task_success', 610, { input: reply, output: { score: failed ? 0 : 1 } });
}

export function handOver(script: Script, from: string, to: string): void {
  script.leaf('HANDOFF', `handoff to ${to}`, 2, { handoff: { from, to } });
}

export function toolCall(script: Script, name: string, args: unknown, result: unknown, callId = script.id('call_')): Pick<Step, 'tool'> {
  return { tool: { name, callId, arguments: args, ...(result === undefined ? {} : { result }) } };
}

export const system = (prompt: ManagedPrompt): StoryMessage => ({ role: 'system', content: prompt.text });
export const user = (content: string): StoryMessage => ({ role: 'user', content });

const object = (properties: Record<string, { type: string }>) => ({ type: 'object', properties, required: Object.keys(properties) });
const ORDER_TOOLS = [
  { name: 'orders.lookup', description: 'One order with its delivery.', parameters: object({ order_id: { type: 'string' } }) },
  { name: 'parcels.track', description: 'Where a parcel is.', parameters: object({ order_id: { type: 'string' } }) },
];
const REFUND_TOOLS = [
  { name: 'refunds.create', description: 'Pays an order back. Refused outside the refund window.', parameters: object({ order_id: { type: 'string' }, amount_cents: { type: 'integer' }, window_days: { type: 'integer' } }) },
];
