import { expect, it } from 'vitest';
import type { Filter } from '../../model/filter/filter.js';
import type { SearchCursor, SearchPage } from '../store.js';
import { anObservation, NEW_YEAR, traceId } from './an-observation.js';
import type { Subject } from './telemetry-store.js';

export function search(subject: Subject): void {
  it.each([
    ['name', { name: 'Plan the Journey' }, 'journey', 'Plan the Journey'],
    ['input', { input: 'Where is the LIBRARY?' }, 'library', 'Where is the LIBRARY?'],
    ['output', { output: 'behind the žluťoučký kůň' }, 'ŽLUŤOUČKÝ', 'behind the žluťoučký kůň'],
    ['status_message', { status: 'error', status_message: 'timeout after 5 s' }, 'timeout', 'timeout after 5 s'],
    ['input', { input: null, input_ref: 'file://x', input_preview: 'a preview of much more' }, 'preview', 'a preview of much more'],
  ] as const)('finds a word in the %s, without case, with an excerpt and the place of the word in it: %#', async (field, content, text, excerpt) => {
    const { store } = subject;
    const project_id = subject.project();
    const row = anObservation({ project_id, ...content });
    await store.write({ rows: [row, anObservation({ project_id, name: 'other' })], scores: [] });

    const { hits, next } = await store.searchObservations(project_id, { text, limit: 10 });

    expect(hits).toEqual([{ trace_id: row.trace_id, observation_id: row.observation_id, name: row.name, type: 'SPAN', status: row.status, start_time: row.start_time, field, excerpt, highlights: [expect.any(Array)] }]);
    const [[from, to]] = hits[0].highlights;
    expect(excerpt.slice(from, to).toLowerCase()).toBe(text.toLowerCase());
    expect(next).toBeUndefined();
  });

  it('wants every word, in any of the fields', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const both = anObservation({ project_id, name: 'lookup', output: 'forty-two' });
    await store.write({ rows: [both, anObservation({ project_id, name: 'lookup' }), anObservation({ project_id, name: 'lookups', output: 'forty' })], scores: [] });

    const { hits } = await store.searchObservations(project_id, { text: '  forty   LOOKUP ', limit: 10 });

    expect(hits.map((it) => it.observation_id)).toEqual([both.observation_id]);
  });

  it.each(['100%', 'snake_case', "it's", 'a"quote', 'back\\slash', '😀', '漢字', '$1', "'; DROP TABLE observations; --"])('takes %s as it stands', async (text) => {
    const { store } = subject;
    const project_id = subject.project();
    const row = anObservation({ project_id, input: `before ${text} after` });
    await store.write({ rows: [row, anObservation({ project_id, input: 'before 1000 snakeXcase its quoted after' })], scores: [] });

    const { hits } = await store.searchObservations(project_id, { text, limit: 10 });

    expect(hits.map((it) => it.excerpt)).toEqual([row.input]);
  });

  it.each([
    ['time', ['time'], 'a time to', 'timeout daytime time2'],
    ['time*', ['time', 'timeout'], 'a TIME, a Timeout', 'daytime'],
    ['"no seat left"', ['No \n seat left'], 'No \n seat left!', 'no seat is left'],
    ['rate-limit', ['rate-limit'], 'the rate-limit.', 'rate limit, rate-limits'],
    ['world', ['world'], '{"text":"hello\\nworld"}', 'worldly'],
    ['漢字', ['漢字'], '大漢字列', '漢 字'],
    ['οδος', ['ΟΔΟΣ'], 'Η ΟΔΟΣ', 'οδοι'],
    ['café', ['café'], '“café”—yes', 'cafés, caf'],
    ['caf', ['caf'], 'a caf.', 'café'],
  ])('takes %s for whole words', async (text, marked, input, other) => {
    const { store } = subject;
    const project_id = subject.project();
    const row = anObservation({ project_id, input });
    await store.write({ rows: [row, anObservation({ project_id, input: other })], scores: [] });

    const { hits } = await store.searchObservations(project_id, { text, limit: 10 });

    expect(hits.map((it) => it.excerpt)).toEqual([input]);
    expect(hits[0].highlights.map(([from, to]) => input.slice(from, to).toLowerCase())).toEqual(marked.map((it) => it.toLowerCase()));
  });

  it('finds what a row says now, and not what it said before', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const row = anObservation({ project_id, input: 'before' });
    await store.write({ rows: [row], scores: [] });
    for (let i = 0; i < 3; i++) await store.write({ rows: Array.from({ length: 200 }, () => anObservation({ project_id })), scores: [] });
    await store.write({ rows: [{ ...row, event_version: row.event_version + 1, input: 'after' }], scores: [] });

    const found = await Promise.all(['before', 'after'].map(async (text) => (await store.searchObservations(project_id, { text, limit: 10 })).hits.length));

    expect(found).toEqual([0, 1]);
  });

  it('gives every observation that a filter lets pass where the text has no term', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const failed = anObservation({ project_id, name: 'lookup', status: 'error', input: 'forty' });
    await store.write({ rows: [failed, anObservation({ project_id, name: 'lookup', input: 'forty' })], scores: [] });
    const where: Filter = { kind: 'compare', field: { kind: 'column', name: 'status', type: 'text' }, op: '=', value: 'error' };

    for (const text of ['""', 'forty']) {
      const { hits } = await store.searchObservations(project_id, { text, where, limit: 10 });
      expect(hits.map((it) => it.observation_id)).toEqual([failed.observation_id]);
    }
  });

  it('says how far it came when time is up, and goes on from there', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const rows = Array.from({ length: 900 }, (_, i) => anObservation({ project_id, trace_id: traceId(`partial ${i}`), input: i % 300 === 0 ? 'rare word' : 'nothing', start_time: NEW_YEAR + i * 1000 }));
    for (let i = 0; i < rows.length; i += 300) await store.write({ rows: rows.slice(i, i + 300), scores: [] });

    const pages: SearchPage[] = [];
    do {
      pages.push(await store.searchObservations(project_id, { text: 'rare', limit: 10, after: pages.at(-1)?.next, budgetMs: 0 }));
    } while (pages.at(-1)?.next !== undefined);

    expect(pages.flatMap((it) => it.hits.map((hit) => hit.observation_id))).toEqual([rows[600], rows[300], rows[0]].map((it) => it.observation_id));
    const until = pages.flatMap((it) => it.searchedUntil ?? []);
    expect(until).toEqual([...new Set(until)].sort((a, b) => b - a));
  });

  it('cuts an excerpt around the word out of a long text', async () => {
    const { store } = subject;
    const project_id = subject.project();
    await store.write({ rows: [anObservation({ project_id, input: `${'é lead '.repeat(5000)}needle${' tail 😀'.repeat(5000)}` })], scores: [] });

    const { hits: [hit] } = await store.searchObservations(project_id, { text: 'Needle', limit: 1 });

    expect(hit.excerpt).toMatch(/lead needle tail/);
    expect(Array.from(hit.excerpt).length).toBeLessThanOrEqual(240);
  });

  it('gives hits newest first, within the time range, page by page', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const rows = Array.from({ length: 900 }, (_, i) => anObservation({ project_id, trace_id: traceId(`hits ${i}`), input: `common ${i}`, start_time: NEW_YEAR + Math.floor(i / 4) * 1000 }));
    for (let i = 0; i < rows.length; i += 300) await store.write({ rows: rows.slice(i, i + 300), scores: [] });
    const range = { from: NEW_YEAR + 10_000, to: NEW_YEAR + 50_000 };

    const found: string[] = [];
    let after: SearchCursor | undefined;
    do {
      const page = await store.searchObservations(project_id, { text: 'common', ...range, limit: 33, after });
      found.push(...page.hits.map((it) => it.observation_id));
      after = page.next;
    } while (after !== undefined);

    const expected = rows.filter((it) => it.start_time >= range.from && it.start_time < range.to).sort((a, b) => b.start_time - a.start_time || (a.observation_id < b.observation_id ? -1 : 1));
    expect(found).toEqual(expected.map((it) => it.observation_id));
  });

  it('brings the beginnings of the texts when asked to', async () => {
    const { store } = subject;
    const project_id = subject.project();
    await store.write({ rows: [anObservation({ project_id, name: 'lookup', input: 'forty-two', output: 'an 😀' })], scores: [] });

    const { hits: [hit] } = await store.searchObservations(project_id, { text: 'forty', limit: 1, textLength: 4 });

    expect(hit.texts).toEqual({ name: 'look', input: 'fort', output: 'an ', status_message: null });
  });

  it('finds nothing where nothing is', async () => {
    const { store } = subject;

    expect(await store.searchObservations(subject.project(), { text: 'anything', limit: 10 })).toEqual({ hits: [] });
  });
}
