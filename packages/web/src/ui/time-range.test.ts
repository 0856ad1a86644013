import { expect, it } from 'vitest';
import { rangeFrom, readRange, searchOf, shifted } from './time-range';

const now = new Date('2026-11-23T12:00:00').getTime();
const at = (text: string) => new Date(text).getTime();

it('comes back from the address as it went', () => {
  const fixed = { kind: 'fixed' as const, from: at('2026-11-20T10:00:00'), to: at('2026-11-20T11:00:00') };

  expect(rangeFrom(searchOf(fixed))).toEqual(fixed);
  expect(rangeFrom(searchOf({ kind: 'preset', preset: '7d' }))).toEqual({ kind: 'preset', preset: '7d' });
});

it('falls back to the default on an address that makes no sense', () => {
  expect(rangeFrom({ range: 'always', from: 'x', to: 'y' })).toEqual({ kind: 'preset', preset: '24h' });
  expect(rangeFrom({ from: '2026-11-21T00:00:00Z', to: '2026-11-20T00:00:00Z' })).toEqual({ kind: 'preset', preset: '24h' });
});

it('moves by its own length and follows the clock again when it reaches now', () => {
  const earlier = shifted({ kind: 'preset', preset: '1h' }, -1, now);

  expect(earlier).toEqual({ kind: 'fixed', from: now - 2 * 3600_000, to: now - 3600_000 });
  expect(shifted(earlier, 1, now)).toEqual({ kind: 'preset', preset: '1h' });
});

it.each([
  ['yesterday', '2026-11-22T00:00:00', '2026-11-23T00:00:00'],
  ['yesterday 14:00 to 15:00', '2026-11-22T14:00:00', '2026-11-22T15:00:00'],
  ['09:00 to 10:30', '2026-11-23T09:00:00', '2026-11-23T10:30:00'],
  ['last 3 hours', '2026-11-23T09:00:00', '2026-11-23T12:00:00'],
  ['2026-11-20 22:00 to 2026-11-21 02:00', '2026-11-20T22:00:00', '2026-11-21T02:00:00'],
])('reads "%s"', (text, from, to) => {
  expect(readRange(text, now)).toEqual({ kind: 'fixed', from: at(from), to: at(to) });
});

it.each(['', 'soon', '25:99 to 26:00', '10:00 to 09:00'])('does not guess at "%s"', (text) => {
  expect(readRange(text, now)).toBeUndefined();
});
