import type { Score } from '../../model/score.js';
import type { Micros } from '../../model/time.js';
import type { DecodedEvent } from '../decode/span.js';
import type { Built } from './dialect.js';
import type { FlatRecord, ItemList, Leaves } from './flattened.js';
import { number, text } from './read.js';

/** A judgement as a span carries it, before it is known which project and trace it belongs to. */
export interface Judgement {
  target: 'observation' | 'parent' | 'trace' | 'session';
  name: string;
  value: number | null;
  label: string | null;
  comment: string | null;
  source: Score['source'];
  annotator: string | null;
  /** When it was judged; null: when the span ended. */
  time: Micros | null;
}

const SOURCES: Record<string, Score['source']> = { LLM: 'LLM_JUDGE', CODE: 'HEURISTIC', HUMAN: 'ANNOTATION' };

/** OpenInference: `annotations.{i}.annotation.*` and, the same thing, `evaluations.{i}.evaluation.*`. */
export function judgementLeaves(kind: 'annotation' | 'evaluation'): Leaves {
  return {
    [`${kind}.name`]: 'name',
    [`${kind}.score`]: { as: 'score', read: number },
    [`${kind}.label`]: 'label',
    [`${kind}.explanation`]: 'explanation',
    [`${kind}.annotator_kind`]: 'annotatorKind',
    [`${kind}.identifier`]: 'identifier',
  };
}

export function judgements(target: Judgement['target']): (items: ItemList) => Built | undefined {
  return (items) => {
    const judged = items.filter(({ values }) => values.score !== undefined || values.label);
    if (judged.length === 0) return undefined;
    return { value: judged.map(({ values }) => flatJudgement(values, target)), partial: judged.length < items.length || judged.some(({ values }) => unknownKind(values)) };
  };
}

function unknownKind({ annotatorKind }: FlatRecord): boolean {
  return typeof annotatorKind === 'string' && annotatorKind !== '' && !Object.hasOwn(SOURCES, annotatorKind.toUpperCase());
}

function flatJudgement(values: FlatRecord, target: Judgement['target']): Judgement {
  const kind = typeof values.annotatorKind === 'string' ? values.annotatorKind.toUpperCase() : '';
  return {
    target,
    name: (values.name as string) || (values.identifier as string) || 'annotation',
    value: (values.score as number | undefined) ?? null,
    label: (values.label as string) || null,
    comment: (values.explanation as string) || null,
    source: Object.hasOwn(SOURCES, kind) ? SOURCES[kind] : 'EXTERNAL',
    annotator: (values.identifier as string) || null,
    time: null,
  };
}

/** What an event `gen_ai.evaluation.result` says; undefined when the evaluation itself failed and there is no judgement. */
export function eventJudgement(event: DecodedEvent): Judgement | undefined {
  const { attributes } = event;
  const value = number(attributes['gen_ai.evaluation.score.value'] ?? null) ?? null;
  const label = text(attributes['gen_ai.evaluation.score.label'] ?? null) ?? null;
  if (value === null && label === null) return undefined;
  return {
    target: 'observation',
    name: text(attributes['gen_ai.evaluation.name'] ?? null) ?? 'evaluation',
    value,
    label,
    comment: text(attributes['gen_ai.evaluation.explanation'] ?? null) ?? null,
    source: 'EXTERNAL',
    annotator: null,
    time: event.time > 0 ? event.time : null,
  };
}
