import type { ObservationType } from '../../model/observation.js';
import { isHandoff } from './agents.js';
import type { Evidence } from './evidence.js';
import { FIELD } from './field.js';

/** What a span is: what it says of itself, else what its attributes only make sense for. */
export function typeOf(evidence: Evidence): ObservationType {
  const type = (evidence.take(FIELD.type) as ObservationType | undefined) ?? impliedType(evidence);
  if (type !== 'TOOL' || !isHandoff(evidence, evidence.span.name)) return type;
  evidence.conclude(FIELD.type, 'HANDOFF');
  return 'HANDOFF';
}

function impliedType(evidence: Evidence): ObservationType {
  if (evidence.keyOf(FIELD.tool_name) === 'gen_ai.tool.name' || evidence.keyOf(FIELD.tool_call_id) === 'gen_ai.tool.call.id') return 'TOOL';
  switch (evidence.keyOf(FIELD.model)) {
    case 'embedding.model_name': return 'EMBEDDING';
    case 'reranker.model_name': return 'RETRIEVAL';
    case undefined: break;
    default: return 'GENERATION';
  }
  const isCompletion = evidence.get(FIELD.response_id) !== undefined || isIndexedOrRaw(evidence.sourceFor(FIELD.input)) || isIndexedOrRaw(evidence.sourceFor(FIELD.output));
  return isCompletion ? 'GENERATION' : 'SPAN';
}

/** `gen_ai.prompt`, `gen_ai.completion.*`, `llm.prompts.*`: only a model is prompted. */
function isIndexedOrRaw(source: string | undefined): boolean {
  return source !== undefined && /^(?:gen_ai\.(?:prompt|completion)|llm\.(?:prompts|completions|choices))(?:\.\*(?: \(openllmetry\))?)?$/.test(source);
}
