import type { AttributeValue } from '../../model/attribute-value.js';

/** A model's name without the resource path that Google puts before it: `projects/p/…/models/gemini-2.5-flash` is `gemini-2.5-flash`. */
export function modelName(value: AttributeValue): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  if (value.startsWith('models/')) return value.slice('models/'.length) || value;
  const at = value.startsWith('projects/') || value.startsWith('publishers/') ? value.lastIndexOf('/models/') : -1;
  return at < 0 ? value : value.slice(at + '/models/'.length) || value;
}
