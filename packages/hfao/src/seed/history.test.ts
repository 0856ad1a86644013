import { describe, expect, it } from 'vitest';
import { firstTraceOf, seedHistory, type HistoryOptions } from './history.js';
import { otlpRequest } from './otlp-json.js';

const options: HistoryOptions = { seed: 'hfao', traces: 400, hours: 24, day: '2026-11-23', endMs: Date.UTC(2026, 10, 23, 14, 40) };
const traces = seedHistory(options);
const steps = traces.flatMap((it) => it.steps);

describe('the demo history', () => {
  it('is the same history for the same options, and another one on another day', () => {
    const again = seedHistory(options);
    const tomorrow = seedHistory({ ...options, day: '2026-11-24' });

    expect(again).toEqual(traces);
    expect(new Set([...traces, ...tomorrow].map((it) => it.traceId)).size).toBe(800);
  });

  it('only moves in time when its end moves, so that the end can be told from one trace', () => {
    const later = seedHistory({ ...options, endMs: options.endMs + 3_600_000 });

    expect(later.map((it) => it.traceId)).toEqual(traces.map((it) => it.traceId));
    expect(traces.find((it) => it.traceId === firstTraceOf(options).traceId)?.startMs).toBe(firstTraceOf(options).startMs);
  });

  it('gives every span an id of its own and a parent in its trace, and ends before now', () => {
    expect(new Set(steps.map((it) => it.spanId)).size).toBe(steps.length);
    for (const { startMs, steps: own } of traces) {
      const known = new Map(own.map((it) => [it.spanId, it]));
      for (const step of own) {
        const parent = step.parentSpanId === null ? undefined : known.get(step.parentSpanId);
        expect(step === own[0] ? parent === undefined : parent !== undefined && parent.startMs <= step.startMs && step.endMs <= parent.endMs).toBe(true);
        expect(startMs + step.endMs).toBeLessThan(options.endMs);
      }
      expect(startMs).toBeGreaterThanOrEqual(options.endMs - 24 * 3_600_000);
    }
  });

  it('tells the story: refunds fail after v15 went to production, more and more', () => {
    const refunds = traces.filter((it) => it.steps[0].name === 'refund_request' && it.environment === 'production');
    const readerOf = (it: (typeof traces)[number]) => it.steps.find((step) => step.call?.prompt?.name === 'policy-reader')?.call?.prompt?.version;
    const failedShare = (version: string) => {
      const of = refunds.filter((it) => readerOf(it) === version);
      return of.filter((it) => it.steps[0].error !== undefined).length / of.length;
    };

    expect(failedShare('v14')).toBeLessThan(0.1);
    expect(failedShare('v15')).toBeGreaterThan(0.4);
    const failing = refunds.find((it) => it.steps[0].error?.message.includes('422') && it.dialect === 'openinference')!;
    expect(failing.steps.filter((it) => it.tool?.name === 'refunds.create' && it.error !== undefined)).toHaveLength(5);
    expect(failing.steps.find((it) => it.name === 'policies.get')?.tool?.result).toMatchObject({ id: 'refunds-2023', status: 'archived', window_days: 60 });
  });

  it('has every type of step, several providers, conversations of several turns, and both conventions', () => {
    expect(new Set(steps.map((it) => it.type))).toEqual(new Set(['AGENT', 'GENERATION', 'TOOL', 'RETRIEVAL', 'EMBEDDING', 'EVAL', 'GUARDRAIL', 'HANDOFF', 'SPAN']));
    expect(new Set(steps.flatMap((it) => it.call?.provider ?? []))).toEqual(new Set(['anthropic', 'openai', 'google']));
    expect(new Set(traces.map((it) => it.dialect))).toEqual(new Set(['openinference', 'gen-ai']));
    expect(new Set(traces.map((it) => it.sessionId)).size).toBeLessThan(traces.length * 0.8);
    expect(new Set(traces.map((it) => it.userId)).size).toBeGreaterThan(50);
    expect(new Set(traces.map((it) => it.environment))).toEqual(new Set(['production', 'staging']));
  });

  it('is written as OTLP/JSON with nothing undefined and times as text', () => {
    const { resourceSpans } = otlpRequest(traces.slice(0, 3), 'support-desk');

    expect(JSON.parse(JSON.stringify(resourceSpans))).toEqual(resourceSpans);
    expect(JSON.stringify(resourceSpans)).toContain('{"key":"hfao.project_id","value":{"stringValue":"support-desk"}}');
    expect(JSON.stringify(resourceSpans)).toMatch(/"startTimeUnixNano":"\d{19}"/);
  });
});
