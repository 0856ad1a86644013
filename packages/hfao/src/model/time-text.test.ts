import { expect, it } from 'vitest';
import { timeFromText } from './time-text.js';

it('knows no date that the calendar does not have', () => {
  expect(timeFromText('2026-02-28', 0)).toBe(Date.parse('2026-02-28') * 1000);
  expect(timeFromText('2026-02-29', 0)).toBeUndefined();
  expect(timeFromText('2026-04-31T10:00:00Z', 0)).toBeUndefined();
});
