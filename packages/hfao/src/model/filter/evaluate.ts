import type { ObservationRow } from '../observation.js';
import type { Score } from '../score.js';
import { matches, stands } from './compare.js';
import { Family } from './family.js';
import { TEXT_FIELDS } from './fields.js';
import type { Filter, FilterSubject } from './filter.js';
import { isPresent, valuesOf, type Judged } from './judged.js';
import { lowerCase } from './lower-case.js';

/** What is known around a filter's subject: of a trace, session or user its observations and scores, of an observation those of its trace. */
export interface Surroundings { observations: readonly ObservationRow[]; scores: readonly Score[] }

/**
 * Whether a trace, session or user passes: the reference that every backend's answers are compared with.
 * @param summary its columns as lists show them
 */
export function summaryPasses(filter: Filter, subject: Exclude<FilterSubject, 'observation'>, summary: object, { observations, scores }: Surroundings): boolean {
  const evaluation = new Evaluation(observations, scores);
  return passes(filter, subject, { columns: summary as Record<string, unknown>, scores }, (it) => evaluation.passing(it.of).length > 0);
}

/** Which of the observations pass, in the order given. @param observations whole traces, of one or of several */
export function passingObservations(filter: Filter, { observations, scores }: Surroundings): ObservationRow[] {
  return new Evaluation(observations, scores).passing(filter);
}

type RelatedFilter = Filter & { kind: 'related' };

/** One run over observations that stand still. A relation is settled once for all of them, so that nesting costs its depth and no more. */
class Evaluation {
  readonly #family: Family;
  readonly #judged: Map<ObservationRow, Judged>;

  constructor(observations: readonly ObservationRow[], scores: readonly Score[]) {
    this.#family = new Family(observations);
    const byKey = new Map(observations.map((row) => [keyOf(row), { columns: row, scores: [] as Score[] }]));
    for (const score of scores) byKey.get(keyOf(score))?.scores.push(score);
    this.#judged = new Map(observations.map((row) => [row, byKey.get(keyOf(row))!]));
  }

  passing(filter: Filter): ObservationRow[] {
    const settled = new Map<RelatedFilter, ReadonlySet<ObservationRow>>();
    const settle = (related: RelatedFilter) => {
      const those = settled.get(related) ?? this.#family.thoseWith(related.relation, this.passing(related.of));
      settled.set(related, those);
      return those;
    };
    return this.#family.rows.filter((row) => passes(filter, 'observation', this.#judged.get(row)!, (it) => settle(it).has(row)));
  }
}

const keyOf = (it: { trace_id: string; observation_id: string | null }) => `${it.trace_id}/${it.observation_id}`;

/** @param isRelated whether there is one in this relation that passes */
function passes(filter: Filter, subject: FilterSubject, judged: Judged, isRelated: (filter: RelatedFilter) => boolean): boolean {
  const again = (it: Filter) => passes(it, subject, judged, isRelated);
  switch (filter.kind) {
    case 'and': return filter.of.every(again);
    case 'or': return filter.of.some(again);
    case 'not': return !again(filter.of);
    case 'related': return isRelated(filter);
    case 'compare': return valuesOf(filter.field, judged, filter.value).some((it) => stands(it, filter.op, filter.value));
    case 'in': return filter.values.some((value) => valuesOf(filter.field, judged, value).some((it) => stands(it, '=', value)));
    case 'match': return valuesOf(filter.field, judged, filter.text).some((it) => typeof it === 'string' && matches(it, filter));
    case 'present': return isPresent(filter.field, judged);
    case 'text': return holdsWords(filter.words, subject, judged);
  }
}

function holdsWords(words: readonly string[], subject: FilterSubject, judged: Judged): boolean {
  const shown = TEXT_FIELDS[subject].flatMap((name) => valuesOf({ kind: 'column', name, type: 'text' }, judged, '')).map((it) => lowerCase(String(it)));
  return words.every((word) => shown.some((it) => it.includes(lowerCase(word))));
}
