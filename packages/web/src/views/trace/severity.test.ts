import { expect, it } from 'vitest';
import { severityOf } from './severity';

it('names and colours by number, whatever the sender calls it', () => {
  const named = (severity_number: number, severity_text: string | null = null) => severityOf({ severity_number, severity_text });

  expect([1, 4, 5, 9, 12, 13, 17, 20, 21, 24].map((it) => named(it).word)).toEqual(['trace', 'trace', 'debug', 'info', 'info', 'warn', 'error', 'error', 'fatal', 'fatal']);
  expect(named(18, 'SEVERE')).toEqual({ word: 'error', tone: 'err' });
  expect(named(0, 'NOTICE')).toEqual({ word: 'notice', tone: '' });
  expect(named(0)).toEqual({ word: 'log', tone: '' });
});
