import type { Customer, Order } from './cast.js';
import { REPLY_WRITER, ROUTER } from './prompts.js';
import { closeConversation, handOver, openConversation, orderAgent, system, toolCall, user } from './refund-request.js';
import { generation, type Script } from './script.js';

export interface OrderCase {
  customer: Customer;
  order: Order;
  question: string;
  /** The customer was merged into another account, and the order stayed behind. */
  lost: boolean;
  /** The model service asks the agent to slow down once. */
  rateLimited: boolean;
}

/** Where is my parcel: the cheap, frequent case, routed by a small model. */
export function orderStatus(script: Script, it: OrderCase): void {
  const { order, customer } = it;
  conversation(script, it.question, 'order-agent', () => {
    if (it.lost) return lostOrder(script, order);
    if (it.rateLimited) rateLimited(script, it.question);
    orderAgent(script, order);
    script.leaf('TOOL', 'parcels.track', 410, toolCall(script, 'parcels.track', { order_id: order.id }, { carrier: order.carrier, state: 'out for delivery', eta: 'today 14:00-17:00' }));
    const reply = `Hello ${customer.name.split(' ')[0]}, order ${order.id} is with ${order.carrier} and arrives today between 14:00 and 17:00.`;
    compose(script, it.question, reply);
    return { reply };
  });
}

/** A new address before it ships. Sometimes the reply promises a call that nobody has scheduled. */
export function changeAddress(script: Script, it: OrderCase & { unbacked: boolean }): void {
  const { order } = it;
  conversation(script, it.question, 'order-agent', () => {
    orderAgent(script, order);
    script.leaf('TOOL', 'orders.set_address', 390, toolCall(script, 'orders.set_address', { order_id: order.id, city: 'Lyon', postal_code: '69003' }, { changed: true, label: 'reprinted' }));
    const reply = it.unbacked ? `Done, order ${order.id} goes to the new address. A colleague will call you tomorrow to confirm.` : `Done, order ${order.id} goes to the new address.`;
    compose(script, it.question, reply);
    return { reply, unbacked: it.unbacked };
  });
}

/** Two accounts of one person become one. */
export function mergeAccounts(script: Script, it: OrderCase): void {
  const { order, customer } = it;
  conversation(script, it.question, 'order-agent', () => {
    script.leaf('TOOL', 'customers.merge', 640, toolCall(script, 'customers.merge', { keep: order.customerId, drop: `${order.customerId}0` }, { merged: true }));
    if (it.lost) return lostOrder(script, order);
    orderAgent(script, order);
    const reply = `Hello ${customer.name.split(' ')[0]}, both accounts are one now. Your orders and points are all there.`;
    compose(script, it.question, reply);
    return { reply };
  });
}

/** Order and policy agent send the customer back and forth until somebody is told to answer. */
export function handoffLoop(script: Script, it: OrderCase): void {
  conversation(script, it.question, 'order-agent', () => {
    for (let round = 0; round < 4; round++) {
      const [from, to] = round % 2 === 0 ? ['order-agent', 'policy-agent'] : ['policy-agent', 'order-agent'];
      script.around('AGENT', from, () => {
        generation(script, 'pick_tools', 1_100, {
          model: 'gpt-4.1-mini', tokens: [1_300 + 300 * round, 512, 40],
          messages: [user(it.question)], reply: { role: 'assistant', content: `This is for ${to}.` },
        });
        return { input: it.question, output: `handed to ${to}` };
      });
      handOver(script, from, to);
    }
    const reply = 'I have asked a colleague to look at this and answer you by mail.';
    compose(script, it.question, reply);
    return { reply, unbacked: true };
  });
}

type Ending = { reply: string; unbacked?: boolean; error?: { type: string; message: string } };

/** The frame that all of these share: screen, route, hand over, `middle`, check. */
function conversation(script: Script, question: string, first: string, middle: () => Ending): void {
  script.around('AGENT', 'support-supervisor', () => {
    openConversation(script, question);
    generation(script, 'route_request', 900, {
      model: 'gpt-4.1-mini', prompt: ROUTER, tokens: [1_480, 1_024, 40], messages: [system(ROUTER), user(question)],
      reply: { role: 'assistant', content: `{"plan": ["${first}"], "reason": "One agent can answer this."}` },
    });
    handOver(script, 'support-supervisor', first);
    const { reply, unbacked = false, error } = middle();
    const failed = error !== undefined;
    closeConversation(script, reply, failed, unbacked);
    const value = failed ? 0 : unbacked ? 0.4 : 1;
    return {
      input: question, output: reply, ...(failed ? { error } : {}),
      scores: [{ name: 'success', value, label: value === 1 ? 'pass' : 'fail', explanation: failed ? 'The question stayed open.' : unbacked ? 'Answered, with a promise that nothing supports.' : 'Answered from tool results.' }],
    };
  });
}

function lostOrder(script: Script, order: Order): Ending {
  const error = { type: 'OrderNotFound', message: `orders.lookup customer ${order.customerId} has no orders` };
  script.around('AGENT', 'order-agent', () => {
    for (let attempt = 0; attempt < 2; attempt++) script.leaf('TOOL', 'orders.lookup', 300, { ...toolCall(script, 'orders.lookup', { order_id: order.id, customer_id: order.customerId }, undefined), error });
    return { input: { order_id: order.id }, error };
  });
  const reply = `I cannot find order ${order.id}. Could you check the number?`;
  compose(script, order.id, reply);
  return { reply, error };
}

/** One refused call, a pause, and then it goes on: the trace succeeds. */
function rateLimited(script: Script, question: string): void {
  generation(script, 'classify_question', 140, { model: 'gpt-4.1-mini', tokens: [900, 0, 12], messages: [user(question)], reply: { role: 'assistant' } }, { type: 'RateLimitError', message: '429 Rate limit reached for gpt-4.1-mini: 200000 tokens per minute' });
  script.pause(1_200);
  generation(script, 'classify_question', 620, { model: 'gpt-4.1-mini', tokens: [900, 0, 12], messages: [user(question)], reply: { role: 'assistant', content: 'parcel' } });
}

function compose(script: Script, question: string, reply: string): void {
  generation(script, 'compose_reply', 1_500, { model: 'claude-haiku-4-5', prompt: REPLY_WRITER, tokens: [2_400, 1_024, 80], messages: [system(REPLY_WRITER), user(question)], reply: { role: 'assistant', content: reply } });
}
