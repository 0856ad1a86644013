import { describe, expect, it } from 'vitest';
import type { AttributeValue } from '../../model/attribute-value.js';
import { mergeObservations } from '../../model/merge-observation.js';
import type { Conversation } from '../../model/message.js';
import { toObservation, type ObservationRow } from '../../model/observation.js';
import type { Score } from '../../model/score.js';
import type { LogRecord } from '../decode/log-record.js';
import { normalizeLogRecord, normalizeLogRecords } from './log-record.js';

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
    // The evaluator failed, not what it was to judge.
    expect(failed.observation).toMatchObject({ status: 'unset', events: [{ name: 'gen_ai.evaluation.result', attributes: { 'error.type': 'EvaluatorFailure' } }] });
  });

  it('keeps what begins as a conversation and is none', () => {
    for (const text of ['{"messages":[{"role":"user","cont', '{"messages":7}', '{"messages":[null]}']) {
      const { observation } = normalized('gen_ai.client.inference.operation.details', { 'gen_ai.operation.name': 'chat', 'input.value': text });

      expect(observation.type).toBe('GENERATION');
      expect(observation.input).not.toBeNull();
    }
  });

  it('fails the span of an exception, and has the level of its record otherwise', () => {
    const exception = normalized('gen_ai.client.operation.exception', { 'exception.type': 'TimeoutError', 'exception.message': 'late' }, null, 13);

    expect(exception.observation).toMatchObject({ status: 'error', status_message: 'late', level: 'ERROR' });
    expect(normalized('custom', {}, 'text', 13).observation).toMatchObject({ level: 'WARNING', attributes: { 'log.body': 'text' } });
  });

  it('puts the messages of one span together in the order of their times, also within a millisecond, and from several requests', () => {
    const message = (at: number, eventName: string, content: string) => ({ ...record(eventName, {}, { content }, 9), time: TIME + at });
    const first = [message(5, 'gen_ai.assistant.message', 'b'), message(5, 'gen_ai.user.message', 'c'), message(3, 'gen_ai.user.message', 'a')];
    const second = [message(1, 'gen_ai.system.message', 's'), message(9, 'gen_ai.choice', 'd')];

    const merged = mergeObservations(...([second, first].map((it) => normalizeLogRecords(it, RESOURCE, SCOPE, context([]))) as [ObservationRow, ObservationRow]));

    expect(toObservation(merged)).toMatchObject({
      source: 'log', start_time: '2026-09-21T14:13:20.000001Z', end_time: '2026-09-21T14:13:20.000009Z', events: [{}, {}, {}, {}, {}],
      input: { messages: [['system', 's'], ['user', 'a'], ['assistant', 'b'], ['user', 'c']].map(([role, content]) => ({ role, parts: [{ type: 'text', content }] })) },
    });
  });

  it('reads details that come in pieces as one, and those that contradict each other as two', () => {
    const details = (attributes: Record<string, AttributeValue>, at: number) => ({ ...record('gen_ai.client.inference.operation.details', attributes, null, 9), time: TIME + at });
    const asked = (content: string) => ({ 'gen_ai.input.messages': [{ role: 'user', parts: [{ type: 'text', content }] }] });

    const row = normalizeLogRecords([details(asked('a'), 1), details({ 'gen_ai.operation.name': 'chat', 'gen_ai.system_instructions': 'be brief' }, 2), details(asked('b'), 3)], RESOURCE, SCOPE, context([]));

    expect((toObservation(row).input as Conversation).messages.map((it) => it.role)).toEqual(['system', 'user', 'user']);
    expect(row.type).toBe('GENERATION');
  });

  it('gives judgements the same ids in whatever request they come', () => {
    const judgement = (name: string) => record('gen_ai.evaluation.result', { 'gen_ai.evaluation.name': name, 'gen_ai.evaluation.score.value': 1 }, null, 9);
    const ids = (records: LogRecord[]) => { const scores: Score[] = []; normalizeLogRecords(records, RESOURCE, SCOPE, context(scores)); return scores.map((it) => it.score_id); };

    expect([...ids([judgement('a')]), ...ids([judgement('b')])]).toEqual(ids([judgement('a'), judgement('b')]));
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
