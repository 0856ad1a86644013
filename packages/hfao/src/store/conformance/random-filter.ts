import * as fc from 'fast-check';
import { FIELDS } from '../../model/filter/fields.js';
import { RELATIONS, type CompareOp, type Filter, type FilterField, type FilterSubject, type FilterValue } from '../../model/filter/filter.js';
import { ATTRIBUTE_KEYS, IDS, NAMES, SCORE_NAMES, TEXTS } from './random-rows.js';
import { NEW_YEAR } from './an-observation.js';

const op = fc.constantFrom<CompareOp>('=', '!=', '<', '<=', '>', '>=');
const words = fc.constantFrom(...TEXTS, ...NAMES, ...IDS, 'ok', 'error', 'unset', 'TOOL', 'GENERATION', 'AGENT', 'none', 'otel');
const numbers = fc.constantFrom(0, 1, 2, 3, 5, 0.25, 0.5, 1000, 2000, 1_000_000, 3_000_000_000, -1);
const times = fc.nat(12).map((it) => ({ time: NEW_YEAR + it * 1_000_000 }));
/** What people look for, and what only a test would. */
const parts = fc.constantFrom('a', 'AN', 'žlu', 'ŽLUŤ', '%', '_', '100%', 'İ', 'i', 'Σ', 'ς', '😀', '', '.', '[', '\\', '\n', 's1', 'quota');
const patterns = fc.constantFrom('%a%', '_an', 'p_a%', '%', '', '%%', '100%', '%.%', '_', '%\n%', '%İ%', '(%', '%a%a%a%b', '%😀', '____');

/** Filters about a subject, over every field that it has, nested a few deep. */
export function randomFilter(subject: FilterSubject, depth = 2): fc.Arbitrary<Filter> {
  const leaves: fc.Arbitrary<Filter>[] = [...columnLeaves(subject), scoreLeaf, fc.array(parts.filter((it) => it.trim() !== ''), { maxLength: 2 }).map((it): Filter => ({ kind: 'text', words: it }))];
  if (subject === 'observation') leaves.push(mapLeaf, mapLeaf);
  const leaf = fc.oneof(...leaves);
  if (depth === 0) return leaf;
  const inner = randomFilter(subject, depth - 1);
  const relation = subject === 'observation' ? fc.constantFrom(...RELATIONS) : fc.constant('any' as const);
  return fc.oneof(
    { weight: 3, arbitrary: leaf },
    { weight: 1, arbitrary: inner.map((of): Filter => ({ kind: 'not', of })) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), of: fc.array(inner, { maxLength: 3 }) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('related' as const), relation, of: randomFilter('observation', depth - 1) }) },
  );
}

function columnLeaves(subject: FilterSubject): fc.Arbitrary<Filter>[] {
  const byType = (type: string) => FIELDS[subject].filter((it) => it.type === type).map((it): FilterField => ({ kind: 'column', name: it.name, type: it.type }));
  const of = (type: string, values: fc.Arbitrary<FilterValue>) => (byType(type).length === 0 ? [] : [comparisons(fc.constantFrom(...byType(type)), values)]);
  const textual = fc.constantFrom(...byType('text'), ...byType('list'));
  return [...of('text', words), ...of('list', words), ...of('number', numbers), ...of('bool', fc.boolean()), ...of('time', times), matching(textual)];
}

const comparisons = (field: fc.Arbitrary<FilterField>, value: fc.Arbitrary<FilterValue>): fc.Arbitrary<Filter> => fc.oneof(
  fc.record({ kind: fc.constant('compare' as const), field, op, value }),
  fc.record({ kind: fc.constant('in' as const), field, values: fc.array(value, { maxLength: 3 }) }),
  fc.record({ kind: fc.constant('present' as const), field }),
);

const matching = (field: fc.Arbitrary<FilterField>): fc.Arbitrary<Filter> => fc.oneof(
  fc.record({ kind: fc.constant('match' as const), field, how: fc.constantFrom('contains' as const, 'starts_with' as const, 'ends_with' as const), text: parts }),
  fc.record({ kind: fc.constant('match' as const), field, how: fc.constant('like' as const), text: patterns }),
);

const anyValue = fc.oneof(words, numbers, fc.boolean(), fc.constantFrom('5', '"5"', 'true', 'null', '["a"]', ' x', '1e3'));

const scoreLeaf = fc.oneof(comparisons(scoreField(), anyValue), matching(scoreField()));
const mapLeaf = fc.oneof(comparisons(mapField(), anyValue), matching(mapField()));

function scoreField(): fc.Arbitrary<FilterField> {
  return fc.constantFrom(...SCORE_NAMES).map((name) => ({ kind: 'score', name }));
}

function mapField(): fc.Arbitrary<FilterField> {
  return fc.record({ kind: fc.constantFrom('attribute' as const, 'metadata' as const), key: fc.constantFrom(...ATTRIBUTE_KEYS, 'absent') });
}
