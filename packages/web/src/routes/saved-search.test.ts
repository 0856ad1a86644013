import { describe, expect, it } from 'vitest';
import { rangeFrom } from '../ui/time-range';
import { addressOf, looksOf, sameLooks } from './saved-search';

const NOW = Date.parse('2026-11-23T12:00:00.000Z');

describe('a view', () => {
  it('is what the address was, both ways', () => {
    const weekly = looksOf('cost > 1', { kind: 'preset', preset: '7d' }, 'started,cost');
    expect(weekly).toEqual({ where: 'cost > 1', columns: ['started', 'cost'], range: { from: '7d', to: null } });
    const address = addressOf(weekly, NOW);
    expect(address).toEqual({ range: '7d', from: undefined, to: undefined, where: 'cost > 1', cols: 'started,cost' });
    expect(sameLooks(weekly, looksOf(address.where!, rangeFrom(address), address.cols))).toBe(true);

    const fixed = looksOf('', { kind: 'fixed', from: NOW - 1000, to: NOW }, undefined);
    expect(addressOf(fixed, NOW)).toEqual({ range: undefined, from: '2026-11-23T11:59:59.000Z', to: '2026-11-23T12:00:00.000Z', where: undefined, cols: undefined });
  });

  it('that somebody else made may begin any span before now, and leave things to us', () => {
    expect(addressOf({ where: '', columns: null, range: { from: '3h', to: null } }, NOW)).toMatchObject({ from: '2026-11-23T09:00:00.000Z', to: '2026-11-23T12:00:00.000Z' });
    expect(addressOf({ where: '', columns: null, range: null }, NOW)).toEqual({ range: undefined, from: undefined, to: undefined, where: undefined, cols: undefined });
  });
});
