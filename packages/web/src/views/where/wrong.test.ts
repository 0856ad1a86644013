import { expect, it } from 'vitest';
import { corrected, isWorthSaying, underlined } from './wrong';

const wrong = { problem: '', at: 0, length: 7, suggestions: ['status'] };

it('keeps quiet about the end that is still being typed', () => {
  expect(isWorthSaying(wrong, 'statuss ')).toBe(false);
  expect(isWorthSaying(wrong, "statuss = 'error'")).toBe(true);
  expect(isWorthSaying({ ...wrong, at: 8, length: 1 }, "model = 'gpt")).toBe(false);
});

it('puts what was meant in the place of the fault', () => {
  expect(corrected("statuss = 'error'", wrong, 'status')).toBe("status = 'error'");
});

it('underlines something also where nothing stands', () => {
  expect(underlined({ ...wrong, at: 8, length: 0 }, 8)).toEqual({ from: 7, to: 8 });
  expect(underlined({ ...wrong, at: 2, length: 3 }, 8)).toEqual({ from: 2, to: 5 });
  expect(underlined(wrong, 0)).toBeUndefined();
});
