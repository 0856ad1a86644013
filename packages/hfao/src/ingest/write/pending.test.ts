import { expect, it } from 'vitest';
import { Pending } from './pending.js';

const MB = 1024 * 1024;

it('refuses with backpressure at the limit and accepts again when something is settled', () => {
  const pending = new Pending();
  for (let position = 1; position <= 8; position++) {
    pending.admit(8 * MB);
    pending.logged(position, 8 * MB);
  }
  expect(() => pending.admit(1)).toThrow(expect.objectContaining({ code: 'backpressure', http: 429, retryAfterSeconds: 1 }));

  pending.settled(3);

  pending.admit(1);
  expect(pending.bytes).toBe(40 * MB + 1);
});

it('counts a request that waits for the log, and forgets one that did not reach it', () => {
  const pending = new Pending();
  pending.admit(64 * MB);
  expect(() => pending.admit(1)).toThrow(expect.objectContaining({ code: 'backpressure' }));

  pending.release(64 * MB);

  pending.admit(1);
  expect(pending.bytes).toBe(1);
});

it('refuses a request that would not fit as overloaded, but never one that comes to an empty buffer', () => {
  const pending = new Pending();
  pending.admit(100 * MB);
  pending.release(100 * MB);
  pending.admit(MB);

  expect(() => pending.admit(80 * MB)).toThrow(expect.objectContaining({ code: 'overloaded', http: 503 }));
});

it('refuses while the oldest request waits for more than ten seconds', () => {
  let now = 0;
  const pending = new Pending(() => now);
  pending.admit(1);
  pending.logged(1, 1);
  now = 10_001;
  expect(pending.ageMs).toBe(10_001);
  expect(() => pending.admit(1)).toThrow(expect.objectContaining({ code: 'backpressure' }));

  pending.settled(1);

  pending.admit(1);
  expect(pending.ageMs).toBe(0);
});
