// A program whose modules cannot be found from its place, as in a bundle: it hands its client over.
import OpenAI from 'openai';
import * as hfao from '@hfao/sdk';
import { startFakeOpenAI } from '../../../../examples/openai-tools/fake-openai.mjs';

hfao.init({ project: 'handed', instrumentations: false, instrument: { openai: OpenAI } });
const fake = await startFakeOpenAI();
await new OpenAI({ baseURL: fake.baseURL, apiKey: 'none' }).chat.completions.create({ model: 'gpt-4.1-mini', messages: [{ role: 'user', content: 'hi' }] });
fake.close();
