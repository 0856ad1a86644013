import type { Dimension, Figure } from '../../model/metric-query.js';
import { USAGE_COLUMNS } from '../../model/usage.js';

export const isList = (it: Dimension) => it.kind === 'column' && it.type === 'list';

export const isUsage = (name: string) => (USAGE_COLUMNS as readonly string[]).includes(name);

/** The column of usage that a measure is taken of: of each call once, whoever repeats it. */
export function usageColumn(measure: Figure): string | undefined {
  return measure.kind === 'aggregate' && measure.field.kind === 'column' && isUsage(measure.field.name) ? measure.field.name : undefined;
}

export const scoreName = (measure: Figure) => (measure.kind === 'aggregate' && measure.field.kind === 'score' ? measure.field.name : undefined);

/** What a score is as a number, in SQL. */
export const SCORE_VALUE = 'coalesce("value", CASE boolean_value WHEN true THEN 1 WHEN false THEN 0 END)';
