import { describe, expect, it } from 'vitest';
import { DIALECTS } from '../src/ingest/normalize/dialects.js';
import { compared, expectedOf, recordedRequests } from './fixture-expectations.js';
import { normalizedFixture } from './normalized-fixtures.js';

interface Count { held: number; total: number }
type Table = Map<string, Map<string, Count>>;

/** How many expectations hold, by dialect and field. To see it: `COVERAGE_TABLE=1 npx vitest run --project journeys packages/hfao/test/dialect-coverage.test.ts`. */
describe('the recorded requests', () => {
  it('show every field of every dialect as expected', () => {
    const table = coverage();

    if (process.env.COVERAGE_TABLE) process.stdout.write(`${tableText(table)}\n`);
    for (const [dialect, fields] of table) for (const [field, { held, total }] of fields) expect({ dialect, field, held }).toEqual({ dialect, field, held: total });
  });

  it('are of dialects that there are', () => {
    const known = DIALECTS.map((it) => it.name);

    for (const dialect of coverage().keys()) expect(known).toContain(dialect);
  });
});

function coverage(): Table {
  const table: Table = new Map();
  for (const file of recordedRequests()) {
    const normalized = normalizedFixture(file);
    expectedOf(file).forEach((expected, i) => {
      const { observation, scores } = normalized[i];
      const { shown, wanted } = compared(observation, scores, expected);
      for (const field of Object.keys(wanted)) note(table, observation.dialect, field, isEqual(shown[field], wanted[field]));
    });
  }
  return table;
}

function isEqual(shown: unknown, wanted: unknown): boolean {
  try {
    expect(shown).toEqual(wanted);
    return true;
  } catch {
    return false;
  }
}

function note(table: Table, dialect: string, field: string, held: boolean): void {
  if (!table.has(dialect)) table.set(dialect, new Map());
  const fields = table.get(dialect)!;
  const count = fields.get(field) ?? { held: 0, total: 0 };
  fields.set(field, { held: count.held + Number(held), total: count.total + 1 });
}

function tableText(table: Table): string {
  const fields = [...new Set([...table.values()].flatMap((it) => [...it.keys()]))];
  const dialects = [...table.keys()].toSorted();
  const row = (name: string, cells: readonly string[]) => [name.padEnd(24), ...cells.map((it) => it.padStart(9))].join(' ');
  const cell = (count: Count | undefined) => (count === undefined ? '' : `${count.held}/${count.total}`);
  return [row('', dialects.map((it) => it.slice(0, 9))), ...fields.map((field) => row(field, dialects.map((it) => cell(table.get(it)!.get(field)))))].join('\n');
}
