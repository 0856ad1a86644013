import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FIELDS, TEXT_FIELDS, type FieldSpec } from './fields.js';
import { FILTER_SUBJECTS, type FilterSubject } from './filter.js';
import { parseFilter } from './parse.js';

const path = new URL('../../../../../docs/filters.md', import.meta.url);
const written = readFileSync(path, 'utf8');
const NOW = Date.parse('2026-11-23T12:00:00Z') * 1000;
const HEADING = '## Fields\n';

it('documents every field, its type and its other names', () => {
  const before = written.slice(0, written.indexOf(HEADING) + HEADING.length);
  const expected = `${before}\n${FILTER_SUBJECTS.map(tableOf).join('\n')}`;
  // HFAO_UPDATE=1 writes what is missing.
  if (process.env.HFAO_UPDATE === '1') writeFileSync(path, expected);

  expect(readFileSync(path, 'utf8')).toBe(expected);
});

it('gives examples that can be read', () => {
  const examples = /```sql\n([^`]*)```/.exec(written)![1].trim().split('\n');

  expect(examples.map((it) => parseFilter(it, 'trace', NOW).kind)).toHaveLength(5);
});

function tableOf(subject: FilterSubject): string {
  return [`### Of a${subject === 'observation' ? 'n' : ''} ${subject}`, '', '| field | type | also | what it is |', '|---|---|---|---|', ...FIELDS[subject].map((it) => rowOf(it, TEXT_FIELDS[subject].includes(it.name))), ''].join('\n');
}

function rowOf({ name, type, unit, values, aliases = [], description }: FieldSpec, isText: boolean): string {
  const shown = values?.map((it) => `\`${it}\``).join(' ') ?? (unit === undefined ? type : `duration (${unit})`);
  return `| \`${name}\` | ${shown}${isText ? ', *text*' : ''} | ${aliases.map((it) => `\`${it}\``).join(' ')} | ${description} |`;
}
