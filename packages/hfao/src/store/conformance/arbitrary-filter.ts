import fc from 'fast-check';
import { fieldNamed, FIELDS, type FieldSpec } from '../../model/filter/fields.js';
import { RELATIONS, type CompareOp, type Filter, type FilterField, type FilterSubject, type FilterValue } from '../../model/filter/filter.js';

/** What the values of an arbitrary filter are drawn from, so that some of them occur in the data. */
export interface FilterVocabulary { texts: readonly string[]; numbers: readonly number[]; times: readonly number[]; keys: readonly string[]; scores: readonly string[] }

export const SOME_VOCABULARY: FilterVocabulary = {
  texts: ['', 'a', 'Oslo', "it's", 'böse "Straße"', '100%_', '5', 'true', ' \n\t', '日本', '𝒳'],
  numbers: [0, 1, -1, 0.1, 2_000, 1e21, 1e-7, 9_007_199_254_740_991],
  times: [0, 1_795_000_000_123_456],
  keys: ['http.route', 'a "key"', "o'clock", 'x'],
  scores: ['correctness', "it's"],
};

/** Any filter about `subject` that a text can say, in the form that the parser gives it. `fields`: only these of the catalog. */
export function arbitraryFilter(subject: FilterSubject, words: FilterVocabulary = SOME_VOCABULARY, fields?: readonly string[]): fc.Arbitrary<Filter> {
  const about = (of: FilterSubject): fc.Arbitrary<Filter> => fc.letrec<{ filter: Filter }>((tie) => ({
    filter: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { arbitrary: leaf(of, words, of === subject ? fields : undefined), weight: 4 },
      fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), of: fc.array(tie('filter'), { minLength: 2, maxLength: 3 }) }),
      tie('filter').map((it): Filter => ({ kind: 'not', of: it })),
      ...relations(of, tie('filter'), about),
    ),
  })).filter;
  return about(subject);
}

/** What is related is about observations; two levels of it say all that more would. */
function relations(subject: FilterSubject, again: fc.Arbitrary<Filter>, about: (of: FilterSubject) => fc.Arbitrary<Filter>): fc.Arbitrary<Filter>[] {
  if (subject !== 'observation') return [about('observation').map((of): Filter => ({ kind: 'related', relation: 'any', of }))];
  return [fc.tuple(fc.constantFrom(...RELATIONS), again).map(([relation, of]): Filter => ({ kind: 'related', relation, of }))];
}

function leaf(subject: FilterSubject, words: FilterVocabulary, fields?: readonly string[]): fc.Arbitrary<Filter> {
  const specs = fields === undefined ? FIELDS[subject] : fields.map((it) => fieldNamed(subject, it)!);
  const text = fc.constantFrom(...words.texts);
  const some = words.texts.flatMap((it) => it.split(/\s+/u)).filter((it) => it !== '');
  const ofAny = (field: FilterField) => ofField(field, undefined, fc.oneof(text, fc.constantFrom(...words.numbers), fc.boolean()), text);
  const score = fc.constantFrom(...words.scores).chain((name) => ofAny({ kind: 'score', name }));
  const keyed = fc.tuple(fc.constantFrom('attribute' as const, 'metadata' as const), fc.constantFrom(...words.keys)).chain(([kind, key]) => ofAny({ kind, key }));
  return fc.oneof(
    { arbitrary: fc.constantFrom(...specs).chain((it) => ofColumn(it, words)), weight: 6 },
    { arbitrary: score, weight: 1 },
    { arbitrary: subject === 'observation' ? keyed : keyed.map((of): Filter => ({ kind: 'related', relation: 'any', of })), weight: 1 },
    { arbitrary: fc.array(fc.constantFrom(...some), { minLength: 1, maxLength: 2 }).map((it): Filter => ({ kind: 'text', words: it })), weight: 1 },
  );
}

function ofColumn(spec: FieldSpec, words: FilterVocabulary): fc.Arbitrary<Filter> {
  const field: FilterField = { kind: 'column', name: spec.name, type: spec.type };
  const text = fc.constantFrom(...words.texts);
  const value: fc.Arbitrary<FilterValue> = spec.values !== undefined ? fc.constantFrom(...spec.values)
    : spec.type === 'number' ? fc.constantFrom(...words.numbers)
      : spec.type === 'bool' ? fc.boolean()
        : spec.type === 'time' ? fc.constantFrom(...words.times).map((time) => ({ time }))
          : text;
  return ofField(field, spec, value, text);
}

function ofField(field: FilterField, spec: FieldSpec | undefined, value: fc.Arbitrary<FilterValue>, text: fc.Arbitrary<string>): fc.Arbitrary<Filter> {
  const type = field.kind === 'column' ? field.type : undefined;
  const isText = type === undefined || type === 'text' || type === 'list';
  // Of a list, the parser makes NOT of !=.
  const ops: CompareOp[] = type === 'list' ? ['='] : type === 'bool' || spec?.values !== undefined ? ['=', '!='] : ['=', '!=', '<', '<=', '>', '>='];
  return fc.oneof(
    fc.tuple(fc.constantFrom(...ops), value).map(([op, it]): Filter => ({ kind: 'compare', field, op: typeof it === 'boolean' && op !== '=' ? '!=' : op, value: it })),
    fc.array(value, { minLength: 1, maxLength: 3 }).map((values): Filter => ({ kind: 'in', field, values })),
    fc.constant<Filter>({ kind: 'present', field }),
    ...(isText ? [fc.tuple(fc.constantFrom('contains' as const, 'starts_with' as const, 'ends_with' as const), text).map(([how, it]): Filter => ({ kind: 'match', field, how, text: it }))] : []),
    ...(isText ? [fc.constantFrom('a_c', '_', 'a%c', '%o_l%', '', 'oslo').map((it): Filter => ({ kind: 'match', field, how: 'like', text: it }))] : []),
  );
}
