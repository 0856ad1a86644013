import { describe, expect, it } from 'vitest';
import { ago, bytes, count, cutId, durationText, share, shortModel, tokens, usd, written } from './format';

describe('duration', () => {
  it.each([
    [740, '1 µs'], [82_000, '82 µs'], [740e6, '740 ms'], [4.356e9, '4.36 s'], [38.42e9, '38.4 s'], [102e9, '102 s'],
    [192e9, '3 min 12 s'], [3840e9, '1 h 04 min'], [0, '0 ms'], [999_600_000, '1.00 s'], [3599.9e9, '1 h 00 min'],
  ])('writes %d ns as %s', (ns, text) => {
    expect(durationText(ns)).toBe(text);
  });

  it('keeps two decimals in headers', () => {
    expect(durationText(38.416e9, true)).toBe('38.42 s');
  });

  it('shows a missing duration as a dash, never as zero', () => {
    expect(durationText(null)).toBe('–');
  });
});

it.each([[41, '41'], [65_196, '65.2 k'], [1_240_000, '1.24 M'], [999_999, '1.00 M'], [null, '–']])('writes %s tokens as %s', (value, text) => {
  expect(written(tokens(value))).toBe(text);
});

it.each([[412.08, '$412.08'], [0.0156, '$0.0156'], [0.00004, '< $0.0001'], [0, '$0'], [null, '–'], [0.99999, '$1.00'], [4200.5, '$4,200.50']])('writes %s dollars as %s', (value, text) => {
  expect(usd(value)).toBe(text);
});

it.each([[0.118, '11.8 %'], [0.0002, '< 0.1 %'], [0, '0.0 %']])('writes the share %d as %s', (value, text) => {
  expect(share(value)).toBe(text);
});

it.each([[48_213, '48,213'], [1_240_000, '1.24 M'], [123_456, '123 k']])('counts %d as %s', (value, text) => {
  expect(count(value)).toBe(text);
});

it.each([[900, '900 B'], [1536, '1.5 KB'], [64 * 1024 ** 2, '64.0 MB'], [6.15 * 1024 ** 3, '6.2 GB']])('writes %d bytes as %s', (value, text) => {
  expect(bytes(value)).toBe(text);
});

it('says how long ago in the largest unit that tells something', () => {
  const now = Date.parse('2026-11-23T12:00:00Z');

  expect([200, 21_000, 240_000, 3 * 3600_000, 5 * 86400_000].map((ms) => ago(now - ms, now))).toEqual(['now', '21 s', '4 min', '3 h', '5 d']);
});

it('cuts ids in the middle and models at both ends', () => {
  expect(cutId('7f3a9c0452be41d88a06c1e95d27e41d')).toBe('7f3a9c…e41d');
  expect(shortModel('anthropic/claude-sonnet-4-5-20250929')).toBe('sonnet-4-5');
  expect(shortModel('gpt-4o')).toBe('gpt-4o');
});
