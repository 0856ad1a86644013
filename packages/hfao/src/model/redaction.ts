import { z } from 'zod';

/** What is looked for, by the kind that stands in its place: `[REDACTED:email]`. */
export const REDACTION_KINDS = [
  'email', 'phone', 'card', 'ssn', 'ip',
  'aws_key', 'openai_key', 'anthropic_key', 'hf_token', 'github_token', 'bearer', 'jwt', 'pem',
] as const;
export const RedactionKind = z.enum(REDACTION_KINDS);
export type RedactionKind = z.infer<typeof RedactionKind>;

export const CustomPattern = z.strictObject({
  kind: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, 'lower-case letters, digits and _, at most 40').describe('stands in the place of what was found'),
  pattern: z.string().min(1).max(1000).describe('RE2 syntax: linear time, no back-references'),
});
export type CustomPattern = z.infer<typeof CustomPattern>;

/** A Presidio analyzer (microsoft/presidio, `POST /analyze`) that looks at texts after the built-in kinds. */
export const Presidio = z.strictObject({
  url: z.url().describe('base URL of the analyzer'),
  language: z.string().default('en'),
  entities: z.array(z.string()).optional().describe('none: all that it knows'),
  min_score: z.number().min(0).max(1).default(0.5),
  on_failure: z.enum(['wait', 'withhold', 'store']).default('withhold')
    .describe('when it cannot be asked: wait (keep in the buffer and try again), withhold (store without the texts), store (with the built-in redaction alone)'),
});
export type Presidio = z.infer<typeof Presidio>;

/** How one project's texts are cleaned before they are stored. */
export const RedactionProfile = z.strictObject({
  kinds: z.array(RedactionKind).default([...REDACTION_KINDS]),
  custom: z.array(CustomPattern).max(50).default([]),
  hash_only: z.boolean().default(false).describe('`[SHA256:…]` instead of `[REDACTED:kind]`: equal values stay recognisable'),
  presidio: Presidio.nullable().default(null),
});
export type RedactionProfile = z.infer<typeof RedactionProfile>;
