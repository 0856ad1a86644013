import { describe, expect, it } from 'vitest';
import { addRecords, keyWithin, KeySet, traceKey } from './key-set.js';

describe('a key set', () => {
  it('has what was added, through every growth, and next to nothing else', () => {
    const keys = new KeySet(4);
    const key = (i: number) => keyWithin(traceKey('project', `${i % 997}`.padStart(32, '0')), i.toString(16).padStart(16, '0'));

    for (let i = 0; i < 200_000; i++) keys.add(key(i));
    for (let i = 0; i < 1000; i++) keys.add(key(i));

    let missing = 0;
    let extra = 0;
    for (let i = 0; i < 200_000; i++) {
      if (!keys.has(key(i))) missing++;
      if (keys.has(key(i + 200_000))) extra++;
    }
    expect({ missing, extra, size: keys.size }).toEqual({ missing: 0, extra: 0, size: 200_000 });
  });

  it('tells the parts of a name apart', () => {
    const pairs = [['ab', 'c'], ['a', 'bc'], ['', 'abc'], ['abc', ''], ['c', 'ab']];

    const keys = new Set(pairs.map(([project, trace]) => JSON.stringify(traceKey(project, trace))));

    expect(keys.size).toBe(pairs.length);
  });

  it('takes records of a text as the same keys', () => {
    const keys = new KeySet();
    const spans = [['p1', 't1', 's1'], ['p1', 't1', 's2'], ['project-2', 'f'.repeat(32), '0'.repeat(16)]];

    addRecords(keys, spans.map((it) => it.join('\u001f')).join('\u001e'));
    addRecords(keys, '');

    expect(keys.size).toBe(3);
    for (const [project, trace, span] of spans) expect(keys.has(keyWithin(traceKey(project, trace), span))).toBe(true);
  });
});
