import { z } from 'zod';
import { mappingExplanation, MappingExplanation } from '../model/mapping-explanation.js';
import { MappingRule } from '../model/mapping-rule.js';
import { ObservationId, TraceId } from '../model/observation.js';
import { Failure } from '../runtime/errors.js';
import { operation } from './operation.js';
import { ProjectRef } from './projects.js';

const shown = z.string().nullable();

export const testMappingRules = operation({
  name: 'test_mapping_rules',
  http: ['POST', '/api/v1/projects/:project/mapping-rules/test'],
  scope: 'ingest:read',
  toolset: 'ingest',
  summary: 'What mapping rules would make of stored observations; nothing is written.',
  description: 'Tries the rules on one trace, one observation of it, or the newest observations. For each rule: how often it applied, how often its value had no use, and why. '
    + 'For each observation on which one applies: what it gives, and the fields before and after. Keep good rules with update_project_settings, then remap what is stored.',
  untrusted: true,
  input: z.strictObject({
    project: ProjectRef,
    rules: z.array(MappingRule).min(1).max(200),
    trace_id: TraceId.optional(),
    observation_id: ObservationId.optional().describe('of trace_id'),
    limit: z.number().int().min(1).max(500).default(100).describe('at most this many observations'),
  }),
  output: z.object({
    examined: z.number().int(),
    rules: z.array(z.object({ name: z.string(), applied: z.number().int(), failed: z.number().int().describe('its value had no use'), error: shown.describe('the first reason') })),
    observations: z.array(z.object({
      trace_id: TraceId, observation_id: ObservationId, name: z.string(),
      rules: z.array(z.object({ name: z.string(), value: shown, error: shown })),
      changes: z.array(z.object({ field: z.string(), before: shown, after: shown })),
    })),
  }),
  async run({ project, rederive }, { rules, trace_id, observation_id, limit }) {
    if (observation_id !== undefined && trace_id === undefined) throw new Failure('invalid_input', 'observation_id needs the trace_id that it is of.', { field: 'trace_id' });
    const trial = await rederive.tryRules(project.id, { rules, traceId: trace_id, observationId: observation_id, limit });
    if (trial.examined === 0 && trace_id !== undefined) throw new Failure('not_found', `No such observation in project "${project.slug}".`, { field: observation_id === undefined ? 'trace_id' : 'observation_id' });
    return trial;
  },
});

export const explainMapping = operation({
  name: 'explain_mapping',
  http: ['GET', '/api/v1/projects/:project/traces/:trace_id/observations/:observation_id/mapping'],
  scope: 'traces:read',
  toolset: 'ingest',
  summary: 'Where each field of one observation came from, and what was left over.',
  description: 'For every field that has a value: its beginning, and the attribute, event or mapping rule that gave it; null where it follows from other fields. '
    + 'Then the attributes without a field, by prefix, and what is odd about the observation. A field that is missing or wrong can be repaired by a mapping rule: see test_mapping_rules.',
  untrusted: true,
  input: z.strictObject({ project: ProjectRef, trace_id: TraceId, observation_id: ObservationId }),
  output: MappingExplanation,
  async run({ store, project }, { trace_id, observation_id }) {
    const row = await store.observation(project.id, trace_id, observation_id);
    if (row === undefined) throw new Failure('not_found', `Trace ${trace_id} has no observation ${observation_id} in project "${project.slug}". get_trace lists those it has.`, { field: 'observation_id' });
    return mappingExplanation(row);
  },
});
