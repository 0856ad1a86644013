import type { ObservationRow } from '../../model/observation.js';
import type { TelemetryStore } from '../../store/store.js';
import { rowToSpan } from '../encode/row-to-span.js';
import { MappingRules, type RuleOutcome } from '../normalize/mapping-rules.js';
import { normalize, outcomesOfLast } from '../normalize/normalize.js';
import { ToldMessages } from '../normalize/payload.js';
import type { RuleTrial, TrialRequest, TriedObservation } from './rederivation.js';
import { remapRow } from './remap-row.js';

const MOST_CHARACTERS = 500;
/** Among these the observations are looked for, newest first. */
const NEWEST_TRACES = 50;

/** Says nothing of them to a person: they follow from the rest. */
const UNSHOWN = new Set(['mapping', 'attributes', 'usage_details']);

export async function tryRules(store: Pick<TelemetryStore, 'observationsOfTrace' | 'listTraces'>, projectId: string, trial: TrialRequest): Promise<RuleTrial> {
  const rules = new MappingRules(trial.rules);
  const sums = new Map(trial.rules.map(({ name }) => [name, { name, applied: 0, failed: 0, error: null as string | null }]));
  const rows = await rowsOf(store, projectId, trial);
  const observations: TriedObservation[] = [];
  for (const row of rows) {
    const tried = tryOn(row, rules);
    for (const { name, error } of tried.rules) {
      const sum = sums.get(name)!;
      sum[error === null ? 'applied' : 'failed'] += 1;
      sum.error ??= error;
    }
    if (tried.rules.length > 0 || tried.changes.length > 0) observations.push(tried);
  }
  return { examined: rows.length, rules: [...sums.values()], observations };
}

async function rowsOf(store: Pick<TelemetryStore, 'observationsOfTrace' | 'listTraces'>, projectId: string, { traceId, observationId, limit }: TrialRequest): Promise<ObservationRow[]> {
  if (traceId !== undefined) {
    const rows = await store.observationsOfTrace(projectId, traceId, { payloads: true, limit: observationId === undefined ? limit : 10_000 });
    return observationId === undefined ? rows : rows.filter((it) => it.observation_id === observationId);
  }
  const { traces } = await store.listTraces(projectId, { limit: NEWEST_TRACES });
  const found: ObservationRow[] = [];
  for (const { trace_id } of traces) {
    if (found.length >= limit) break;
    found.push(...await store.observationsOfTrace(projectId, trace_id, { payloads: true, limit: limit - found.length }));
  }
  return found;
}

function tryOn(row: ObservationRow, rules: MappingRules): TriedObservation {
  const record = rowToSpan(row);
  normalize(record.span, record.resource, record.scope, { projectId: row.project_id, receivedAt: row.event_version, scores: [] });
  const outcomes = outcomesOfLast(rules, record).flatMap(({ name, outcome }) => (outcome.applies ? [{ name, value: valueOf(outcome), error: 'error' in outcome ? outcome.error : null }] : []));
  const remapped = remapRow(row, rules);
  return {
    trace_id: row.trace_id, observation_id: row.observation_id, name: row.name, rules: outcomes,
    changes: remapped.changed.filter((it) => !UNSHOWN.has(it)).map((field) => ({ field, before: shown(row[field]), after: shown(remapped.row[field]) })),
  };
}

function valueOf(outcome: RuleOutcome): string | null {
  if (!outcome.applies || outcome.value === undefined) return null;
  return shown(outcome.value instanceof ToldMessages ? outcome.value.raw : outcome.value);
}

function shown(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS - 1)}…`;
}
