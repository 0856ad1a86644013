import { existsSync, mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, expect, it, vi } from 'vitest';
import { copyAsItIs } from '../../../test/copy-as-it-is.js';
import type { ObservationRow } from '../../model/observation.js';
import { encodeAttribute } from '../../model/attribute-value.js';
import { passingObservations } from '../../model/filter/evaluate.js';
import { parseFilter } from '../../model/filter/parse.js';
import { anObservation, NEW_YEAR, traceId } from '../conformance/an-observation.js';
import { expressionOf, searchTerms } from '../search-terms.js';
import type { SearchCursor, TelemetryStore } from '../store.js';
import { openDuckdbStore } from './open.js';
import { writeIndexHere } from './words/index-writers.js';

const home = mkdtempSync(join(tmpdir(), 'hfao-search-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const VOCABULARY = ['the', 'a', 'rate', 'limit', 'Rate-Limit', 'timeout', 'time', 'žluť', '漢字', 'ΟΔΟΣ', 'οδος', 'hello\\nworld', '"json"', '😀', '100%', 'it\'s', 'x_y', 'word—dash'];
/** Of attributes that few have, that many have, that none has, as text that looks like something else, and beyond what an index takes. */
const FILTERS = [
  'attributes["few"] = "f17"', 'attributes["many"] = "m1"', 'attributes["few"] = "nowhere"', 'attributes["few"] IN ("f3", "f4", "none")', 'attributes["number"] = "17"', 'attributes["number"] = 17',
  'attributes["few"] = "f17" AND attributes["many"] = "m1"', 'attributes["few"] = "f17" OR name = "n3"', 'NOT attributes["many"] = "m1"', 'attributes["lines"] = "a\\nb 7"', `attributes["long"] = "${'x'.repeat(120)}5"`,
];
const QUERIES = ['the', 'rate', 'rate limit', 'rate-limit', 'time', 'time*', 'žluť', '字', 'οδος', 'world', 'json', '😀', '100%', "it's", 'x_y', 'word', '"rate limit"', 'the time 漢字', 'u17', 'u17 the', 'nowhere', 'n5* timeout'];

it('finds with an index just what it finds without one, while rows change', async () => {
  const directory = mkdtempSync(join(home, 'store-'));
  const random = randomFrom(7);
  const expected = new Map<string, ObservationRow>();
  let store = await open(directory);
  await write(store, expected, Array.from({ length: 1500 }, (_, i) => aRow(i, random)));
  await indexed(directory, 4);
  expect(await everyFound(store)).toEqual(everyHit(expected));

  // Replaced in segments that are indexed, deleted words and new ones.
  const changed = [...expected.values()].filter((_, i) => i % 50 === 3).map((it) => ({ ...it, event_version: it.event_version + 1, input: `u17 again ${prose(random)}` }));
  await write(store, expected, changed);
  expect(await everyFound(store)).toEqual(everyHit(expected));

  // A stop without goodbye: the file of what changed counts.
  const left = `${directory}-left`;
  copyAsItIs(directory, left);
  await store.close();
  store = await open(left);
  expect(await everyFound(store)).toEqual(everyHit(expected));
  await indexed(left, 4);

  // A broken index is no index.
  await store.close();
  const words = readdirSync(left).filter((it) => it.endsWith('.words'));
  truncateSync(join(left, words[0]), 50);
  store = await open(left);
  expect(await everyFound(store)).toEqual(everyHit(expected));
  await store.close();
}, 120_000);

it('removes the index of a segment that is gone', async () => {
  const directory = mkdtempSync(join(home, 'store-'));
  const store = await open(directory);
  await write(store, new Map(), Array.from({ length: 700 }, (_, i) => aRow(i, randomFrom(i))));
  await indexed(directory, 2);
  await store.close();
  for (const file of readdirSync(directory).filter((it) => it.startsWith('segment-000001.duckdb'))) rmSync(join(directory, file));

  const again = await open(directory);

  expect(existsSync(join(directory, 'segment-000001.words'))).toBe(false);
  await again.close();
});

const open = (directory: string) => openDuckdbStore({ directory, segmentRows: 300, threads: 1, openIndexWriter: writeIndexHere, log: pino({ level: 'silent' }) });

async function indexed(directory: string, count: number): Promise<void> {
  await vi.waitFor(() => expect(readdirSync(directory).filter((it) => it.endsWith('.words')).length).toBeGreaterThanOrEqual(count), { timeout: 20_000 });
}

async function write(store: TelemetryStore, expected: Map<string, ObservationRow>, rows: readonly ObservationRow[]): Promise<void> {
  for (let i = 0; i < rows.length; i += 100) await store.write({ rows: rows.slice(i, i + 100), scores: [] });
  for (const row of rows) expected.set(row.observation_id, row);
}

/** What each query should find, by a look at every row. */
function everyHit(rows: ReadonlyMap<string, ObservationRow>): Record<string, string[]> {
  return Object.fromEntries(QUERIES.map((text) => {
    const terms = searchTerms(text);
    const has = (row: ObservationRow) => terms.every((term) => [row.name, row.input, row.output, row.status_message].some((it) => it !== null && expressionOf(term).test(it)));
    const hits = [...rows.values()].filter((it) => it.project_id === 'p' && has(it)).sort((a, b) => b.start_time - a.start_time || (a.observation_id < b.observation_id ? -1 : 1));
    return [text, hits.map((it) => it.observation_id)];
  }).concat(FILTERS.map((text) => {
    const observations = [...rows.values()].filter((it) => it.project_id === 'p');
    return [text, passingObservations(parseFilter(text, 'observation', NEW_YEAR), { observations, scores: [] }).map((it) => it.observation_id).sort()];
  })));
}

async function everyFound(store: TelemetryStore): Promise<Record<string, string[]>> {
  const answers: Record<string, string[]> = {};
  for (const text of QUERIES) answers[text] = await found(store, text);
  for (const text of FILTERS) {
    const { observations } = await store.listObservations('p', { where: parseFilter(text, 'observation', NEW_YEAR), limit: 5000 });
    answers[text] = observations.map((it) => it.observation_id).sort();
    const { traces } = await store.listTraces('p', { where: parseFilter(`has(${text})`, 'trace', NEW_YEAR), limit: 5000 });
    expect(traces).toHaveLength(new Set(observations.map((it) => it.trace_id)).size);
  }
  return answers;
}

async function found(store: TelemetryStore, text: string): Promise<string[]> {
  const ids: string[] = [];
  let after: SearchCursor | undefined;
  do {
    const page = await store.searchObservations('p', { text, limit: 700, after });
    ids.push(...page.hits.map((it) => it.observation_id));
    after = page.next;
  } while (after !== undefined);
  return ids;
}

function aRow(i: number, random: () => number): ObservationRow {
  return anObservation({
    project_id: i % 7 === 0 ? 'other' : 'p', trace_id: traceId(`row ${i >> 2}`), start_time: NEW_YEAR + Math.floor(i / 3) * 1000, name: `n${i % 90}`,
    input: `u${i % 400} ${prose(random)}`, output: i % 2 === 0 ? null : prose(random), status_message: i % 11 === 0 ? `timeout ${i}` : null,
    attributes: Object.entries({ few: `f${i % 300}`, many: `m${i % 2}`, number: i % 2 === 0 ? 17 : '17', lines: `a\nb ${i % 90}`, long: `${'x'.repeat(120)}${i % 9}` }).flatMap(([key, value]) => [key, encodeAttribute(value)]),
  });
}

function prose(random: () => number): string {
  return Array.from({ length: 8 }, () => VOCABULARY[Math.floor(random() * random() * VOCABULARY.length)]).join(' ');
}

function randomFrom(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) / 2 ** 32;
}
