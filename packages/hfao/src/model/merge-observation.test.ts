import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeAttribute } from './attribute-value.js';
import { asLogRow, mergeObservations } from './merge-observation.js';
import { OBSERVATION_COLUMNS, type ObservationRow } from './observation.js';
import { isoTime } from './time.js';

const TIME = 1_790_000_000_000_000;

describe('merging rows of one observation', () => {
  it('lets the span have the last word, and logs fill what it leaves open', () => {
    const span = aSpan({ name: 'chat', model: 'from the span', output: 'said', type: 'GENERATION', usage_counted: true, input_tokens: 5, total_tokens: 5 });
    const log = aLog({ name: 'gen_ai.choice', model: 'from a log', input: 'asked', output: 'other', input_tokens: 7, output_tokens: 2, session_id: 's', total_cost_usd: 0.5, cost_source: 'reported' });

    for (const merged of [mergeObservations(span, log), mergeObservations(log, span)]) {
      expect(merged).toMatchObject({
        source: 'merged', name: 'chat', model: 'from the span', input: 'asked', output: 'said', input_tokens: 5, output_tokens: 2, total_tokens: 7, session_id: 's',
        total_cost_usd: 0.5, cost_source: 'reported', usage_counted: true, start_time: span.start_time,
      });
      expect(JSON.parse(merged.mapping!)).toEqual({ cost_source: 'log record', input: 'log record', output_tokens: 'log record', session_id: 'log record', total_tokens: 'sum' });
    }
  });

  it('fills every column that can be open', () => {
    const notFilled = new Set(['project_id', 'trace_id', 'observation_id', 'parent_observation_id', 'event_version', 'ingested_at', 'dialect', 'source', 'mapping', 'name', 'start_time', 'end_time', 'duration_ns']);
    const said: Partial<Record<string, unknown>> = { type: 'GENERATION', level: 'WARNING', status: 'error', cost_source: 'reported', usage_counted: true, events: '[{"time":"x"}]' };
    const log = aLog({});
    for (const [name, kind] of OBSERVATION_COLUMNS) {
      if (!notFilled.has(name)) Object.assign(log, { [name]: said[name] ?? ({ list: ['a'], map: ['k', 'v'], int: 3, float: 0.5, json: '[]', text: 'said', payload: 'said' } as Record<string, unknown>)[kind] });
    }

    const merged = mergeObservations(aSpan({}), log);

    const filled = (row: ObservationRow) => Object.fromEntries(OBSERVATION_COLUMNS.map(([name]) => [name, row[name]] as const).filter(([name]) => !notFilled.has(name)));
    expect(filled(merged)).toEqual(filled(log));
  });

  it('joins parts of a conversation in the order of their times, each message once, instructions first', () => {
    const part = (...messages: [string, number, string][]) => aLog({ input: JSON.stringify({ messages: messages.map(([role, at, content]) => ({ role, parts: [{ type: 'text', content }], time: isoTime(TIME + at) })) }) });
    const parts = [part(['assistant', 2, 'b'], ['user', 3, 'c']), part(['user', 1, 'a']), part(['system', 9, 's']), part(['user', 1, 'a'], ['user', 3, 'c'])];

    const { input } = parts.reduce(mergeObservations);

    expect((JSON.parse(input!) as { messages: { parts: { content: string }[] }[] }).messages.map((it) => it.parts[0].content)).toEqual(['s', 'a', 'b', 'c']);
  });

  it('takes the newer version of a span, and keeps what only logs had said', () => {
    const old = mergeObservations(aSpan({ model: 'old', user_id: 'old' }), aLog({ session_id: 'from a log', attributes: ['k', 'log'] }));

    const renewed = mergeObservations(old, aSpan({ model: 'new', event_version: 2, attributes: ['a', 'span'] }));

    expect(renewed).toMatchObject({ model: 'new', user_id: null, session_id: 'from a log', attributes: ['a', 'span', 'k', 'log'], event_version: 2 });
    expect(mergeObservations(renewed, aSpan({ model: 'older still', event_version: 1 }))).toEqual(renewed);
  });

  it('counts what logs report of a plain span as a call, and not what a container repeats', () => {
    const usage = aLog({ type: 'GENERATION', usage_counted: true, input_tokens: 5 });

    expect(mergeObservations(aSpan({}), usage)).toMatchObject({ type: 'GENERATION', usage_counted: true });
    expect(mergeObservations(aSpan({ type: 'AGENT' }), usage)).toMatchObject({ type: 'AGENT', input_tokens: 5, usage_counted: false });
    expect(mergeObservations(aSpan({ type: 'GENERATION', input_tokens: 5 }), usage)).toMatchObject({ usage_counted: false });
  });

  it('gives the same whatever the order and the number of times that rows come in', () => {
    fc.assert(fc.property(fc.option(spans, { nil: undefined }), fc.array(logs, { minLength: 1, maxLength: 4 }), fc.array(fc.nat(), { maxLength: 6 }), fc.infiniteStream(fc.nat()), (span, told, again, shuffle) => {
      const rows = [...(span === undefined ? [] : [span]), ...told];
      const repeated = [...rows, ...again.map((it) => rows[it % rows.length])];
      const shuffled = repeated.map((row) => ({ row, at: shuffle.next().value as number })).sort((a, b) => a.at - b.at).map((it) => it.row);

      expect(comparable(shuffled.reduce(mergeObservations))).toEqual(comparable(rows.reduce(mergeObservations)));
    }), { numRuns: 500 });
  });

  it('does not matter how rows are grouped on the way', () => {
    fc.assert(fc.property(spans, logs, logs, logs, (span, a, b, c) => {
      const alone = [span, a, b, c].reduce(mergeObservations);

      expect(comparable(mergeObservations(mergeObservations(a, b), mergeObservations(c, span)))).toEqual(comparable(alone));
    }), { numRuns: 500 });
  });
});

const text = fc.option(fc.constantFrom('a', 'b', 'longer'), { nil: null });
const tokens = fc.option(fc.nat(9), { nil: null });
const map = fc.option(fc.dictionary(fc.constantFrom('x', 'y', 'z'), fc.constantFrom('1', '2')).map((it) => Object.entries(it).flatMap(([key, value]) => [key, encodeAttribute(value)])).filter((it) => it.length > 0), { nil: null });
const times = fc.nat(5).map((it) => TIME + it);
const messages = fc.array(fc.record({ role: fc.constantFrom('system', 'user'), content: fc.constantFrom('p', 'q'), time: times.map(isoTime) }), { minLength: 1, maxLength: 3 }).map((it) => JSON.stringify({ messages: it }));
const calls = fc.option(fc.array(fc.record({ id: fc.constantFrom('1', '2', null), name: fc.constantFrom('f', 'g'), result: text }), { minLength: 1, maxLength: 2 }).map((it) => JSON.stringify(it)), { nil: null });
const events = fc.option(fc.array(fc.record({ time: times.map(isoTime), name: fc.constantFrom('e', 'f') }), { minLength: 1, maxLength: 3 }).map((it) => JSON.stringify(it)), { nil: null });
const cost = fc.constantFrom(
  { cost_source: 'none' }, { cost_source: 'computed', total_cost_usd: 1 }, { cost_source: 'reported', total_cost_usd: 0.5 }, { cost_source: 'reported', total_cost_usd: 0.5, input_cost_usd: 0.1 },
) as fc.Arbitrary<Partial<ObservationRow>>;

const said = {
  type: fc.constantFrom('SPAN', 'AGENT', 'GENERATION'), level: fc.constantFrom('DEFAULT', 'WARNING', 'ERROR'), status: fc.constantFrom('unset', 'error'), status_message: text,
  model: text, session_id: text, input_tokens: tokens, output_tokens: tokens, total_tokens: tokens, finish_reasons: fc.option(fc.constantFrom(['a'], ['b']), { nil: null }),
  tags: fc.option(fc.constantFrom(['a'], ['b', 'c']), { nil: null }), warnings: fc.option(fc.constantFrom(['w'], ['v']), { nil: null }), tool_calls: calls, events, attributes: map, usage_details: map, documents: text,
} as const;

const spans = fc.tuple(fc.record({ ...said, status: fc.constantFrom('unset', 'ok', 'error'), input: fc.option(fc.constant('plain'), { nil: null }), usage_counted: fc.boolean(), mapping: fc.option(fc.constant('{"model":"rule"}'), { nil: null }) }), cost)
  .map(([row, money]) => aSpan({ ...row, ...money } as Partial<ObservationRow>));
const logs = fc.tuple(fc.record({ ...said, name: fc.constantFrom('e', 'f'), input: fc.option(fc.oneof(messages, fc.constant('plain')), { nil: null }), output: fc.option(messages, { nil: null }), start_time: times, mapping: fc.option(fc.constantFrom('{"model":"r"}', '{"model":"s"}'), { nil: null }) }), cost)
  .map(([row, money]) => aLog({ ...row, ...money, mapping: row.model === null ? null : row.mapping } as Partial<ObservationRow>));

function comparable(row: ObservationRow): unknown {
  return { ...row, mapping: row.mapping === null ? null : JSON.parse(row.mapping) as unknown };
}

function aSpan(said: Partial<ObservationRow>): ObservationRow {
  const empty = Object.fromEntries(OBSERVATION_COLUMNS.map(([name]) => [name, null])) as unknown as ObservationRow;
  return {
    ...empty, project_id: 'p', trace_id: 't', observation_id: 'o', event_version: 1, ingested_at: 1, dialect: 'otel', source: 'span', name: 'step', type: 'SPAN', level: 'DEFAULT', status: 'unset',
    start_time: TIME, end_time: TIME + 5, duration_ns: 5000, usage_counted: false, cost_source: 'none', ...said,
  };
}

function aLog(said: Partial<ObservationRow>): ObservationRow {
  const time = said.start_time ?? TIME;
  return asLogRow(aSpan({ name: 'event', type: 'EVENT', source: 'log', end_time: time, duration_ns: 0, ...said }));
}
