import { describe, expect, it } from 'vitest';
import type { AttributeValue } from '../../model/attribute-value.js';
import { toObservation } from '../../model/observation.js';
import type { Score } from '../../model/score.js';
import type { LogRecord } from '../decode/log-record.js';
import { normalizeLogRecord } from './log-record.js';

const TIME = 1_790_000_000_000_000;

describe('normalizeLogRecord', () => {
  it('reads the details of an inference as the attributes of its span', () => {
    const { observation } = normalized('gen_ai.client.inference.operation.details', {
      'gen_ai.operation.name': 'chat', 'gen_ai.usage.input_tokens': 5, 'gen_ai.output.messages': [{ role: 'assistant', parts: [{ type: 'text', content: 'hi' }] }],
    });

    expect(observation).toMatchObject({
      trace_id: '0af7651916cd43dd8448eb211c80319c', observation_id: 'b7ad6b7169203331', type: 'GENERATION', input_tokens: 5,
      output: { messages: [{ role: 'assistant', parts: [{ type: 'text', content: 'hi' }] }] }, start_time: '2026-09-21T14:13:20.000000Z',
    });
  });

  it('reads a message from the body of its record', () => {
    const { observation } = normalized('gen_ai.choice', { 'gen_ai.system': 'openai' }, {
      index: 0, finish_reason: 'tool_calls', message: { role: 'assistant', tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }] },
    });

    expect(observation).toMatchObject({ type: 'EVENT', provider: 'openai', tool_calls: [{ id: 'c', name: 'f', arguments: {} }], finish_reasons: ['tool_calls'] });
  });

  it('makes a score of an evaluation, and none of one that failed', () => {
    const passed = normalized('gen_ai.evaluation.result', { 'gen_ai.evaluation.name': 'Correctness', 'gen_ai.evaluation.score.value': 1, 'gen_ai.evaluation.score.label': 'pass', 'gen_ai.evaluation.target': 'agent' });
    const failed = normalized('gen_ai.evaluation.result', { 'gen_ai.evaluation.name': 'X', 'error.type': 'EvaluatorFailure' });

    expect(passed.scores).toMatchObject([{ name: 'Correctness', value: 1, string_value: 'pass', timestamp: '2026-09-21T14:13:20.000000Z' }]);
    expect(passed.observation).toMatchObject({ type: 'EVENT', status: 'unset' });
    expect(failed.scores).toEqual([]);
    expect(failed.observation).toMatchObject({ status: 'error', status_message: 'EvaluatorFailure' });
  });

  it('fails the span of an exception, and has the level of its record otherwise', () => {
    const exception = normalized('gen_ai.client.operation.exception', { 'exception.type': 'TimeoutError', 'exception.message': 'late' }, null, 13);

    expect(exception.observation).toMatchObject({ status: 'error', status_message: 'late', level: 'ERROR' });
    expect(normalized('custom', {}, 'text', 13).observation).toMatchObject({ level: 'WARNING', attributes: { 'log.body': 'text' } });
  });

  it('has nothing to say of a record without a span', () => {
    expect(normalizeLogRecord({ ...record('gen_ai.choice', {}, null, 9), spanId: '' }, RESOURCE, SCOPE, context([]))).toBeUndefined();
  });
});

const RESOURCE = { attributes: {}, schemaUrl: '' };
const SCOPE = { name: '', version: '', attributes: {}, schemaUrl: '' };
const context = (scores: Score[]) => ({ projectId: 'p', receivedAt: TIME + 1, scores });

function normalized(eventName: string, attributes: Record<string, AttributeValue>, body: AttributeValue = null, severity = 9) {
  const scores: Score[] = [];
  const row = normalizeLogRecord(record(eventName, attributes, body, severity), RESOURCE, SCOPE, context(scores))!;
  return { observation: toObservation(row), scores };
}

function record(eventName: string, attributes: Record<string, AttributeValue>, body: AttributeValue, severity: number): LogRecord {
  return { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', time: TIME, observedTime: 0, rawTimes: null, severity, severityText: '', eventName, body, attributes, droppedAttributes: 0, flags: 0, oddIds: null };
}
