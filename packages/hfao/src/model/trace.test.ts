import { describe, expect, it } from 'vitest';
import type { Observation } from './observation.js';
import { traceTree, type TraceNode } from './trace.js';

describe('traceTree', () => {
  it('puts children under their parent, siblings by start time, whatever the order of arrival', () => {
    const tree = traceTree([step('late', 'root', 3), step('root', null, 1), step('early', 'root', 2)]);

    expect(shape(tree)).toEqual([['root', [['early', []], ['late', []]]]]);
  });

  it('puts the step that ended first first where two began in the same instant', () => {
    const tree = traceTree([step('answer', 'root', 2, 9), step('root', null, 1), step('lookup', 'root', 2, 3)]);

    expect(shape(tree)).toEqual([['root', [['lookup', []], ['answer', []]]]]);
  });

  it('draws a span whose parent has not arrived as a root', () => {
    const tree = traceTree([step('orphan', 'missing', 2), step('child', 'orphan', 3)]);

    expect(shape(tree)).toEqual([['orphan', [['child', []]]]]);
  });

  it('draws spans that name each other as parents once, the earliest as the root', () => {
    const tree = traceTree([step('a', 'b', 1), step('b', 'a', 2), step('below', 'b', 3), step('self', 'self', 4)]);

    expect(shape(tree)).toEqual([['a', [['b', [['below', []]]]]], ['self', []]]);
  });

  it('draws a chain of 20,000 spans', () => {
    const chain = Array.from({ length: 20_000 }, (_, i) => step(`s${i}`, i === 0 ? null : `s${i - 1}`, i));

    expect(traceTree(chain)).toHaveLength(1);
  });
});

function step(id: string, parent: string | null, startMicros: number, endMicros = startMicros): Observation {
  return { observation_id: id, parent_observation_id: parent, start_time: at(startMicros), end_time: at(endMicros) } as Observation;
}

const at = (micros: number) => `2026-01-01T00:00:00.${String(micros).padStart(6, '0')}Z`;

function shape(nodes: TraceNode[]): unknown[] {
  return nodes.map((it) => [it.observation.observation_id, shape(it.children)]);
}
