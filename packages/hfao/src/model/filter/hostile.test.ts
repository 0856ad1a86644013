import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anObservation } from '../../store/conformance/an-observation.js';
import { arbitraryFilter } from '../../store/conformance/arbitrary-filter.js';
import { completeFilter } from './complete.js';
import { passingObservations, summaryPasses } from './evaluate.js';
import { namesOf } from './operand.js';
import { FilterError } from './filter-error.js';
import { FILTER_SUBJECTS, type Filter, type FilterSubject } from './filter.js';
import { parseFilter } from './parse.js';
import { printFilter } from './print.js';
import { MAX_FILTER_LENGTH } from './tokenize.js';

type Entry = string | { before: string; unit: string; times: number; after: string };

const NOW = Date.parse('2026-11-23T12:00:00Z') * 1000;
/** HFAO_FUZZ_RUNS=100000 goes deeper. */
const RUNS = Number(process.env.HFAO_FUZZ_RUNS ?? 2_000);
const ONE_MINUTE = 60_000;

const { groups } = JSON.parse(readFileSync(new URL('../../../test/fixtures/filters/hostile.json', import.meta.url), 'utf8')) as { groups: Record<string, Entry[]> };
const rows = [anObservation({ name: 'a', attributes: ['a', '1', '__proto__', 'x'], tags: ['a'], input: 'a'.repeat(10_000) })];

describe('a hostile filter is refused with a place, or means something, and soon', () => {
  it.each(Object.entries(groups))('%s', (_, entries) => {
    const faults = entries.map(textOf).flatMap((text) => FILTER_SUBJECTS.flatMap((subject) => [...faultsOf(text, subject), ...slowness(text, subject)]));

    expect(faults).toEqual([]);
  });

  it('as are random texts of the alphabet of filters', { timeout: ONE_MINUTE + 10 * RUNS }, () => {
    const part = fc.oneof(
      fc.constantFrom(...FILTER_SUBJECTS.flatMap(namesOf)),
      fc.constantFrom('and', 'or', 'not', 'in', 'like', 'is', 'null', 'between', 'contains', 'has', 'child', 'parent', 'ancestor', 'descendant', 'text', 'true', 'now', 'ago', 'starts', 'with', 'AND', 'attributes.a', 'scores.b'),
      fc.constantFrom('(', ')', '[', ']', ',', '=', '!=', '<', '>=', '&&', '||', '!', '-', '+', "'", '"', ' ', '.', "''", '%', '_', '\n'),
      fc.constantFrom("'a'", '"b"', '5', '2s', '1e9', '.5', "'2026-01-01'", "'1h ago'", 'now() - 1h', 'error', 'TOOL'),
      fc.string({ unit: 'binary', maxLength: 3 }),
    );
    const text = fc.array(fc.tuple(part, fc.constantFrom(' ', ' ', '')), { maxLength: 30 }).map((parts) => parts.flat().join(''));

    fc.assert(fc.property(text, fc.constantFrom(...FILTER_SUBJECTS), (it, subject) => {
      expect(faultsOf(it, subject)).toEqual([]);
    }), { numRuns: RUNS });
  });

  it('as are good ones with something broken in them', { timeout: ONE_MINUTE + 10 * RUNS }, () => {
    const good = fc.constantFrom(...FILTER_SUBJECTS).chain((subject) => arbitraryFilter(subject).map((it) => ({ subject, text: printFilter(it, subject) })));
    const change = fc.record({ at: fc.nat(400), drop: fc.nat(6), add: fc.oneof(fc.string({ unit: 'binary', maxLength: 4 }), fc.constantFrom("'", '"', '(', ')', ' not ', ' and ', '[', '%', '\0')) });

    fc.assert(fc.property(good, fc.array(change, { minLength: 1, maxLength: 3 }), ({ subject, text }, changes) => {
      const broken = changes.reduce((it, { at, drop, add }) => it.slice(0, at % (it.length + 1)) + add + it.slice((at % (it.length + 1)) + drop), text);
      expect(faultsOf(broken, subject)).toEqual([]);
    }), { numRuns: RUNS });
  });
});

/** Does with a filter all that is done with one. @returns where the language breaks its promises */
function faultsOf(text: string, subject: FilterSubject): string[] {
  completeFilter(text, Math.floor(text.length / 2), subject);
  const filter = readOrRefused(text, subject);
  if (filter instanceof FilterError) return faultsOfError(filter, text);
  if (subject === 'observation') passingObservations(filter, { observations: rows, scores: [] });
  else summaryPasses(filter, subject, { name: 'a', tags: ['a'], start_time: '2026-01-01T00:00:00.000000Z' }, { observations: rows, scores: [] });
  const printed = printFilter(filter, subject);
  if (printed.length > MAX_FILTER_LENGTH) return [];
  return isDeepStrictEqual(readOrRefused(printed, subject), filter) ? [] : [`${text} is printed as ${printed}, which is another filter`];
}

function readOrRefused(text: string, subject: FilterSubject): Filter | FilterError {
  try {
    return parseFilter(text, subject, NOW);
  } catch (error) {
    if (error instanceof FilterError) return error;
    throw error;
  }
}

function faultsOfError({ at, length, message, suggestions }: FilterError, text: string): string[] {
  const promises = {
    'stands within the text': at >= 0 && length >= 0 && at + length <= Math.max(text.length, at + 1),
    'suggests few': suggestions.length <= 3,
    'names the place': /^(?:Column|Line) \d/.test(message),
    'is short': message.length < 1_000,
    'shows nothing that hides or moves text': !/[\p{Cc}\p{Cf}\p{Cs}]/u.test(message.replaceAll('\n', '')),
  };
  return Object.entries(promises).filter(([, isKept]) => !isKept).map(([name]) => `not ${name}: ${message}`);
}

/** The best of three, so that other work of the machine is no fault. */
function slowness(text: string, subject: FilterSubject): string[] {
  const taken = Math.min(...[1, 2, 3].map(() => millisecondsOf(() => readOrRefused(text, subject))));
  return taken < 50 ? [] : [`${taken} ms: ${text.slice(0, 100)}`];
}

function textOf(entry: Entry): string {
  return typeof entry === 'string' ? entry : entry.before + entry.unit.repeat(entry.times) + entry.after;
}

function millisecondsOf(work: () => void): number {
  const before = performance.now();
  work();
  return performance.now() - before;
}
