import { describe, expect, it } from 'vitest';
import { OBSERVATION_COLUMNS } from '../observation.js';
import { SessionSummary, UserSummary } from '../session.js';
import { TraceSummary } from '../trace.js';
import { DERIVED_FIELDS, fieldNamed, FIELDS, TEXT_FIELDS } from './fields.js';
import { FILTER_SUBJECTS } from './filter.js';

describe.each(FILTER_SUBJECTS)('the fields of a %s', (subject) => {
  it('have names and aliases that mean one field each', () => {
    const names = FIELDS[subject].flatMap((it) => [it.name, ...(it.aliases ?? [])]);

    expect(names.filter((it, i) => names.indexOf(it) !== i)).toEqual([]);
  });

  it('are found by their own name, in any case', () => {
    for (const field of FIELDS[subject]) expect(fieldNamed(subject, field.name.toUpperCase())).toBe(field);
  });

  it('include those that full text looks at', () => {
    for (const name of TEXT_FIELDS[subject]) expect(['text', 'list']).toContain(fieldNamed(subject, name)?.type);
  });
});

describe('fields', () => {
  it.each([['trace', TraceSummary], ['session', SessionSummary], ['user', UserSummary]] as const)('of a %s are those of its summary', (subject, { shape }) => {
    const columns = FIELDS[subject].map((it) => it.name).filter((it) => !(it in DERIVED_FIELDS));

    const notOfIt = ['scores', 'tier'];   // asked for by score(…); where it lies
    expect(columns.sort()).toEqual(Object.keys(shape).filter((it) => !notOfIt.includes(it)).sort());
  });

  it('of an observation are columns of it, of a fitting kind', () => {
    const types = { text: 'text', json: 'text', payload: 'text', micros: 'time', int: 'number', float: 'number', bool: 'bool', list: 'list', map: 'map' };
    const columns = new Map<string, string>([...OBSERVATION_COLUMNS.map(([name, kind]) => [name, types[kind]] as const), ['duration_ms', 'number']]);

    expect(FIELDS.observation.filter((it) => columns.get(it.name) !== it.type)).toEqual([]);
  });

  it('are not found by the names that every object has', () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) expect(fieldNamed('trace', name)).toBeUndefined();
  });
});
