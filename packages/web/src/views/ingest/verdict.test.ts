import { expect, it } from 'vitest';
import type { IngestHealth } from '../../api/model';
import { askedToWait, verdictOf } from './verdict';

const NOW = Date.parse('2026-11-23T12:00:10Z');
const health = (changes: Partial<IngestHealth>) => ({ status: 'ok', last_received_at: '2026-11-23T12:00:00Z', pending_age_ms: 0, dead_letters: 0, refused_requests: [], rejections: [], ...changes }) as unknown as IngestHealth;
const refused = (code: string, last_at: string, count = 1) => ({ code, count, last_at, example: `${code} happened.` });

it('says when nothing was received, and when all is well', () => {
  expect(verdictOf(health({ status: 'waiting', last_received_at: null }), NOW)).toMatchObject({ mark: 'unset', sentence: 'Nothing received since the server started.' });
  expect(verdictOf(health({}), NOW)).toMatchObject({ mark: 'ok', detail: 'Last 10 s ago.' });
});

it('quotes the newest refusal, not the first of the list', () => {
  const verdict = verdictOf(health({ status: 'refusing', refused_requests: [refused('undecodable', '2026-11-23T11:00:00Z'), refused('too_large', '2026-11-23T12:00:00Z')] }), NOW);

  expect(verdict).toMatchObject({ mark: 'error', detail: 'too_large happened.' });
});

it('tells a sender that is slowed down from one that is refused', () => {
  expect(verdictOf(health({ status: 'refusing', refused_requests: [refused('backpressure', '2026-11-23T12:00:00Z')] }), NOW)).toMatchObject({ mark: 'warn', sentence: 'Senders are asked to slow down.' });
});

it('puts a store that lags before dead letters', () => {
  expect(verdictOf(health({ pending_age_ms: 9_000, dead_letters: 1 }), NOW).sentence).toBe('What comes in is stored late.');
  expect(verdictOf(health({ dead_letters: 1 }), NOW).sentence).toBe('1 request could not be stored.');
  expect(verdictOf(health({ status: 'waiting', last_received_at: null, dead_letters: 1 }), NOW).mark).toBe('warn');
});

it('counts the answers that ask to come again', () => {
  const asked = askedToWait(health({ refused_requests: [refused('backpressure', '2026-11-23T11:00:00Z', 3), refused('too_large', '2026-11-23T11:30:00Z', 9), refused('overloaded', '2026-11-23T11:20:00Z')] }));

  expect(asked).toEqual({ times: 4, last: '2026-11-23T11:20:00Z' });
});
