import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DIALECTS } from './dialects.js';

const folder = new URL('../../../../../docs/dialects/', import.meta.url);
const pages = new Map(readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]));
const index = pages.get('README.md')!;

describe('the pages about dialects', () => {
  it.each(DIALECTS.map(({ name }) => name))('have a place for %s, in the index and on a page', (name) => {
    expect(index).toContain(`\`${name}\``);
    expect([...pages].filter(([page, text]) => page !== 'README.md' && text.includes(`\`${name}\``))).not.toEqual([]);
  });

  it('name every rule that has a name of its own', () => {
    const rules = new Set(DIALECTS.flatMap(({ claims }) => claims).flatMap(({ rule }) => rule ?? []));

    expect([...rules].filter((rule) => ![...pages.values()].some((text) => text.includes(`\`${rule}\``)))).toEqual([]);
  });

  it('name every mark by which a dialect is recognised', () => {
    const text = [...pages.values()].join('\n');

    expect(DIALECTS.flatMap(({ marks }) => marks).filter((mark) => !text.includes(`\`${mark}`))).toEqual([]);
  });

  it('are all in the index', () => {
    expect([...pages.keys()].filter((page) => page !== 'README.md' && !index.includes(`(${page})`))).toEqual([]);
  });
});
