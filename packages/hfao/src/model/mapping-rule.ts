import { z } from 'zod';

/** The fields that a project's own rule may fill. */
export const MAPPABLE_FIELDS = [
  'type', 'name', 'session_id', 'user_id', 'environment', 'release', 'model', 'provider', 'agent_name', 'agent_id', 'input', 'output',
  'input_tokens', 'output_tokens', 'cache_read_tokens', 'cache_creation_tokens', 'reasoning_tokens', 'total_tokens', 'total_cost_usd',
  'tool_name', 'prompt_name', 'prompt_version', 'tags',
] as const;

/** "On these spans, this attribute means that field." A project's rules are believed before every dialect, the first of them first. */
export const MappingRule = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,59}$/, 'lower-case letters, digits, - and _'),
  when: z.strictObject({
    scope_name: z.string().optional().describe('of the instrumentation scope, or a pattern with *'),
    span_name: z.string().optional().describe('or a pattern with *'),
    has_attribute: z.string().optional(),
  }).default({}),
  field: z.enum(MAPPABLE_FIELDS),
  from: z.union([
    z.strictObject({ attribute: z.string().min(1).describe('key of a span, scope. or resource. attribute'), path: z.string().optional().describe('of a JSON value: keys and indices joined by dots') }),
    z.strictObject({ value: z.string().describe('a constant') }),
  ]),
});
export type MappingRule = z.infer<typeof MappingRule>;
