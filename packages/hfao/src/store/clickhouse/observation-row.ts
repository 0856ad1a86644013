import { TEXT_FIELDS } from '../../model/filter/fields.js';
import type { Filter, Relation } from '../../model/filter/filter.js';
import { compileFilter, type FilterRow } from './compile-filter.js';
import type { Parameters } from './sql.js';

/** Where related observations and scores are looked for: with all traces in question. */
export interface Surroundings {
  projectId: string;
  /** A condition that all observations and deltas of a trace in question fulfil. */
  traces: string;
}

const DERIVED: Record<string, (alias: string) => string> = {
  duration_ms: (alias) => `${alias}.duration_ns / 1e6`,
  input: (alias) => `ifNull(${alias}.input, ${alias}.input_preview)`,
  output: (alias) => `ifNull(${alias}.output, ${alias}.output_preview)`,
};

/** An observation, given as a row of a relation that is called `alias`. */
export function observationRow(alias: string, surroundings: Surroundings, parameters: Parameters): FilterRow {
  return {
    column: (name) => `(${DERIVED[name]?.(alias) ?? `${alias}."${name}"`})`,
    map: (kind) => `${alias}.${kind === 'attribute' ? 'attributes' : 'metadata'}`,
    scored: (condition) =>
      `(${alias}.trace_id, ${alias}.observation_id) IN (SELECT trace_id, assumeNotNull(observation_id) FROM (${standingScores(surroundings, parameters)}) WHERE observation_id IS NOT NULL AND ${condition})`,
    related: (relation, of) => relatedCondition(alias, relation, of, surroundings, parameters),
    texts: TEXT_FIELDS.observation.map((name) => ({ name, isList: false })),
  };
}

/** SELECT of columns of the observations around that fulfil a filter. */
export function fulfilling(filter: Filter, columns: string, surroundings: Surroundings, parameters: Parameters): string {
  return around('observation', columns, surroundings, parameters, compileFilter(filter, observationRow('observation', surroundings, parameters), parameters));
}

/** Scores of the project, of each that was written again the last version: it may be another trace's now. */
export function standingScores({ projectId }: Pick<Surroundings, 'projectId'>, parameters: Parameters): string {
  const project = `project_id = ${parameters.text(projectId)}`;
  return `SELECT * FROM scores WHERE ${project} AND (score_id, row_version) IN (SELECT score_id, max(row_version) FROM scores WHERE ${project} GROUP BY score_id)`;
}

/** Between the times that the traces' deltas name, so that most parts are not read. */
function around(alias: string, columns: string, { projectId, traces }: Surroundings, parameters: Parameters, condition: string): string {
  const known = `project_id = ${parameters.text(projectId)} AND ${traces}`;
  const bounds = traces === 'true' ? '' : ` AND start_time >= (SELECT min(start_time) FROM trace_deltas WHERE ${known}) AND start_time <= (SELECT max(last_start_time) FROM trace_deltas WHERE ${known})`;
  return `SELECT ${columns} FROM observations AS ${alias} FINAL WHERE ${known}${bounds} AND ${condition}`;
}

function relatedCondition(alias: string, relation: Relation, of: Filter, surroundings: Surroundings, parameters: Parameters): string {
  const found = (columns: string) => fulfilling(of, columns, surroundings, parameters);
  // Walks may lie within each other, and the engine mixes up names that are the same.
  const walk = parameters.nextNumber();
  const self = `(${alias}.trace_id, ${alias}.observation_id)`;
  switch (relation) {
    case 'any': return `${alias}.trace_id IN (${found('trace_id')})`;
    case 'child': return `${self} IN (SELECT trace_id, assumeNotNull(parent_observation_id) FROM (${found('trace_id, parent_observation_id')}) WHERE parent_observation_id IS NOT NULL)`;
    case 'parent': return `(${alias}.trace_id, ifNull(${alias}.parent_observation_id, '')) IN (${found('trace_id, observation_id')})`;
    case 'descendant': return `${self} IN (WITH RECURSIVE ${foundAndLinks(found, of, walk, surroundings, parameters)},
  above${walk} AS (
    SELECT trace_id, assumeNotNull(parent_observation_id) AS observation_id, 1 AS level FROM found${walk} WHERE parent_observation_id IS NOT NULL
    UNION ALL SELECT DISTINCT links${walk}.trace_id, assumeNotNull(links${walk}.parent_observation_id) AS observation_id, above${walk}.level + 1 AS level
    FROM above${walk} JOIN links${walk} ON links${walk}.trace_id = above${walk}.trace_id AND links${walk}.observation_id = above${walk}.observation_id WHERE links${walk}.parent_observation_id IS NOT NULL AND above${walk}.level < links${walk}.spans AND above${walk}.level < ${MOST_LEVELS}
  ) SELECT trace_id, observation_id FROM above${walk})`;
    case 'ancestor': return `${self} IN (WITH RECURSIVE ${foundAndLinks(found, of, walk, surroundings, parameters)},
  below${walk} AS (
    SELECT links${walk}.trace_id AS trace_id, links${walk}.observation_id AS observation_id, 1 AS level FROM found${walk} JOIN links${walk} ON links${walk}.trace_id = found${walk}.trace_id AND links${walk}.parent_observation_id = found${walk}.observation_id
    UNION ALL SELECT DISTINCT links${walk}.trace_id AS trace_id, links${walk}.observation_id AS observation_id, below${walk}.level + 1 AS level
    FROM below${walk} JOIN links${walk} ON links${walk}.trace_id = below${walk}.trace_id AND links${walk}.parent_observation_id = below${walk}.observation_id WHERE below${walk}.level < links${walk}.spans AND below${walk}.level < ${MOST_LEVELS}
  ) SELECT trace_id, observation_id FROM below${walk})`;
  }
}

/** A walk along links ends here at the latest: spans that name each other as parents would go round for ever. */
const MOST_LEVELS = 500;

/**
 * What fulfils the filter, and every link of its traces. `spans`: a walk of more links than there are in the trace goes round. The engine works out anew what a walk names, with every step:
 * where that is a walk again, links of all traces are fewer rows to read than those that the other finds.
 */
function foundAndLinks(found: (columns: string) => string, of: Filter, walk: number, surroundings: Surroundings, parameters: Parameters): string {
  return `found${walk} AS (${found('trace_id, observation_id, parent_observation_id')}),
  links${walk} AS (${around('link', 'trace_id, observation_id, parent_observation_id, count() OVER (PARTITION BY trace_id) AS spans', surroundings, parameters, hasRelation(of) ? 'true' : `trace_id IN (SELECT trace_id FROM found${walk})`)})`;
}

function hasRelation(filter: Filter): boolean {
  switch (filter.kind) {
    case 'and': case 'or': return filter.of.some(hasRelation);
    case 'not': return hasRelation(filter.of);
    default: return filter.kind === 'related';
  }
}
