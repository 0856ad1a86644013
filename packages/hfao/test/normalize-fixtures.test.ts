import { describe, expect, it } from 'vitest';
import { compared, expectedOf, recordedRequests } from './fixture-expectations.js';
import { normalizedFixture } from './normalized-fixtures.js';

describe.each(recordedRequests())('%s', (file) => {
  const expected = expectedOf(file);
  const normalized = normalizedFixture(file);

  it.each(expected.map((it, i) => [it.name ?? it.event ?? '', i] as const))('shows what is expected of %s (%i)', (_, i) => {
    const { observation, scores } = normalized[i];

    const { shown, wanted } = compared(observation, scores, expected[i]);

    expect(shown).toEqual(wanted);
  });
});
