import { z } from 'zod';
import { ForwardingRule } from './forwarding-rule.js';
import { MappingRule } from './mapping-rule.js';
import { PriceOverride } from './price.js';
import { RedactionProfile } from './redaction.js';
import { RetentionPolicy } from './retention.js';

/** What a project decides about its ingest, and how long its data stays. Null redaction: what HFAO_REDACTION says. */
export const ProjectSettings = z.strictObject({
  redaction: RedactionProfile.nullable().default(null),
  price_overrides: z.array(PriceOverride).max(1000).default([]),
  mapping_rules: z.array(MappingRule).max(200).default([]),
  forwarding_rules: z.array(ForwardingRule).max(20).default([]),
  retention: RetentionPolicy.prefault({}),
});
export type ProjectSettings = z.infer<typeof ProjectSettings>;

export const STANDARD_SETTINGS: ProjectSettings = ProjectSettings.parse({});
