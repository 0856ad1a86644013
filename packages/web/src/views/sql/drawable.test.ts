import { describe, expect, it } from 'vitest';
import { drawable } from './drawable';

const columns = (...types: string[]) => types.map((type, i) => ({ name: `c${i}`, type }));

describe('drawable', () => {
  it('draws numbers over time, one line a name', () => {
    const rows = [['2026-01-01T00:00:00Z', 'a', 1], ['2026-01-02T00:00:00Z', 'a', 2], ['2026-01-02T00:00:00Z', null, 5]];

    expect(drawable({ columns: columns('TIMESTAMP', 'VARCHAR', 'BIGINT'), rows })).toEqual({
      kind: 'time', starts: [Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 2)], stepMs: 86_400_000, series: [{ label: 'a', values: [1, 2] }, { label: 'none', values: [null, 5] }],
    });
  });

  it('draws numbers by name', () => {
    expect(drawable({ columns: columns('VARCHAR', 'DOUBLE'), rows: [['a', 1.5], ['b', null]] })).toEqual({ kind: 'bars', measure: 'c1', bars: [{ label: 'a', value: 1.5 }, { label: 'b', value: 0 }] });
  });

  it('leaves to the table what has no number, one row, or too many names', () => {
    expect(drawable({ columns: columns('VARCHAR'), rows: [['a'], ['b']] })).toBeUndefined();
    expect(drawable({ columns: columns('VARCHAR', 'BIGINT'), rows: [['a', 1]] })).toBeUndefined();
    expect(drawable({ columns: columns('VARCHAR', 'BIGINT'), rows: Array.from({ length: 50 }, (_, i) => [`n${i}`, i]) })).toBeUndefined();
  });
});
