import { expect, it } from 'vitest';
import { originsOf, ruleWords } from './origins';

it('reads which rule gave a field', () => {
  expect(originsOf({ mapping: '{"model":"llm.model_name"}' })).toEqual({ model: 'llm.model_name' });
  expect(originsOf({ mapping: null })).toEqual({});
  expect(originsOf({ mapping: '{"model":' })).toEqual({});
});

it('says a rule in words', () => {
  expect(ruleWords('llm.model_name')).toBe('from llm.model_name');
  expect(ruleWords('rule:our-model')).toBe('your rule our-model');
  expect(ruleWords('log record gen_ai.usage.input_tokens')).toBe('from log record gen_ai.usage.input_tokens');
  expect(ruleWords('sum')).toBe('sum of its parts');
});
