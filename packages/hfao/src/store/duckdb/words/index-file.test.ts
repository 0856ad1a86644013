import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { wordAfterEscape, wordsIn } from '../../search-terms.js';
import { IndexFile } from './index-file.js';
import { IndexFileWriter } from './index-writer.js';
import { eachWordHash, hashOfAttribute, hashOfProject, hashOfWord } from './word-hash.js';

const home = mkdtempSync(join(tmpdir(), 'hfao-words-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('the words of bytes', () => {
  it.each(['Plain words, and NUMBERS 42', 'žluťoučký kůň—dash “quoted” 漢字abc ラーメン', 'hello\\nworld C:\\temp \\n\\nx', 'ΟΔΟΣ a-b_c 😀x', 'e\u0301a \\ržluť', ''])('are those of the text: %j', (text) => {
    const hashes: number[] = [];
    const bytes = Buffer.from(text);

    eachWordHash(bytes, 0, bytes.length, (hash) => hashes.push(hash));

    const afterEscapes = [...text.matchAll(/\\(?=[bfnrt])/g)].flatMap(({ index }) => wordAfterEscape(wordsIn(text.slice(index + 1))[0]) ?? []);
    expect(new Set(hashes)).toEqual(new Set([...wordsIn(text), ...afterEscapes].map(hashOfWord)));
  });
});

describe('an index', () => {
  it('finds the rows with all the words, over parts, and says nothing of words that are everywhere', () => {
    const rows = Array.from({ length: 40_000 }, (_, i) => ({ time: 1_790_000_000_000_000 + i, text: `project-${i % 100 === 0 ? 'b' : 'a'}\nk\u0001v${i}${i % 3 === 0 ? '\u0002n\u0001all' : ''}\nname ${i % 1000 === 0 ? 'thousand thousand' : ''} n${i}\n${i % 700 === 0 ? 'seven' : ''}` }));
    const path = join(home, 'a.words');
    writeIndex(path, rows);
    const index = IndexFile.open(path)!;
    const found = (...words: string[]) => index.timesOf(words.map(hashOfWord))!.map((it) => it - rows[0].time);

    expect(found('thousand')).toEqual(Array.from({ length: 40 }, (_, i) => i * 1000));
    expect(found('thousand', 'seven', 'name')).toEqual([0, 7000, 14_000, 21_000, 28_000, 35_000]);
    expect(found('n39999')).toEqual([39_999]);
    expect(found('name', 'never')).toEqual([]);
    expect(found('name')).toHaveLength(40_000);
    expect(index.timesOf([hashOfProject('project-b'), hashOfWord('n300')])).toHaveLength(1);
    expect(index.timesOf([hashOfProject('project-b'), hashOfWord('n301')])).toHaveLength(0);
    expect(index.timesOf([hashOfAttribute(Buffer.from('k\u0001v39999'))], 1)).toEqual([rows[39_999].time]);
    expect(index.timesOf([hashOfAttribute(Buffer.from('k\u0001v3'))], 0)).toBeUndefined();
    expect(index.timesOf([hashOfAttribute(Buffer.from('n\u0001all'))], 1000)).toBeUndefined();
    expect(found('k', 'v39999', 'all')).toEqual([]);
    index.close();
  });

  it('of no rows finds none', () => {
    const path = join(home, 'empty.words');
    writeIndex(path, []);

    expect(IndexFile.open(path)!.timesOf([1])).toEqual([]);
  });

  it('is none while it is not whole', () => {
    const path = join(home, 'cut.words');
    writeIndex(path, [{ time: 5, text: 'p\n\nname' }]);
    truncateSync(path, 100);
    writeFileSync(join(home, 'nothing.words'), '');

    expect(IndexFile.open(path)).toBeUndefined();
    expect(IndexFile.open(join(home, 'nothing.words'))).toBeUndefined();
    expect(IndexFile.open(join(home, 'missing.words'))).toBeUndefined();
  });
});

function writeIndex(path: string, rows: readonly { time: number; text: string }[]): void {
  const writer = new IndexFileWriter(path);
  const texts = rows.map(({ time, text }) => `${String(time).padStart(18, '0')}${String(Buffer.byteLength(text)).padStart(9, '0')}${text}`);
  for (let i = 0; i < texts.length; i += 7000) writer.add(Buffer.from(texts.slice(i, i + 7000).join('')));
  writer.finish();
}
