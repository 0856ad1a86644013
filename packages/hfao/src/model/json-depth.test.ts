import { describe, expect, it } from 'vitest';
import { isTooDeep } from './json-depth.js';

describe('isTooDeep', () => {
  it('finds nesting beyond what can be written again', () => {
    expect(isTooDeep('['.repeat(50_000) + ']'.repeat(50_000))).toBe(true);
    expect(isTooDeep('{"a":'.repeat(600) + '1' + '}'.repeat(600))).toBe(true);
    expect(isTooDeep('['.repeat(400) + ']'.repeat(400))).toBe(false);
  });

  it('does not count brackets that follow each other or stand in strings', () => {
    expect(isTooDeep(`[${'[],'.repeat(2000)}1]`)).toBe(false);
    expect(isTooDeep(JSON.stringify([`${'['.repeat(2000)}"\\`, '{'.repeat(2000)]))).toBe(false);
    expect(isTooDeep(JSON.stringify(['\\', '"']) .padEnd(2000, '['))).toBe(true);
  });
});
