import { encodeAttribute, type FlatMap } from '../../model/attribute-value.js';
import { RESOURCE_PREFIX } from '../../model/observation.js';
import type { Resource } from '../decode/span.js';
import { FIELD, type Field } from './field.js';
import { metadataOf } from './map-fields.js';
import { WAY, type Rulebook } from './rulebook.js';

/** Fields that a resource gives to every span of it that says nothing itself. */
const FIELDS = ['session_id', 'user_id', 'environment', 'release', 'service_name', 'tags', 'metadata'] as const satisfies readonly Field[];
export type ResourceField = (typeof FIELDS)[number];

export interface ResourceFacts {
  /** The best value for each field, with the attribute it came from. */
  claimed: { field: ResourceField; key: string; rank: number; value: string | string[] | FlatMap; raw: string }[];
  /** Every other attribute, ready for the column `attributes`. */
  rest: FlatMap;
}

const known = new WeakMap<Resource, ResourceFacts>();

/** What a resource says, worked out once for all its spans. */
export function resourceFacts(resource: Resource, rulebook: Rulebook): ResourceFacts {
  let facts = known.get(resource);
  if (facts === undefined) known.set(resource, (facts = readResource(resource, rulebook)));
  return facts;
}

function readResource({ attributes }: Resource, rulebook: Rulebook): ResourceFacts {
  const best = new Map<ResourceField, { key: string; rank: number; value: string | string[] | FlatMap }>();
  for (const key in attributes) {
    const rule = rulebook.of(key);
    const field = FIELDS.find((name) => FIELD[name] === rule.field);
    if (field === undefined || rule.way === WAY.entry) continue;
    const value = field === 'metadata' ? metadataOf(attributes[key]) : (rule.read(attributes[key]) as string | string[] | undefined);
    if (value !== undefined && rule.rank < (best.get(field)?.rank ?? Infinity)) best.set(field, { key, rank: rule.rank, value });
  }
  const facts: ResourceFacts = { claimed: [], rest: [] };
  for (const [field, { key, rank, value }] of best) facts.claimed.push({ field, key, rank, value, raw: encodeAttribute(attributes[key]) });
  for (const key in attributes) {
    if (!facts.claimed.some((it) => it.key === key)) facts.rest.push(RESOURCE_PREFIX + key, encodeAttribute(attributes[key]));
  }
  return facts;
}
