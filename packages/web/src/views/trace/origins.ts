import type { Observation } from '../../api/model';

/** The rule that gave each field, as it was written down when the step was stored. */
export function originsOf({ mapping }: Pick<Observation, 'mapping'>): Record<string, string> {
  if (mapping === null) return {};
  try {
    return JSON.parse(mapping) as Record<string, string>;
  } catch {
    return {};
  }
}

/** `rule:NAME` is the project's own; `log record …` came beside the span. */
export function ruleWords(rule: string): string {
  if (rule.startsWith('rule:')) return `your rule ${rule.slice(5)}`;
  return rule === 'sum' ? 'sum of its parts' : `from ${rule}`;
}
