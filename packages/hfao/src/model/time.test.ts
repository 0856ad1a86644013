import { expect, it } from 'vitest';
import { isoTime, parseIsoTime } from './time.js';

it.each([
  [1_790_000_000_123_456, '2026-09-21T14:13:20.123456Z'],
  [0, '1970-01-01T00:00:00.000000Z'],
  [-1, '1969-12-31T23:59:59.999999Z'],
])('shows %d µs as %s and reads it back', (micros, iso) => {
  expect(isoTime(micros)).toBe(iso);
  expect(parseIsoTime(iso)).toBe(micros);
});

it('cuts nanoseconds, takes offsets, and refuses what is not a time', () => {
  expect(parseIsoTime('2026-09-21T16:13:20.123456789+02:00')).toBe(1_790_000_000_123_456);
  expect(parseIsoTime('2026-09-21T14:13:20.5Z')).toBe(1_790_000_000_500_000);
  expect(parseIsoTime('yesterday')).toBeUndefined();
});
