// An ESM program that imported its client before init, calls it twice (once streamed) and ends without flushing.
import OpenAI from 'openai';
import * as hfao from '@hfao/sdk';
import { startFakeOpenAI } from '../../../../examples/openai-tools/fake-openai.mjs';

hfao.init({ project: 'first', environment: 'test', release: '7' });
hfao.init({ project: 'second', baseUrl: 'http://127.0.0.1:1' });

const fake = await startFakeOpenAI();
const openai = new OpenAI({ baseURL: fake.baseURL, apiKey: 'none' });
const messages = [{ role: 'user', content: 'hello' }];

const run = hfao.observe({ name: 'run', kind: 'AGENT' }, async () => {
  await openai.chat.completions.create({ model: 'gpt-4.1-mini', messages });
  const stream = await openai.chat.completions.create({ model: 'gpt-4.1-mini', messages, stream: true, stream_options: { include_usage: true } });
  let text = '';
  for await (const chunk of stream) text += chunk.choices[0]?.delta?.content ?? '';
  return text;
});

console.log(await hfao.session('s-1', () => hfao.user('u-1', () => hfao.tags(['a', 'b'], () => hfao.metadata({ plan: 'pro' }, () => run())))));
fake.close();
