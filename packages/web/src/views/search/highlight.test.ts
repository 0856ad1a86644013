import { expect, it } from 'vitest';
import { segmentsOf } from './highlight';

it('marks the terms and leaves the rest', () => {
  expect(segmentsOf('no seat left', [[3, 7]])).toEqual([{ text: 'no ', isHit: false }, { text: 'seat', isHit: true }, { text: ' left', isHit: false }]);
  expect(segmentsOf('plain', [])).toEqual([{ text: 'plain', isHit: false }]);
});

it('loses no letter to places in disorder, overlapping or beyond the end', () => {
  const segments = segmentsOf('abcdef', [[4, 99], [0, 3], [2, 3], [9, 12]]);

  expect(segments.map((it) => it.text).join('')).toBe('abcdef');
  expect(segments.filter((it) => it.isHit).map((it) => it.text)).toEqual(['abc', 'ef']);
});
