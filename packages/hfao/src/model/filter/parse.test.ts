import { describe, expect, it } from 'vitest';
import { FilterError } from './filter-error.js';
import type { FilterSubject } from './filter.js';
import { parseFilter } from './parse.js';

const NOW = Date.parse('2026-11-23T12:00:00Z') * 1000;
const HOUR = 3_600_000_000;

const column = (name: string, type: string) => ({ kind: 'column', name, type });
const compare = (field: object, op: string, value: unknown) => ({ kind: 'compare', field, op, value });

describe('parseFilter', () => {
  it('binds AND before OR and NOT before both', () => {
    expect(parse("not has_errors and name = 'a' or name = 'b'")).toMatchObject({ kind: 'or', of: [{ kind: 'and', of: [{ kind: 'not' }, { kind: 'compare' }] }, { kind: 'compare' }] });
  });

  it('knows aliases by the field they stand for, in any case', () => {
    expect(parse("MODEL = 'gpt-4o'")).toEqual(compare(column('models', 'list'), '=', 'gpt-4o'));
    expect(parse('"latency" >= 2')).toEqual(compare(column('duration_ms', 'number'), '>=', 2));
  });

  it.each([
    ['duration_ns > 2s', 2e9], ['duration > 500ms', 500], ['duration > 1.5 ', 1.5], ["duration > '5m'", 300_000], ['duration > 250us', 0.25], ['total_tokens > -5', -5], ['cost > 1e-3', 0.001], ['cost > .5', 0.5],
  ])('reads the number in %s', (text, value) => {
    expect(parse(text)).toMatchObject({ op: '>', value });
  });

  it.each([
    ['now()', NOW], ['now', NOW], ['now() - 1h', NOW - HOUR], ['NOW() + 30m', NOW + HOUR / 2], ["'1h ago'", NOW - HOUR], ['1h ago', NOW - HOUR], ['2d', NOW - 48 * HOUR], ["'7d'", NOW - 168 * HOUR],
    ["'2026-01-01'", Date.parse('2026-01-01') * 1000], ["'2026-01-01T08:00:00.123456+02:00'", Date.parse('2026-01-01T06:00:00.123Z') * 1000 + 456], ['1795000000000', 1_795_000_000_000_000],
  ])('reads the time %s', (text, time) => {
    expect(parse(`start_time < ${text}`)).toEqual(compare(column('start_time', 'time'), '<', { time }));
  });

  it('takes closed values in any case and without quotes', () => {
    expect(parse('status in (OK, "Error")')).toMatchObject({ values: ['ok', 'error'] });
    expect(parse('type = tool', 'observation')).toMatchObject({ value: 'TOOL' });
  });

  it('reads != of a list as: no entry is that', () => {
    expect(parse("tags != 'beta'")).toEqual({ kind: 'not', of: compare(column('tags', 'list'), '=', 'beta') });
    expect(parse("'beta' in tags")).toEqual(parse("tags has 'beta'"));
  });

  it('asks the observations for attributes where the subject has none', () => {
    const ofAttribute = compare({ kind: 'attribute', key: 'http.route' }, '=', '/x');

    expect(parse("attributes.http.route = '/x'", 'observation')).toEqual(ofAttribute);
    expect(parse(`attributes["http.route"] = '/x'`, 'trace')).toEqual({ kind: 'related', relation: 'any', of: ofAttribute });
    expect(parse('metadata.a is null', 'trace')).toEqual({ kind: 'not', of: { kind: 'related', relation: 'any', of: { kind: 'present', field: { kind: 'metadata', key: 'a' } } } });
  });

  it('reads scores by name, whatever their kind of value', () => {
    for (const [value, read] of [['0.5', 0.5], ["'good'", 'good'], ['true', true]]) {
      expect(parse(`scores.quality = ${value}`)).toEqual(compare({ kind: 'score', name: 'quality' }, '=', read));
    }
    expect(parse("score('to the point') > 0.5")).toMatchObject({ field: { name: 'to the point' } });
  });

  it('lets related observations be asked about within each other', () => {
    expect(parse("has(type = 'TOOL' and child(status = 'error'))")).toMatchObject({ kind: 'related', relation: 'any', of: { kind: 'and', of: [{}, { kind: 'related', relation: 'child' }] } });
    expect(parse("ancestor(agent = 'planner')", 'observation')).toMatchObject({ relation: 'ancestor', of: { field: { name: 'agent_name' } } });
  });

  it('makes a cheaper match of a pattern with wildcards at its ends only', () => {
    const how = (pattern: string) => { const { how, text } = parse(`name like '${pattern}'`) as { how: string; text: string }; return [how, text]; };

    expect(['%a%', 'a%', '%a', 'a', 'a%b', '%a_%', '%%', '%', ''].map(how)).toEqual([
      ['contains', 'a'], ['starts_with', 'a'], ['ends_with', 'a'], ['like', 'a'], ['like', 'a%b'], ['like', '%a_%'], ['contains', ''], ['contains', ''], ['like', ''],
    ]);
  });

  it('lets everything pass where nothing is written', () => {
    expect(parse(' \n')).toEqual({ kind: 'and', of: [] });
  });
});

describe('a filter that cannot be read', () => {
  it.each<[FilterSubject, string, number, RegExp, string[]]>([
    ['trace', "statuss = 'error'", 0, /no field "statuss"\. Did you mean status\?/, ['status']],
    ['trace', "name = 'x' and tokns > 5", 15, /Column 16: A trace has no field "tokns"/, ['tokens']],
    ['trace', "status = 'erorr'", 9, /one of ok, error, unset, never 'erorr'/, ["'error'"]],
    ['trace', "type = 'TOOL'", 0, /a field of observations: write has\(type/, []],
    ['observation', 'error_count > 1', 0, /a field of traces/, []],
    ['trace', "total_tokens > 'many'", 15, /total_tokens is compared with a number, not with 'many'/, []],
    ['trace', "total_tokens > '5'", 15, /number/, ['5']],
    ['trace', 'name = gpt', 7, /a text in single quotes/, ["'gpt'"]],
    ['trace', 'name = null', 7, /IS NULL/, []],
    ['trace', 'cost > 5s', 7, /not a duration/, []],
    ['trace', 'duration > 5 parsecs', 13, /AND or OR/, []],
    ['trace', 'duration > 5parsecs', 11, /no unit of time/, []],
    ['trace', "start_time > 'yesterday'", 13, /is no time\. Write '2026-01-01'/, []],
    ['trace', "start_time > '2026-02-31'", 13, /is no time/, []],
    ['trace', 'start_time > 5', 13, /start_time is compared with a time/, []],
    ['trace', "tags < 'a'", 5, /no order/, []],
    ['trace', 'has_errors > true', 11, /no order/, []],
    ['trace', "duration contains 'a'", 9, /no text/, []],
    ['trace', "name has 'a'", 5, /no list/, []],
    ['trace', "name contian 'a'", 5, /Did you mean CONTAINS/, ['CONTAINS']],
    ['trace', "name = 'a' name = 'b'", 11, /AND or OR, not "name"/, []],
    ['trace', "'name' = 'a'", 7, /without single quotes/, []],
    ['trace', "(name = 'a'", 11, /ends where AND, OR or "\)"/, []],
    ['trace', "name = 'a')", 10, /closes nothing/, []],
    ['trace', "name = 'a", 7, /never closed/, []],
    ['trace', "child(name = 'a')", 0, /write has\(child/, []],
    ['trace', 'attributes = 5', 0, /needs a key/, []],
    ['trace', 'name', 4, /ends where a comparison of name/, []],
    ['trace', "name = ‘a’", 7, /Did you mean '\?/, ["'"]],
    ['trace', "status: 'error'", 6, /means nothing here/, ['=']],
    ['trace', "name = 'a' -- and more", 11, /comment/, []],
    ['trace', "nаme = 'a'", 0, /holds "а" \(U\+0430\), which is no Latin letter/, ['name']],
  ])('of a %s: %s', (subject, text, at, message, suggestions) => {
    const error = failureOf(text, subject);

    expect(error.at).toBe(at);
    expect(error.message).toMatch(message);
    expect(error.suggestions.slice(0, 1)).toEqual(suggestions);
  });

  it('shows the place under the text, on its line', () => {
    expect(failureOf("name = 'a'\n  and statuss = 'b'").message).toBe("Line 2, column 7: A trace has no field \"statuss\". Did you mean status?\n    and statuss = 'b'\n        ^^^^^^^");
  });

  it('shows only the part of a long text that is near the place', () => {
    const lines = failureOf(`${"name = 'a' and ".repeat(50)}statuss = 'b'${" and name = 'a'".repeat(50)}`).message.split('\n');

    expect(lines[1]).toMatch(/^ {2}….*statuss = 'b' and.*…$/);
    expect(lines[1].indexOf('statuss')).toBe(lines[2].indexOf('^'));
  });

  it.each([
    ['4,001 characters', `name = '${'a'.repeat(4_000)}'`, /4000 are the most/],
    ['21 brackets', `${'('.repeat(21)}has_errors${')'.repeat(21)}`, /20 deep/],
    ['21 times NOT', `${'not '.repeat(21)}has_errors`, /20 deep/],
    ['201 conditions', Array.from({ length: 201 }, () => 'has_errors').join(' or '), /more than 200 conditions/],
    ['501 values', `cost in (${Array.from({ length: 501 }, (_, i) => i).join(',')})`, /500 values/],
    ['33 words', `'${'w '.repeat(33)}'`, /32 words/],
    ['a number beyond all', 'cost > 1e999', /too large/],
    ['a NUL', "name = '\0'", /NUL/],
    ['half a character', "name = '\ud800'", /lone surrogate/],
  ])('has %s', (_, text, message) => {
    expect(failureOf(text).message).toMatch(message);
  });
});

function parse(text: string, subject: FilterSubject = 'trace') {
  return parseFilter(text, subject, NOW);
}

function failureOf(text: string, subject: FilterSubject = 'trace'): FilterError {
  try {
    parse(text, subject);
  } catch (error) {
    if (error instanceof FilterError) return error;
    throw error;
  }
  throw new Error(`"${text}" was read`);
}
