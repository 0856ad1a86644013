import { createHash } from 'node:crypto';
import type { Score } from '../../model/score.js';
import { isoTime } from '../../model/time.js';
import type { ObservationRow } from '../../model/observation.js';
import type { Span } from '../decode/span.js';
import type { Judgement } from './evaluation.js';

/** The judgements a span carries as scores, each once: OpenInference writes the same feedback in two forms. Those of log records, which come in any number of requests, are known by what they say. */
export function scoresOf(judgements: readonly Judgement[], span: Span, row: ObservationRow): Score[] {
  const target = targetOf(span, row);
  const distinct = new Map(judgements.map((it) => [JSON.stringify(it), it]));
  if (row.source === 'log') return [...distinct].map(([text, it]) => scoreOf(it, idOf(`${row.trace_id}/${row.observation_id}/${text}`), target, row));
  // The same span sent again says the same scores, not other ones; ids of one span sort as it lists them.
  const idOfSpan = idOf(`${row.trace_id}/${row.observation_id}`).slice(0, 24);
  return [...distinct.values()].map((it, index) => scoreOf(it, idOfSpan + index.toString(16).padStart(8, '0'), target, row));
}

const idOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 32);

interface Target { traceId: string; observationId: string }

/** Feedback given afterwards comes on an evaluator's span of its own, with one link to the span it judges. */
function targetOf(span: Span, row: ObservationRow): Target {
  const link = row.type === 'EVAL' && span.links?.length === 1 ? span.links[0] : undefined;
  return link === undefined ? { traceId: row.trace_id, observationId: row.observation_id } : { traceId: link.traceId, observationId: link.spanId };
}

function scoreOf(judgement: Judgement, scoreId: string, target: Target, row: ObservationRow): Score {
  const { name, value, label } = judgement;
  return {
    score_id: scoreId,
    project_id: row.project_id,
    trace_id: target.traceId,
    observation_id: judgement.target === 'observation' ? target.observationId : judgement.target === 'parent' ? row.parent_observation_id : null,
    session_id: judgement.target === 'session' ? row.session_id : null,
    name,
    value,
    string_value: label,
    boolean_value: null,
    data_type: value === null ? 'CATEGORICAL' : 'NUMERIC',
    source: judgement.source,
    comment: judgement.comment,
    judge_model: null,
    calibration_bias: null,
    annotator_id: judgement.annotator,
    eval_run_id: null,
    timestamp: isoTime(judgement.time ?? row.end_time),
  };
}
