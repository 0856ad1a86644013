import { expect, it } from 'vitest';
import { problemOf } from './where-is-it';

const TRACE = '84c1dcdd38fd3b0ebc2376b303c8fb2b';

it('takes a trace id in any letters, with a step, and as a link', () => {
  for (const typed of [TRACE, ` ${TRACE.toUpperCase()} `, `${TRACE}/d650c9aac693da62`, `hfao://traces/support-desk/${TRACE}`, `http://127.0.0.1:7860/p/support-desk/traces/${TRACE}`]) expect(problemOf(typed)).toBeUndefined();
});

it('says what is wrong with anything else', () => {
  expect(problemOf('')).toContain('Paste a trace id');
  expect(problemOf('d650c9aac693da62')).toContain('span id');
  expect(problemOf('84c1dc')).toBe('A trace id has 32 hex digits; this has 6.');
  expect(problemOf('my trace')).toContain('no trace id');
});
