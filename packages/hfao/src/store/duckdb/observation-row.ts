import type { Filter, Relation } from '../../model/filter/filter.js';
import { TEXT_FIELDS } from '../../model/filter/fields.js';
import { compileFilter, type FilterRow } from './compile-filter.js';
import { SCORE_COLUMNS } from './schema.js';
import type { Segment } from './segment.js';
import { unionAll, type Parameters } from './sql.js';
import { whereItCanBe } from './where-it-can-be.js';

/** Where related observations and scores are looked for: every segment that may hold something of the traces in question. */
export interface Surroundings { segments: readonly Segment[]; /** Of all that there are: a score may come late. */ all: readonly Segment[]; projectId: string }

const DERIVED: Record<string, (alias: string) => string> = {
  duration_ms: (alias) => `${alias}.duration_ns / 1e6::DOUBLE`,
  input: (alias) => `coalesce(${alias}.input, ${alias}.input_preview)`,
  output: (alias) => `coalesce(${alias}.output, ${alias}.output_preview)`,
};

/** An observation, given as a row of a relation that is called `alias`. */
export function observationRow(alias: string, surroundings: Surroundings, parameters: Parameters): FilterRow {
  return {
    column: (name) => `(${DERIVED[name]?.(alias) ?? `${alias}."${name}"`})`,
    map: (kind) => `${alias}.${kind === 'attribute' ? 'attributes' : 'metadata'}`,
    scored: (condition) => `(${alias}.trace_id, ${alias}.observation_id) IN (SELECT trace_id, observation_id FROM (${standingScores(surroundings, parameters)}) WHERE observation_id IS NOT NULL AND ${condition})`,
    related: (relation, of) => relatedCondition(alias, relation, of, surroundings, parameters),
    texts: TEXT_FIELDS.observation.map((name) => ({ name, isList: false })),
  };
}

/** SELECT of columns of the observations around that fulfil a filter. */
export function fulfilling(filter: Filter, columns: string, surroundings: Surroundings, parameters: Parameters): string {
  const { segments, projectId } = surroundings;
  const possible = whereItCanBe(segments, projectId, filter);
  if (possible.length === 0) return `SELECT ${columns} FROM ${segments[0].database}.observations WHERE false`;
  const condition = compileFilter(filter, observationRow('observation', surroundings, parameters), parameters);
  const project = `project_id = ${parameters.text(projectId)}`;
  return unionAll(possible, ({ segment: { database }, narrower }) => `SELECT ${columns} FROM ${database}.observations AS observation WHERE ${project}${narrower} AND ${condition}`);
}

const SCORE_NAMES = SCORE_COLUMNS.map(([name]) => `"${name}"`).join(', ');

/** Scores of the project, of each that was written again the last version. */
export function standingScores({ all, projectId }: Pick<Surroundings, 'all' | 'projectId'>, parameters: Parameters): string {
  const project = `project_id = ${parameters.text(projectId)}`;
  const holders = all.filter((it) => it.mayHaveScores);
  return `SELECT * FROM (
${unionAll(holders.length > 0 ? holders : all.slice(0, 1), (it) => `SELECT ${SCORE_NAMES}, ${it.number} AS segment FROM ${it.database}.scores WHERE ${project}`)}
) QUALIFY row_number() OVER (PARTITION BY score_id ORDER BY segment DESC) = 1`;
}

function relatedCondition(alias: string, relation: Relation, of: Filter, surroundings: Surroundings, parameters: Parameters): string {
  const found = (columns: string) => fulfilling(of, columns, surroundings, parameters);
  const self = `(${alias}.trace_id, ${alias}.observation_id)`;
  switch (relation) {
    case 'any': return `${alias}.trace_id IN (${found('trace_id')})`;
    case 'child': return `${self} IN (SELECT trace_id, parent_observation_id FROM (${found('trace_id, parent_observation_id')}) WHERE parent_observation_id IS NOT NULL)`;
    case 'parent': return `(${alias}.trace_id, ${alias}.parent_observation_id) IN (${found('trace_id, observation_id')})`;
    case 'descendant': return `${self} IN (WITH RECURSIVE ${foundAndLinks(found, surroundings, parameters)},
  above AS (
    SELECT trace_id, parent_observation_id AS observation_id FROM found WHERE parent_observation_id IS NOT NULL
    UNION SELECT links.trace_id, links.parent_observation_id FROM above JOIN links USING (trace_id, observation_id) WHERE links.parent_observation_id IS NOT NULL
  ) SELECT trace_id, observation_id FROM above)`;
    case 'ancestor': return `${self} IN (WITH RECURSIVE ${foundAndLinks(found, surroundings, parameters)},
  below AS (
    SELECT links.trace_id, links.observation_id FROM found JOIN links ON links.trace_id = found.trace_id AND links.parent_observation_id = found.observation_id
    UNION SELECT links.trace_id, links.observation_id FROM below JOIN links ON links.trace_id = below.trace_id AND links.parent_observation_id = below.observation_id
  ) SELECT trace_id, observation_id FROM below)`;
  }
}

/** What fulfils the filter, and every link of its traces: the walk along them reads nothing else. */
function foundAndLinks(found: (columns: string) => string, { segments, projectId }: Surroundings, parameters: Parameters): string {
  const project = `project_id = ${parameters.text(projectId)} AND trace_id IN (SELECT trace_id FROM found)`;
  return `found AS MATERIALIZED (${found('trace_id, observation_id, parent_observation_id')}),
  links AS MATERIALIZED (${unionAll(segments, ({ database }) => `SELECT trace_id, observation_id, parent_observation_id FROM ${database}.observations WHERE ${project}`)})`;
}
