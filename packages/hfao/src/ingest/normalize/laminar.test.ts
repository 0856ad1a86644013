import { describe, expect, it } from 'vitest';
import { normalizedSpan } from '../../../test/normalized-span.js';
import type { AttributeValue } from '../../model/attribute-value.js';
import type { Observation } from '../../model/observation.js';

describe('Laminar', () => {
  it.each<[Record<string, AttributeValue>, string]>([
    [{ 'lmnr.span.type': 'LLM' }, 'GENERATION'], [{ 'lmnr.span.type': 'TOOL' }, 'TOOL'], [{ 'lmnr.span.type': 'EVALUATOR' }, 'EVAL'], [{ 'lmnr.span.type': 'DEFAULT' }, 'SPAN'],
    [{ 'lmnr.span.type': 'DEFAULT', 'gen_ai.operation.name': 'invoke_agent' }, 'AGENT'], [{ 'lmnr.span.type': 'CACHED', 'lmnr.span.original_type': 'LLM' }, 'GENERATION'],
  ])('%j is a %s', (attributes, type) => {
    expect(shown(attributes)).toMatchObject({ type, dialect: 'laminar' });
  });

  it('reads payloads and associations', () => {
    expect(shown({
      'lmnr.span.input': '"my_input"', 'lmnr.span.output': '{"a":1}', 'lmnr.association.properties.session_id': 's', 'lmnr.association.properties.user_id': 'u', 'lmnr.association.properties.tags': ['a'],
      'lmnr.association.properties.metadata.plan': '"pro"', 'lmnr.association.properties.label.x': '"y"',
    })).toMatchObject({ input: 'my_input', output: { a: 1 }, session_id: 's', user_id: 'u', tags: ['a'], metadata: { plan: 'pro', 'label.x': 'y' } });
  });
});

function shown(attributes: Record<string, AttributeValue>, name = 'span', scope = ''): Observation {
  return normalizedSpan({ name, scope, attributes }).observation;
}
