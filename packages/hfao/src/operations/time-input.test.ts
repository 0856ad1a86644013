import { expect, it } from 'vitest';
import { timeOf, TimeInput } from './time-input.js';

const NOW = Date.parse('2026-11-23T12:00:00Z');

it.each([
  ['2026-11-23T08:00:00Z', '2026-11-23T08:00:00.000Z'],
  ['2026-11-23T08:00:00.5+02:00', '2026-11-23T06:00:00.500Z'],
  ['2026-11-23T08:00:00 02:00', '2026-11-23T06:00:00.000Z'],
  ['2026-11-23T08:00', '2026-11-23T08:00:00.000Z'],
  ['2026-11-23 08:00', '2026-11-23T08:00:00.000Z'],
  ['2026-11-23', '2026-11-23T00:00:00.000Z'],
  ['1h', '2026-11-23T11:00:00.000Z'],
  ['30m ago', '2026-11-23T11:30:00.000Z'],
  ['-7d', '2026-11-16T12:00:00.000Z'],
  ['now', '2026-11-23T12:00:00.000Z'],
  [1_700_000_000_000, '2023-11-14T22:13:20.000Z'],
  ['1700000000000', '2023-11-14T22:13:20.000Z'],
])('reads %s', (text, expected) => {
  expect(new Date(timeOf(TimeInput.parse(text), NOW) / 1000).toISOString()).toBe(expected);
});

it('keeps microseconds', () => {
  expect(timeOf('2026-11-23T08:00:00.123456789Z', NOW) % 1_000_000).toBe(123_456);
});

it.each(['yesterday', '', 'Tuesday', 'h', '2026-13-45', '99999999999999999999', '2026-11-23T25:61Z'])('refuses %j and says what is accepted', (text) => {
  const result = TimeInput.safeParse(text);

  expect(result.error?.issues[0].message).toMatch(/is not a time\. Use ISO 8601/);
});
