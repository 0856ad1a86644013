import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aScore, anObservation, NEW_YEAR, spanId, traceId } from '../../store/conformance/an-observation.js';
import { arbitraryFilter } from '../../store/conformance/arbitrary-filter.js';
import type { ObservationRow } from '../observation.js';
import type { Score } from '../score.js';
import { passingObservations, summaryPasses } from './evaluate.js';
import type { Filter } from './filter.js';
import { parseFilter } from './parse.js';

const NOW = NEW_YEAR + 3_600_000_000;

/**
 *   root ─┬─ plan ─── search (a tool that failed)
 *         └─ answer
 *   orphan, whose parent has not arrived
 */
const rows = [
  step('root', null, { type: 'AGENT', agent_name: 'planner', tags: ['Beta', 'eu'], session_id: 's1', duration_ns: 5e9, time_to_first_token_ms: 120 }),
  step('plan', 'root', { type: 'GENERATION', model: 'gpt-4o', total_tokens: 100, total_cost_usd: 0.01, input: 'Where is Oslo?', usage_counted: true }),
  step('search', 'plan', {
    type: 'TOOL', status: 'error', status_message: 'Timed OUT', input: null, input_preview: 'a preview',
    attributes: ['http.status', '503', 'answer', '"503"', 'route', '/search', 'slow', 'true', 'nothing', 'null', 'list', ' ["a",1]', '__proto__', 'x'], metadata: ['plan', 'pro'],
  }),
  step('answer', 'root', { type: 'GENERATION', model: 'GPT-4o-mini', name: 'ΣΊΣΥΦΟΣ İ' }),
  step('orphan', 'missing', { level: 'DEBUG' }),
];
const scores = [
  score('search', { name: 'quality', value: 0.2 }), score('search', { name: 'quality', value: 0.9 }),
  score('plan', { name: 'verdict', value: null, string_value: 'good' }), score('plan', { name: 'passed', value: null, boolean_value: false }),
  score(null, { name: 'overall', value: 1 }),
];

describe('an observation passes', () => {
  it.each<[string, string[]]>([
    ["type = 'TOOL'", ['search']],
    ["type != 'TOOL'", ['root', 'plan', 'answer', 'orphan']],
    ["model != 'gpt-4o'", ['answer']],
    ["not model = 'gpt-4o'", ['root', 'search', 'answer', 'orphan']],
    ['model is null', ['root', 'search', 'orphan']],
    ["model like 'gpt-4_'", ['plan']],
    ["model like 'g%mini'", ['answer']],
    ["model contains 'GPT'", ['plan', 'answer']],
    ["model in ('gpt-4o', 'x')", ['plan']],
    ["model not in ('gpt-4o', 'x')", ['root', 'search', 'answer', 'orphan']],
    ["model > 'GPT'", ['plan', 'answer']],
    ["name contains 'σίσυφοσ i'", ['answer']],
    ['duration > 1s', ['root']],
    ['duration_ms between 5000 and 5000', ['root']],
    ['total_tokens < 1000', ['plan']],
    ['ttft >= 120ms', ['root']],
    ['usage_counted', ['plan']],
    ['not usage_counted', ['root', 'search', 'answer', 'orphan']],
    ["start_time >= '2026-01-01' and start_time < now()", ['root', 'plan', 'search', 'answer', 'orphan']],
    ["tags = 'Beta'", ['root']],
    ["tags = 'beta'", []],
    ["tags contains 'BET'", ['root']],
    ["tags != 'Beta'", ['plan', 'search', 'answer', 'orphan']],
    ["'eu' in tags", ['root']],
    ["input contains 'preview'", ['search']],
    ["'timed out'", ['search']],
    ["'oslo where'", ['plan']],
    ["'oslo search'", []],
    ['attributes.http.status = 503', ['search']],
    ["attributes.http.status = '503'", ['search']],
    ['attributes.answer >= 500', ['search']],
    ['attributes.route > 5', []],
    ['attributes.route != 5', []],
    ["attributes.route != '/x'", ['search']],
    ['attributes.slow = true', ['search']],
    ["attributes.slow = 'true'", ['search']],
    ['attributes.nothing is not null', []],
    [`attributes.list = '["a",1]'`, ['search']],
    [`attributes["__proto__"] = 'x'`, ['search']],
    ['attributes.constructor is not null', []],
    ["metadata.plan in ('pro', 5)", ['search']],
    ["score('quality') > 0.5", ['search']],
    ["score('quality') < 0.5", ['search']],
    ["score('quality') != 0.2", ['search']],
    ["score('verdict') = 'good'", ['plan']],
    ["score('verdict') starts with 'GO'", ['plan']],
    ["score('verdict') > 0", []],
    ["score('passed') = false", ['plan']],
    ["score('overall') is not null", []],
    ["child(type = 'TOOL')", ['plan']],
    ["descendant(type = 'TOOL')", ['root', 'plan']],
    ["parent(type = 'AGENT')", ['plan', 'answer']],
    ["ancestor(type = 'AGENT')", ['plan', 'search', 'answer']],
    ['ancestor(true)', ['plan', 'search', 'answer']],
    ['not parent(true)', ['root', 'orphan']],
    ["has(status = 'error') and model is not null", ['plan', 'answer']],
    ["child(child(status = 'error'))", ['root']],
    ["child(type = 'GENERATION' and not child(true))", ['root']],
    ["child(model = 'gpt-4o' and status = 'error')", []],
    ['', ['root', 'plan', 'search', 'answer', 'orphan']],
    ['false', []],
  ])('%s', (text, names) => {
    const passing = passingObservations(parseFilter(text, 'observation', NOW), { observations: rows, scores });

    expect(passing.map((it) => rows.indexOf(it))).toEqual(names.map((name) => rows.findIndex((it) => it.observation_id === spanId(name))));
  });

  it('where observations name each other as parents', () => {
    const cycle = [step('a', 'b'), step('b', 'a'), step('self', 'self')];

    const passing = passingObservations(parseFilter(`ancestor(id = '${spanId('a')}') or child(id = '${spanId('self')}')`, 'observation', NOW), { observations: cycle, scores: [] });

    expect(passing).toEqual(cycle);
  });

  it('by relations within its own trace only', () => {
    const twins = [step('a', null, { type: 'TOOL' }), { ...step('b', 'a'), trace_id: traceId('another') }];

    expect(passingObservations(parseFilter("parent(type = 'TOOL') or has(type = 'TOOL') and type != 'TOOL'", 'observation', NOW), { observations: twins, scores: [] })).toEqual([]);
  });

  it('among ten thousand in time that grows with the nesting alone', () => {
    const chain = Array.from({ length: 10_000 }, (_, i) => step(`s${i}`, i === 0 ? null : `s${i - 1}`, { type: i === 9_999 ? 'TOOL' : 'SPAN' }));
    const filter = parseFilter(`${'descendant('.repeat(19)}type = 'TOOL'${')'.repeat(19)}`, 'observation', NOW);

    const before = process.cpuUsage();
    const passing = passingObservations(filter, { observations: chain, scores: [] });

    expect(passing).toHaveLength(9_981);
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(2_000);
  });
});

describe('a trace passes', () => {
  const summary = {
    trace_id: traceId('t'), name: 'checkout', status: 'error', start_time: '2026-01-01T00:00:00.000001Z', end_time: '2026-01-01T00:00:05.000000Z', duration_ns: 5e9,
    observation_count: 5, error_count: 1, models: ['gpt-4o'], agents: [], tags: ['beta'], user_id: null, total_cost_usd: 0.01, input_preview: 'hello', error_message: 'Timed out',
  };

  it.each<[string, boolean]>([
    ['has_errors and errors = 1', true],
    ["start_time > '2026-01-01'", true],
    ["start_time > '2026-01-01T00:00:00.000001Z'", false],
    ['latency >= 5s and latency <= 5000', true],
    ["user_id != 'ada'", false],
    ["not user_id = 'ada'", true],
    ["model = 'gpt-4o' and agents is null", true],
    ["'checkout timed gpt-4o'", true],
    ["has(type = 'TOOL' and status = 'error')", true],
    ["has(type = 'AGENT' and status = 'error')", false],
    ["has(type = 'AGENT' and descendant(status = 'error'))", true],
    ['attributes.http.status = 503', true],
    ['attributes.http.status is null', false],
    ['has(attributes.http.status is null)', true],
    ["score('overall') = 1 and score('quality') > 0.5 and score('quality') < 0.5", true],
  ])('%s: %s', (text, expected) => {
    expect(summaryPasses(parseFilter(text, 'trace', NOW), 'trace', summary, { observations: rows, scores })).toBe(expected);
  });
});

describe('any filter', () => {
  it('passes what its negation does not', () => {
    fc.assert(fc.property(arbitraryFilter('observation'), (filter) => {
      const not: Filter = { kind: 'not', of: filter };
      const [those, others] = [filter, not].map((it) => passingObservations(it, { observations: rows, scores }));
      expect(new Set([...those, ...others]).size).toBe(rows.length);
      expect(those.length + others.length).toBe(rows.length);
    }), { numRuns: 300 });
  });
});

function step(word: string, parent: string | null, overrides: Partial<ObservationRow> = {}): ObservationRow {
  return anObservation({ trace_id: traceId('t'), observation_id: spanId(word), parent_observation_id: parent === null ? null : spanId(parent), start_time: NEW_YEAR, ...overrides });
}

function score(word: string | null, overrides: Partial<Score>): Score {
  return aScore({ trace_id: traceId('t'), observation_id: word === null ? null : spanId(word), ...overrides });
}
