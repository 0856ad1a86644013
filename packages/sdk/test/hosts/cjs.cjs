// The same in CommonJS, with the client required after init.
const hfao = require('@hfao/sdk');
hfao.init({ project: 'first' });
const OpenAI = require('openai');

void (async () => {
  const { startFakeOpenAI } = await import('../../../../examples/openai-tools/fake-openai.mjs');
  const fake = await startFakeOpenAI();
  const openai = new OpenAI({ baseURL: fake.baseURL, apiKey: 'none' });
  const run = hfao.observe({ name: 'run', kind: 'AGENT' }, () => openai.chat.completions.create({ model: 'gpt-4.1-mini', messages: [{ role: 'user', content: 'hello' }] }));
  console.log((await run()).choices[0].message.content);
  fake.close();
})();
