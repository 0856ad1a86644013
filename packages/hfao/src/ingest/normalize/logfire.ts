import type { AttributeValue } from '../../model/attribute-value.js';
import type { Level } from '../../model/observation.js';
import type { Dialect } from './dialect.js';

/** Pydantic Logfire, which also re-exports the spans of other instrumentations. */
export const logfire: Dialect = {
  name: 'logfire',
  ownsScope: (scopeName) => scopeName.startsWith('logfire'),
  marks: ['logfire.'],
  claims: [
    // The span's name is a template; this is what a person reads.
    { field: 'name', key: 'logfire.msg' },
    { field: 'level', key: 'logfire.level_num', read: level, write: () => undefined },
    { field: 'tags', key: 'logfire.tags' },
    { field: 'total_cost_usd', key: 'operation.cost' },
  ],
};

/** Logfire's level numbers are those of OpenTelemetry log severities. */
function level(value: AttributeValue): Level | undefined {
  if (typeof value !== 'number') return undefined;
  return value >= 17 ? 'ERROR' : value >= 13 ? 'WARNING' : value >= 9 ? 'DEFAULT' : 'DEBUG';
}
