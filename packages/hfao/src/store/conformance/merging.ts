import { expect, it } from 'vitest';
import type { ObservationRow } from '../../model/observation.js';
import { asLogRow } from '../../model/merge-observation.js';
import { isoTime } from '../../model/time.js';
import { anObservation, NEW_YEAR } from './an-observation.js';
import { aTrace } from './resent-spans.js';
import type { Subject } from './telemetry-store.js';

const ALL = { payloads: true, limit: 1000 };

/** Ways for things to happen between two batches. */
const BETWEEN: [string, (subject: Subject, project: string) => Promise<void>][] = [
  ['in a later batch', async () => {}],
  ['many segments later', async ({ store }, project) => {
    for (let i = 0; i < 3; i++) await store.write({ rows: aTrace(project, `filler ${i}`, 300), scores: [] });
  }],
];

export function merging(subject: Subject): void {
  const message = (at: number, role: string, content: string) => ({ role, parts: [{ type: 'text', content }], time: isoTime(NEW_YEAR + at) });
  const event = (at: number, name: string) => ({ time: isoTime(NEW_YEAR + at), name, attributes: {} });

  function pieces(project_id: string): { root: ObservationRow; span: ObservationRow; logs: ObservationRow[]; merged: ObservationRow } {
    const [root, child] = aTrace(project_id, `merged in ${project_id}`, 2);
    const span: ObservationRow = { ...child, name: 'chat', status: 'unset', events: JSON.stringify([event(5, 'own')]), event_version: NEW_YEAR + 9 };
    const log = (said: Partial<ObservationRow>) => asLogRow(anObservation({
      project_id, trace_id: span.trace_id, observation_id: span.observation_id, source: 'log', type: 'EVENT', status: 'unset', start_time: NEW_YEAR + 2, end_time: NEW_YEAR + 2, duration_ns: 0, ...said,
    }));
    const logs = [
      log({ input: JSON.stringify({ messages: [message(2, 'user', 'second')] }), events: JSON.stringify([event(2, 'gen_ai.user.message')]) }),
      log({ input: JSON.stringify({ messages: [message(1, 'system', 'first')] }), output: 'answer', events: JSON.stringify([event(1, 'gen_ai.system.message')]) }),
      log({ type: 'GENERATION', model: 'm', input_tokens: 5, output_tokens: 2, total_tokens: 7, usage_counted: true, total_cost_usd: 0.5, cost_source: 'reported', session_id: 's' }),
    ];
    const merged: Partial<ObservationRow> = {
      source: 'merged', type: 'GENERATION', model: 'm', input_tokens: 5, output_tokens: 2, total_tokens: 7, usage_counted: true, total_cost_usd: 0.5, cost_source: 'reported', session_id: 's', output: 'answer',
      input: JSON.stringify({ messages: [message(1, 'system', 'first'), message(2, 'user', 'second')] }),
      events: JSON.stringify([event(1, 'gen_ai.system.message'), event(2, 'gen_ai.user.message'), event(5, 'own')]),
    };
    return { root, span, logs, merged: { ...span, ...merged } };
  }

  async function shown(store: Subject['store'], { root, span }: ReturnType<typeof pieces>) {
    const rows = await store.observationsOfTrace(root.project_id, root.trace_id, ALL);
    const { name, observation_count, error_count, input_tokens, output_tokens, total_tokens, total_cost_usd, models, session_id } = (await store.traceSummary(root.project_id, root.trace_id))!;
    const { hits } = await store.searchObservations(root.project_id, { text: 'second', limit: 10 });
    return {
      rows: rows.map((it) => ({ ...it, mapping: null })), summary: { name, observation_count, error_count, input_tokens, output_tokens, total_tokens, total_cost_usd, models, session_id },
      found: hits.map((it) => it.observation_id === span.observation_id),
    };
  }

  const wanted = ({ root, merged }: ReturnType<typeof pieces>) => ({
    rows: [root, merged], found: [true],
    summary: { name: root.name, observation_count: 2, error_count: 0, input_tokens: 5, output_tokens: 2, total_tokens: 7, total_cost_usd: 0.5, models: ['m'], session_id: 's' },
  });

  const ORDERS: [string, (it: ReturnType<typeof pieces>) => ObservationRow[]][] = [
    ['the span before its logs', ({ root, span, logs }) => [root, span, ...logs]],
    ['the logs before their span', ({ root, span, logs }) => [...logs, span, root]],
    ['the span among its logs', ({ root, span, logs }) => [logs[2], span, logs[1], root, logs[0]]],
  ];

  it.each(ORDERS)('merges log rows and a span within a batch: %s', async (_, order) => {
    const given = pieces(subject.project());

    await subject.store.write({ rows: order(given), scores: [] });

    expect(await shown(subject.store, given)).toEqual(wanted(given));
  });

  it.each(ORDERS.flatMap(([name, order]) => BETWEEN.map(([when, between]) => [name, when, order, between] as const)))('merges %s, each %s, sent again and again', async (_, __, order, between) => {
    const given = pieces(subject.project());
    for (const row of order(given)) {
      await subject.store.write({ rows: [row], scores: [] });
      await between(subject, given.root.project_id);
    }
    expect(await shown(subject.store, given)).toEqual(wanted(given));

    for (const row of order(given)) await subject.store.write({ rows: [row], scores: [] });

    expect(await shown(subject.store, given)).toEqual(wanted(given));
  });

  it.each(['reopen', 'afterCrash'] as const)('merges with what was stored before: %s', async (comeBack) => {
    const opened = await subject.open();
    const given = pieces('project-1');
    await opened.store.write({ rows: given.logs, scores: [] });
    const store = await opened[comeBack]();

    await store.write({ rows: [given.span, given.root], scores: [] });

    expect(await shown(store, given)).toEqual(wanted(given));
    await store.close();
  });

  it('takes a newer version of the span, and keeps what only logs said', async () => {
    const given = pieces(subject.project());
    const { root, span, logs } = given;
    await subject.store.write({ rows: [root, span, ...logs], scores: [] });

    await subject.store.write({ rows: [{ ...span, name: 'renamed', output: 'of the span', event_version: span.event_version + 1 }, { ...span, name: 'outdated', event_version: span.event_version - 1 }], scores: [] });

    expect(await subject.store.observation(span.project_id, span.trace_id, span.observation_id)).toMatchObject({ name: 'renamed', output: 'of the span', model: 'm', source: 'merged' });
  });

  it('keeps what earlier logs said when a span comes together with other logs', async () => {
    const given = pieces(subject.project());
    const { root, span, logs } = given;
    await subject.store.write({ rows: [root, logs[2], logs[0]], scores: [] });

    await subject.store.write({ rows: [span, logs[1]], scores: [] });
    await subject.store.write({ rows: [logs[1], span], scores: [] });

    expect(await shown(subject.store, given)).toEqual(wanted(given));
  });

  it('does not take a step that only logs tell of for the root of its trace', async () => {
    const given = pieces(subject.project());
    const early = { ...given.logs[0], observation_id: 'feedfeedfeedfeed', start_time: NEW_YEAR - 1000 };

    await subject.store.write({ rows: [early], scores: [] });
    await subject.store.write({ rows: [given.root], scores: [] });

    expect(await subject.store.traceSummary(given.root.project_id, given.root.trace_id)).toMatchObject({ name: given.root.name, observation_count: 2 });
  });
}
