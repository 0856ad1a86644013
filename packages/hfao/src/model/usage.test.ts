import { describe, expect, it } from 'vitest';
import type { Observation, ObservationType } from './observation.js';
import { settleUsage, USAGE_REPEATED } from './usage.js';

type Given = Parameters<typeof settleUsage>[0][number];

describe('settleUsage', () => {
  it('leaves an agent that repeats its model calls uncounted', () => {
    const observations = [span('agent', null, 'AGENT', 30), span('call', 'agent', 'GENERATION', 10), span('other', 'agent', 'GENERATION', 20)];

    expect(counted(observations)).toEqual(['call', 'other']);
  });

  it('counts the agent when its model calls report nothing', () => {
    const observations = [span('agent', null, 'AGENT', 30), span('call', 'agent', 'GENERATION', null), span('tool', 'agent', 'TOOL', null)];

    expect(counted(observations)).toEqual(['agent']);
  });

  it('counts the topmost of nested containers that repeat each other', () => {
    const observations = [span('inner', 'middle', 'AGENT', 30), span('outer', null, 'AGENT', 30), span('middle', 'outer', 'SPAN', null)];

    expect(counted(observations)).toEqual(['outer']);
  });

  it('counts the branch without reporting model calls beside a branch with them', () => {
    const observations = [
      span('root', null, 'AGENT', 70), span('a', 'root', 'AGENT', 30), span('call', 'a', 'GENERATION', 30), span('b', 'root', 'AGENT', 40),
    ];

    expect(counted(observations)).toEqual(['b', 'call']);
  });

  it('does not count a container below a model call that reports', () => {
    const observations = [span('call', null, 'GENERATION', 10), span('inside', 'call', 'SPAN', 10)];

    expect(counted(observations)).toEqual(['call']);
  });

  it('counts money without tokens, and an observation whose parent has not arrived', () => {
    const observations = [{ ...span('agent', 'unknown', 'AGENT', null), total_cost_usd: 0.02 }];

    expect(counted(observations)).toEqual(['agent']);
  });

  it('never counts what is known to repeat, not even a model call or where nothing else reports', () => {
    const repeated = { usage_counted: false, warnings: [USAGE_REPEATED] };
    const observations = [span('agent', null, 'AGENT', 30), { ...span('partial', 'agent', 'GENERATION', 10), ...repeated }, { ...span('outer', null, 'SPAN', 5), ...repeated }];

    expect(counted(observations)).toEqual(['agent']);
  });

  it('ends on spans that name each other as parents', () => {
    const observations = [span('a', 'b', 'AGENT', 10), span('b', 'a', 'AGENT', 10), span('below', 'b', 'AGENT', 10)];

    expect(counted(observations)).toEqual(['a']);
  });

  it('keeps order and untouched observations, and copies what it changes', () => {
    const observations = [span('plain', null, 'SPAN', null), span('agent', 'plain', 'AGENT', 5)];

    const settled = settleUsage(observations);

    expect(settled[0]).toBe(observations[0]);
    expect(settled[1]).toEqual({ ...observations[1], usage_counted: true });
    expect(observations[1].usage_counted).toBe(false);
  });

  it('handles a chain of 20,000 containers', () => {
    const observations = Array.from({ length: 20_000 }, (_, i) => span(`s${i}`, i === 0 ? null : `s${i - 1}`, 'AGENT', 1));

    expect(counted(observations)).toEqual(['s0']);
  });
});

function counted(observations: readonly Given[]): string[] {
  return settleUsage(observations).filter((it) => it.usage_counted).map((it) => it.observation_id).sort();
}

function span(id: string, parent: string | null, type: ObservationType, totalTokens: number | null): Given {
  const given: Pick<Observation, keyof Given> = {
    observation_id: id, parent_observation_id: parent, type, usage_counted: type === 'GENERATION' && totalTokens !== null,
    input_tokens: totalTokens, output_tokens: null, cache_read_tokens: null, cache_creation_tokens: null, reasoning_tokens: null, total_tokens: totalTokens,
    input_cost_usd: null, output_cost_usd: null, total_cost_usd: null, warnings: [], model: null,
  };
  return given;
}
