// An agent with two tools on the openai package, traced by @hfao/sdk.  node agent.mjs        both tools answer
//                                                                      node agent.mjs fail   a tool throws
// With OPENAI_API_KEY it asks the real API, otherwise a stand-in on loopback.
import * as hfao from '@hfao/sdk';
import OpenAI from 'openai';
import { startFakeOpenAI } from './fake-openai.mjs';

const project = process.env.HFAO_PROJECT || 'openai-tools';
hfao.init({ project, environment: 'development', release: '1.0.0' });

const fails = process.argv[2] === 'fail';
const fake = process.env.OPENAI_API_KEY ? undefined : await startFakeOpenAI();
const openai = new OpenAI(fake && { baseURL: fake.baseURL, apiKey: 'none needed' });

const find_order = hfao.observe({ name: 'find_order', kind: 'TOOL' }, async ({ order_id }) => {
  if (fails) throw new Error(`orders service: no connection while reading ${order_id}`);
  return { order_id, item: 'desk lamp', category: 'lighting', country: 'DE', delivered_days_ago: 12, price_eur: 189 };
});
const return_window = hfao.observe({ name: 'return_window', kind: 'TOOL' }, async ({ country, category }) => {
  return { policy: 'returns-2026', country, category, days: 30, condition: 'unused or defective' };
});
const toolbox = { find_order, return_window };

const text = { type: 'string' };
const tools = [
  tool('find_order', 'One order by its number.', { order_id: text }),
  tool('return_window', 'How long an item can be returned.', { country: text, category: text }),
];

const agent = hfao.observe({ name: 'returns-agent', kind: 'AGENT' }, async (question) => {
  console.log(`trace    ${hfao.traceId()}`);
  console.log(`cockpit  ${process.env.HFAO_BASE_URL || 'http://127.0.0.1:7860'}/p/${project}/traces/${hfao.traceId()}`);
  const messages = [
    { role: 'system', content: 'You answer questions about returns. Look up the order, then its return window, then answer in one sentence.' },
    { role: 'user', content: question },
  ];
  for (let turn = 0; turn < 6; turn++) {
    const { choices: [{ message }] } = await openai.chat.completions.create({ model: process.env.OPENAI_MODEL || 'gpt-4.1-mini', messages, tools });
    messages.push(message);
    if (!message.tool_calls?.length) return message.content;
    for (const { id, function: called } of message.tool_calls) {
      const result = await toolbox[called.name](JSON.parse(called.arguments));
      messages.push({ role: 'tool', tool_call_id: id, content: JSON.stringify(result) });
    }
  }
  throw new Error('no answer after six turns');
});

try {
  const answer = await hfao.session('example-session', () => hfao.user('u_20418', () => hfao.tags(['example'], () => agent('Can I still return order 48-20417?'))));
  console.log(`answer   ${answer}`);
} catch (error) {
  console.log(`failed   ${error.message}`);
  process.exitCode = 1;
}
await hfao.flush();
fake?.close();
const { exported, dropped } = hfao.stats();
console.log(dropped === 0 ? `sent     ${exported} spans` : `sent     ${exported} spans; ${dropped} found no hfao. Is it running? (npm start)`);

function tool(name, description, properties) {
  return { type: 'function', function: { name, description, parameters: { type: 'object', properties, required: Object.keys(properties) } } };
}
