import { expect, it } from 'vitest';
import type { SearchCursor } from '../store.js';
import { anObservation, NEW_YEAR, traceId } from './an-observation.js';
import type { Subject } from './telemetry-store.js';

export function search(subject: Subject): void {
  it.each([
    ['name', { name: 'Plan the Journey' }, 'journey', 'Plan the Journey'],
    ['input', { input: 'Where is the LIBRARY?' }, 'library', 'Where is the LIBRARY?'],
    ['output', { output: 'behind the žluťoučký kůň' }, 'ŽLUŤOUČKÝ', 'behind the žluťoučký kůň'],
    ['status_message', { status: 'error', status_message: 'timeout after 5 s' }, 'timeout', 'timeout after 5 s'],
    ['input', { input: null, input_ref: 'file://x', input_preview: 'a preview of much more' }, 'preview', 'a preview of much more'],
  ] as const)('finds a word in the %s, without case, with an excerpt: %#', async (field, content, text, excerpt) => {
    const { store } = subject;
    const project_id = subject.project();
    const row = anObservation({ project_id, ...content });
    await store.write({ rows: [row, anObservation({ project_id, name: 'other' })], scores: [] });

    const { hits, next } = await store.searchObservations(project_id, { text, limit: 10 });

    expect(hits).toEqual([{ trace_id: row.trace_id, observation_id: row.observation_id, name: row.name, type: 'SPAN', status: row.status, start_time: row.start_time, field, excerpt }]);
    expect(next).toBeUndefined();
  });

  it('wants every word, in any of the fields', async () => {
    const { store } = subject;
    const project_id = subject.project();
    const both = anObservation({ project_id, name: 'lookup', output: 'forty-two' });
    await store.write({ rows: [both, anObservation({ project_id, name: 'lookup' })], scores: [] });

    const { hits } = await store.searchObservations(project_id, { text: '  forty   LOOKUP ', limit: 10 });

    expect(hits.map((it) => it.observation_id)).toEqual([both.observation_id]);
  });

  it.each(['100%', 'snake_case', "it's", '"quoted"', 'back\\slash', '😀', '漢字', '$1', "'; DROP TABLE observations; --"])('takes %s as it stands', async (text) => {
    const { store } = subject;
    const project_id = subject.project();
    const row = anObservation({ project_id, input: `before ${text} after` });
    await store.write({ rows: [row, anObservation({ project_id, input: 'before 1000 snakeXcase its quoted after' })], scores: [] });

    const { hits } = await store.searchObservations(project_id, { text, limit: 10 });

    expect(hits.map((it) => it.excerpt)).toEqual([row.input]);
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

  it('finds nothing where nothing is', async () => {
    const { store } = subject;

    expect(await store.searchObservations(subject.project(), { text: 'anything', limit: 10 })).toEqual({ hits: [] });
  });
}
