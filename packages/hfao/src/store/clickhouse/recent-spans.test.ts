import { expect, it } from 'vitest';
import { byTrace } from '../batch-traces.js';
import { anObservation } from '../conformance/an-observation.js';
import { RecentSpans } from './recent-spans.js';

const [trace] = byTrace([anObservation()]);
const another = () => byTrace([anObservation()])[0];
const asNew = { isNew: true, isRegenerated: false };

it('knows all of a trace that began here, and nothing of one that did not', () => {
  const recent = new RecentSpans();
  recent.note(trace, asNew);
  const known = another();
  recent.note(known, { isNew: false, isRegenerated: true });

  expect([recent.covers(trace), recent.mayHold(trace, 0), recent.isRegenerated(trace)]).toEqual([true, true, false]);
  expect([recent.covers(known), recent.isRegenerated(known), recent.covers(another())]).toEqual([false, true, false]);
});

it('forgets a trace with its first spans, not before', () => {
  const recent = new RecentSpans(2);
  recent.note(trace, asNew);
  recent.note(another(), asNew);
  recent.age();
  const later = { ...trace, spanKeys: another().spanKeys };
  recent.note(later, { isNew: false, isRegenerated: false });
  expect([recent.covers(trace), recent.mayHold(trace, 0), recent.mayHold(later, 0)]).toEqual([true, true, true]);

  recent.note(another(), asNew);
  recent.age();

  expect(recent.covers(trace)).toBe(false);
});

it('knows nothing after a failure', () => {
  const recent = new RecentSpans();
  recent.note(trace, asNew);

  recent.forgetAll();

  expect(recent.covers(trace)).toBe(false);
});
