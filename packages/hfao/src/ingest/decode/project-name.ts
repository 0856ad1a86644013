import type { AttributeValue } from '../../model/attribute-value.js';

/** The first that is set wins (SPEC: project routing). */
const PROJECT_ATTRIBUTES = ['hfao.project_id', 'hfao.project', 'openinference.project.name'] as const;

/** The project that a resource names, undefined when it names none. */
export function projectNameOf(resourceAttributes: Record<string, AttributeValue>): string | undefined {
  for (const key of PROJECT_ATTRIBUTES) {
    const value = resourceAttributes[key];
    const name = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
    if (name !== '') return name;
  }
  return undefined;
}
