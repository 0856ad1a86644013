import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryFilter } from '../../store/conformance/arbitrary-filter.js';
import { FILTER_SUBJECTS } from './filter.js';
import { parseFilter } from './parse.js';
import { printFilter } from './print.js';

const NOW = Date.parse('2026-11-23T12:00:00Z') * 1000;

describe('printFilter', () => {
  it.each(FILTER_SUBJECTS)('gives a text about a %s that is read as the same filter again', (subject) => {
    fc.assert(fc.property(arbitraryFilter(subject), (filter) => {
      const text = printFilter(filter, subject);
      expect(parseFilter(text, subject, NOW)).toEqual(filter);
    }), { numRuns: 500 });
  });

  it.each([
    ['', ''],
    ['  true ', ''],
    ['not true or false', 'NOT true OR false'],
    ["STATUS='ERROR'&&latency>1.5s||!has_errors", "(status = 'error' AND duration_ms > 1500) OR NOT has_errors = true"],
    ["name not in ('a','b') and tags != 'x'", "name NOT IN ('a', 'b') AND tags != 'x'"],
    ["not name is null and not models is not null", 'NOT name IS NULL AND models IS NULL'],
    ["cost >= 1 and cost <= 2", 'total_cost_usd BETWEEN 1 AND 2'],
    ["cost not between 1 and 2", 'total_cost_usd NOT BETWEEN 1 AND 2'],
    ["'refund  order'", "text('refund order')"],
    ["start_time > now() - 90m", "start_time > '2026-11-23T10:30:00.000000Z'"],
    ["attributes.http.route = '/x' or metadata['plan'] is null", `attributes["http.route"] = '/x' OR metadata["plan"] IS NULL`],
    ["has(attributes.x is null)", 'has(attributes["x"] IS NULL)'],
    ["has(type = tool and parent(name like 'a%'))", "has(type = 'TOOL' AND parent(name STARTS WITH 'a'))"],
  ])('writes %j as %j', (written, canonical) => {
    const text = printFilter(parseFilter(written, 'trace', NOW), 'trace');

    expect(text).toBe(canonical);
    expect(printFilter(parseFilter(text, 'trace', NOW), 'trace')).toBe(canonical);
  });
});
