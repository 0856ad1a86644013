import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, it } from 'vitest';

const src = import.meta.dirname;
const RANK = ['ui', 'api', 'views', 'routes'];
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((it) => /\.tsx?$/.test(it) && !it.includes('.test.'));
const imports = files.flatMap((file) => [...readFileSync(join(src, file), 'utf8').matchAll(/(import|export)( type)?[^;'"]*from '(\.[^']+)'/g)].map((it) => ({ file, type: it[2] !== undefined, to: relative(src, resolve(src, dirname(file), it[3])) })));
const roomOf = (path: string) => path.split('/')[0];

it('imports point down: routes, views, api, ui', () => {
  const wrong = imports.filter((it) => RANK.includes(roomOf(it.file)) && RANK.indexOf(roomOf(it.to)) > RANK.indexOf(roomOf(it.file)));

  expect(wrong).toEqual([]);
});

it('only routes fetch: views know no more of the API than its types', () => {
  const wrong = imports.filter((it) => roomOf(it.file) === 'views' && roomOf(it.to) === 'api' && !it.type);

  expect(wrong).toEqual([]);
});

it('draws what agents wrote as text, never as markup', () => {
  expect(files.filter((it) => /dangerouslySetInnerHTML|innerHTML|insertAdjacentHTML/.test(readFileSync(join(src, it), 'utf8')))).toEqual([]);
});
