import { Double, type Dialect, type Value } from './dialect.js';
import { genAi } from './gen-ai.js';
import { openInference } from './openinference.js';
import type { Step, StoryTrace } from './step.js';

const DIALECTS: Record<StoryTrace['dialect'], Dialect> = { openinference: openInference, 'gen-ai': genAi };

/** Traces as the body of one OTLP/JSON export request (opentelemetry-proto, JSON mapping: ids in hex, 64-bit integers as text). */
export function otlpRequest(traces: readonly StoryTrace[], project: string): { resourceSpans: unknown[] } {
  return { resourceSpans: traces.map((trace) => resourceSpans(trace, project)) };
}

function resourceSpans(trace: StoryTrace, project: string): unknown {
  const dialect = DIALECTS[trace.dialect];
  const resource = {
    'service.name': trace.service, 'service.version': trace.release, 'deployment.environment.name': trace.environment,
    'hfao.project_id': project, 'telemetry.sdk.language': 'nodejs', 'telemetry.sdk.name': 'opentelemetry',
  };
  return { resource: { attributes: keyValues(resource) }, scopeSpans: [{ scope: dialect.scope, spans: trace.steps.map((step) => span(step, trace, dialect)) }] };
}

function span(step: Step, trace: StoryTrace, dialect: Dialect): unknown {
  const written = dialect.write(step, trace);
  const at = (ms: number) => `${BigInt(trace.startMs + Math.round(ms)) * 1_000_000n}`;
  const happened = [...(step.events ?? []), ...(written.events ?? []), ...(step.error === undefined ? [] : [exception(step)])];
  return {
    traceId: trace.traceId, spanId: step.spanId, ...(step.parentSpanId === null ? {} : { parentSpanId: step.parentSpanId }),
    name: written.name, kind: 1, startTimeUnixNano: at(step.startMs), endTimeUnixNano: at(step.endMs),
    attributes: keyValues(written.attributes),
    events: happened.map((it) => ({ name: it.name, timeUnixNano: at(it.atMs), attributes: keyValues(it.attributes) })),
    status: step.error === undefined ? { code: 1 } : { code: 2, message: step.error.message },
  };
}

function exception(step: Step) {
  return { name: 'exception', atMs: step.endMs, attributes: { 'exception.type': step.error?.type, 'exception.message': step.error?.message } };
}

function keyValues(attributes: Record<string, Value | Double>): unknown[] {
  return Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value: anyValue(value) }]));
}

function anyValue(value: Exclude<Value, undefined> | Double): unknown {
  if (value instanceof Double) return { doubleValue: value.value };
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  return { arrayValue: { values: value.map((it) => ({ stringValue: it })) } };
}
